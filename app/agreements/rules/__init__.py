"""What the law and the calendar make of an agreement: pure functions, a module each; codes are those of models.py."""
