"""The kernel: what every slice stands on; it knows no slice, table or field of one."""
