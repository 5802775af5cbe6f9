"""Doitac: the register of a Vietnamese province's foreign partners, delegations, agreements and anniversaries."""

import gc

# Nothing that loading makes is garbage, and looking for some takes a seventh of it; app/main.py, the last to be loaded,
# turns the collector on again.
gc.disable()
