"""Benchmarks that print ratios; see `python -m bench --help`."""
