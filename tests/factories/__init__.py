"""Rows for tests: typed functions, one module a slice; every argument has a plain default."""
