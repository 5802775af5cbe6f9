"""Plainly fictitious records in any number, to try the registry with; the facts of the plans are in `seed`."""
