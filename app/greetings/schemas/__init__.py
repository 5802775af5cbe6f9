"""Greetings, their policies, reciprocity and the yearly plan, as the API takes and shows them."""
