"""One JSON object a line."""

import pytest

from app.imports.reading import BadLine
from app.imports.reading.ndjson import KEY_LIMIT, LINE_LIMIT
from tests.imports.reading.conftest import Desk


class TestObjectLines:
    def test_have_every_key_of_the_file_for_their_header(self, desk: Desk) -> None:
        source = desk.open('{"title": "Đoàn A", "size": 3}\n\n{"size": 2.5, "members": [{"name": "B"}]}\n')
        assert source.header == ["title", "size", "members"]
        assert [(row.line, row.cells) for row in source.rows()] == [
            (1, ["Đoàn A", 3, None]),
            (2, []),
            (3, [None, 2.5, [{"name": "B"}]]),
        ]

    def test_hold_clean_text(self, desk: Desk) -> None:
        source = desk.open('\ufeff{"title": " \\u0110oa\\u0300n\\u00a0A "}\n')
        assert [row.cells for row in source.rows()] == [["Đoàn A"]]

    @pytest.mark.parametrize(
        ("line", "reason"), [(b'{"title": ', "json"), (b"[1, 2]", "object"), (b'{"title": "\xff"}', "encoding")]
    )
    def test_tell_of_a_line_that_is_no_object(self, desk: Desk, line: bytes, reason: str) -> None:
        source = desk.open(b'{"title": "A"}\n' + line + b"\n")
        assert [(row.line, row.cells) for row in source.rows()] == [(1, ["A"]), (2, [BadLine(reason)])]

    def test_are_refused_where_a_line_is_endless(self, desk: Desk) -> None:
        content = '{"a": 1}\n{"a": "' + "x" * LINE_LIMIT + '"}\n'
        assert desk.refusal(content) == ("field_too_long", {"line": 2, "limit": LINE_LIMIT})

    def test_are_refused_without_a_key(self, desk: Desk) -> None:
        assert desk.refusal("{}\n{}\n")[0] == "no_header"

    def test_are_refused_with_more_keys_than_any_record_has(self, desk: Desk) -> None:
        content = "".join(f'{{"key_{number}": 1}}\n' for number in range(KEY_LIMIT + 1))
        assert desk.refusal(content) == ("too_many_columns", {"limit": KEY_LIMIT})
