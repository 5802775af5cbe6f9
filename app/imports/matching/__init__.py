"""Which record a cell names, and which record a line means."""
