"""Workbooks with two sheets: delegations, and beside them who goes with which."""

import unicodedata
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

import xlsxwriter  # type: ignore[import-untyped]  # as in app/core/workbooks.py

from tests.imports.sending import Sender

PLAN, PEOPLE = "Kế hoạch", "Thành phần đoàn"
BEYOND = 2_000_000
"""What is added to the lines of the second sheet."""
Rows = Sequence[Sequence[Any]]
File = TypeVar("File", Path, BytesIO)


def write_book(path: File, heads: Rows, members: Rows, *, first: int = 0, merged: Sequence[range] = ()) -> File:
    """Both sheets, headers first, each below `first` rows of titles.

    `merged` are lines of the second sheet whose second cells are drawn together.
    """
    book = xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"})
    for name, rows in ((PLAN, heads), (PEOPLE, members)):
        sheet = book.add_worksheet(name)
        if first:
            sheet.merge_range(0, 0, 0, len(rows[0]) - 1, "ỦY BAN NHÂN DÂN TỈNH GIẢ ĐỊNH")
            sheet.write(1, 0, f"{name.upper()} NĂM 2026")
        for place, row in enumerate(rows, first):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(place, column, cell)
                elif cell is not None:
                    sheet.write(place, column, cell)
    for lines in merged:
        text = members[lines.start - first - 1][1]
        book.get_worksheet_by_name(PEOPLE).merge_range(lines.start - 1, 1, lines.stop - 2, 1, text)
    book.close()
    return path


def crowd(source: str, count: int, each: int) -> bytes:
    """So many delegations, and so many members of each: first one of every delegation, then the next of every one."""
    said = ["outbound", "SNV", "2026-05-12", source]
    heads = [[*said, f"F-{number:05}", f"Đoàn giả định {number}"] for number in range(count)]
    names = [[source, f"F-{number:05}", f"Người {place}"] for place in range(each) for number in range(count)]
    key = ["source_system", "external_id"]
    file = BytesIO()
    write_book(file, [["direction", "org_unit", "planned_from", *key, "title"], *heads], [[*key, "Họ và tên"], *names])
    return file.getvalue()


def decomposed(text: str) -> str:
    """As some keyboards type it."""
    return unicodedata.normalize("NFD", text)


async def people(sender: Sender, title: str) -> list[tuple[int, str, str, str | None]]:
    """(order, role, name, position) of the members of the one delegation of this title."""
    listed = await sender.listed("/v1/delegations", expand="members")
    (found,) = [item for item in listed if item["title"] == title]
    return [(one["order"], one["role"], one["full_name"], one["position"]) for one in found["members"]]


async def passports(sender: Sender, title: str) -> list[str | None]:
    """Their numbers, in that order."""
    (found,) = [item for item in await sender.listed("/v1/delegations") if item["title"] == title]
    shown = (await sender.client.get(f"/v1/delegations/{found['id']}/members")).json()["items"]
    return [one["passport_number"] for one in shown]
