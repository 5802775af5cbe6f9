"""Thỏa thuận quốc tế: agreements as signed, what became of them, and the clocks of the law."""
