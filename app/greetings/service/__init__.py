"""Changing greetings and the policy table."""
