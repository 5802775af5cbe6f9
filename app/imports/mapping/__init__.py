"""Which column of a file goes where, by the words that officials write above it; forms A, B and C; templates."""
