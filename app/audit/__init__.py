"""Every change of every record, field by field, in the change's own transaction."""
