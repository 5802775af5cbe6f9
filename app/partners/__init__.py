"""Foreign partners: who they are, by what names, where, and what became of them."""
