"""Tests of the kernel's pure modules."""
