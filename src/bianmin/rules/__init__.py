"""规则: the statute book. Pure Python: no framework, no clock, no input or output."""
