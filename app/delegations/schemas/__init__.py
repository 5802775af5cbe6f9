"""Delegations, their members and the opinions asked for them, as the API takes and shows them."""
