"""Nhiệm vụ: what a plan asks of whom, and how far it is."""
