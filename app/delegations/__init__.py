"""Đoàn ra, đoàn vào: delegations, their members and their whole life from proposal to report."""
