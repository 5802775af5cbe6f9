"""Agreements, their acts and their opinions as the API takes and shows them, a module each."""
