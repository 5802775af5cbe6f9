"""Hoạt động đối ngoại: meetings, exchanges, international conferences (QĐ 06/2020/QĐ-TTg), and the like."""
