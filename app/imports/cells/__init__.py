"""What people write in cells, read by stated rules or refused by name: pure."""
