"""What a file is, by what it holds."""

import zipfile

import pytest

from app.core.fault_codes import FAULTS
from tests.imports.reading.conftest import Desk, write_rows

COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")


class TestFindFormat:
    @pytest.mark.parametrize(
        ("content", "format"),
        [
            ("Tên,Nước\nA,Lào\n", "csv"),
            ('{"title": "A"}\n', "ndjson"),
            ('\ufeff\n  {"title": "A"}\n', "ndjson"),
        ],
    )
    def test_is_told_by_the_first_sign_of_a_text_file(self, desk: Desk, content: str, format: str) -> None:
        assert desk.open(content).facts.format == format

    def test_is_a_workbook_if_the_zip_file_holds_one(self, desk: Desk) -> None:
        assert desk.book(lambda _, sheet: write_rows(sheet, ["Tên"], ["A"])).facts.format == "xlsx"

    def test_follows_what_the_caller_says_of_a_text_file(self, desk: Desk) -> None:
        assert desk.open('{"a",b\n1,2\n', format="csv").header == ['{"a"', "b"]

    @pytest.mark.parametrize(
        "content", [b"%PDF-1.7", b"<html><table>", b"<?xml version='1.0'?><Workbook/>", b"\x1f\x8b\x08"]
    )
    def test_refuses_other_kinds_of_files_by_name(self, desk: Desk, content: bytes) -> None:
        assert desk.refusal(content) == ("unknown_format", {})

    def test_refuses_text_that_was_said_to_be_a_workbook(self, desk: Desk) -> None:
        assert desk.refusal("a,b\n", format="xlsx")[0] == "unknown_format"

    def test_refuses_a_workbook_that_was_said_to_be_text(self, desk: Desk) -> None:
        desk.make_book(lambda _, sheet: write_rows(sheet, ["Tên"], ["A"]))
        assert desk.refusal(format="csv")[0] == "unknown_format"

    def test_refuses_a_zip_file_without_a_workbook(self, desk: Desk) -> None:
        with zipfile.ZipFile(desk.file, "w") as archive:
            archive.writestr("word/document.xml", "<w/>")
        assert desk.refusal()[0] == "unknown_format"

    def test_refuses_half_a_zip_file(self, desk: Desk) -> None:
        desk.make_book(lambda _, sheet: write_rows(sheet, ["Tên"], ["A"]))
        assert desk.refusal(desk.file.read_bytes()[:900])[0] == "workbook_broken"

    def test_refuses_the_old_workbook_with_a_hint(self, desk: Desk) -> None:
        assert desk.refusal(COMPOUND + b"\0" * 2_000_000)[0] == "old_workbook"
        assert ".xlsx" in FAULTS["old_workbook"][0]

    def test_tells_a_locked_workbook_from_an_old_one(self, desk: Desk) -> None:
        content = COMPOUND + b"\0" * 1_048_560 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512
        assert desk.refusal(content)[0] == "encrypted_workbook"

    @pytest.mark.parametrize("content", [b"", b"\n\n  \r\n"])
    def test_refuses_a_file_of_nothing(self, desk: Desk, content: bytes) -> None:
        assert desk.refusal(content)[0] == "empty_file"

    def test_refuses_a_format_that_is_none(self, desk: Desk) -> None:
        assert desk.refusal("a,b\n", format="ods") == ("unknown_value", {"allowed": "csv, xlsx, ndjson"})
