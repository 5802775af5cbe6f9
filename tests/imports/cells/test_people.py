"""People and their posts, as lists write them."""

import pytest

from app.imports.cells.people import Person, read_people, read_person
from tests.imports.cells.faults import code_of

PEOPLE = [
    ("Ông Nguyễn Văn A, Phó Chủ tịch UBND tỉnh", "Nguyễn Văn A", "Phó Chủ tịch UBND tỉnh"),
    ("Đ/c Nguyễn Văn A – Ủy viên BTV, Phó Chủ tịch", "Nguyễn Văn A", "Ủy viên BTV, Phó Chủ tịch"),
    ("PGS.TS. Trần Thị B - Giám đốc", "Trần Thị B", "Giám đốc"),
    ("đồng chí TS Lê C: Chuyên viên", "Lê C", "Chuyên viên"),
    ("Mr. C (Director)", "C", "Director"),
    ("Bà D\nTrưởng phòng,\nSở Ngoại vụ", "D", "Trưởng phòng,, Sở Ngoại vụ"),
    ("Phó Chủ tịch UBND tỉnh: ông Nguyễn Văn A", "Nguyễn Văn A", "Phó Chủ tịch UBND tỉnh"),
    ("Trưởng đoàn: Bà D", "D", None),
    ("Ngài X (Chủ tịch), Lào", "X (Chủ tịch)", "Lào"),
    ("  NGUYỄN  VĂN A ", "NGUYỄN VĂN A", None),
    ("Kim Jong-un", "Kim Jong-un", None),
    ("Lãnh đạo UBND tỉnh", None, "Lãnh đạo UBND tỉnh"),
    ("Phó Chủ tịch UBND tỉnh, Trưởng ban", None, "Phó Chủ tịch UBND tỉnh, Trưởng ban"),
    ("Giám đốc Sở Ngoại vụ Nguyễn Văn A", None, "Giám đốc Sở Ngoại vụ Nguyễn Văn A"),
]
FAMILIES = ["Vũ Văn C", "Trương Văn B", "Tống Thị D", "Phó Đức E", "Quyền Văn F", "Nguyên Văn G", "Ông"]


class TestReadPerson:
    @pytest.mark.parametrize(("text", "name", "post"), PEOPLE)
    def test_a_name_and_a_post_are_told_apart(self, text: str, name: str | None, post: str | None) -> None:
        assert read_person(text) == Person(name, post)

    @pytest.mark.parametrize("name", FAMILIES)
    def test_a_family_name_that_looks_like_a_post_is_a_name(self, name: str) -> None:
        assert read_person(name) == Person(name, None)

    @pytest.mark.parametrize("text", ["---", "", "12", ", Giám đốc"])
    def test_what_holds_no_name_is_refused(self, text: str) -> None:
        assert code_of(read_person, text) == "unreadable_value"


class TestReadPeople:
    @pytest.mark.parametrize(
        ("text", "people"),
        [
            ("1. Ông A, Giám đốc 2. Bà B, Phó Giám đốc", [("A", "Giám đốc"), ("B", "Phó Giám đốc")]),
            ("1) A (x)\n2) B", [("A", "x"), ("B", None)]),
            ("A; B", [("A", None), ("B", None)]),
            ("- Ông A\n- Bà B", [("A", None), ("B", None)]),
            (
                "Nguyễn Văn A\nPhó Chủ tịch\nTrần B, Giám đốc",
                [("Nguyễn Văn A", "Phó Chủ tịch"), ("Trần B", "Giám đốc")],
            ),
            ("A, Giám đốc\nThành viên: B", [("A", "Giám đốc"), ("B", "Thành viên")]),
            ("Lãnh đạo tỉnh; A", [(None, "Lãnh đạo tỉnh"), ("A", None)]),
        ],
    )
    def test_each_is_one_in_their_order(self, text: str, people: list[tuple[str | None, str | None]]) -> None:
        assert read_people(text) == people

    def test_nobody_is_refused(self) -> None:
        assert code_of(read_people, " ; \n") == "unreadable_value"
