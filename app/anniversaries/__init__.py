"""Dates that come round (ngày kỷ niệm): national days, foundings, signings, feasts, and when they fall."""
