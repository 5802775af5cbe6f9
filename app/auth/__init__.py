"""Who calls: API keys, roles, permissions, and the one visibility predicate."""
