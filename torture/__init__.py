"""The long fault runs; see `python -m torture --help`."""
