"""Doitac: the register of a Vietnamese province's foreign partners, delegations, agreements and anniversaries."""
