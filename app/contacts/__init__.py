"""Who holds which post, here and there, and since when: a letter goes to the right person."""
