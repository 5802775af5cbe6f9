"""Ngày kỷ niệm: which days come round, the how-manieth time, and when to begin preparing."""
