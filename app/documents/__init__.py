"""Directives, programmes, plans, decisions, letters: what asks for the work, and what the work rests on."""
