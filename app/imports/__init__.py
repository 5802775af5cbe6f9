"""Nhập dữ liệu: files of records, staged, checked, shown, committed, and undone."""
