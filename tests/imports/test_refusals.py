"""How the lines of a group of errors are told."""

from app.imports.service import refusals


class TestLines:
    def test_are_told_as_spans(self) -> None:
        lines = refusals.Lines()
        for line in (5, 5, 6, 9, 11, 12):
            lines.add(line)
        assert str(lines) == "5-6, 9, 11-12"

    def test_end_where_there_would_be_too_many(self) -> None:
        lines = refusals.Lines()
        for line in range(0, 1_000, 2):
            lines.add(line)
        assert str(lines).endswith("96, 98, …")
