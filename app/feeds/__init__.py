"""Calendar feeds: anniversaries at a secret address, for calendars that subscribe."""
