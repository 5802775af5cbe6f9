"""Tests of the dates that come round."""
