"""How a hit is finished."""

import orjson
import pytest

from app.search.hits import finish_hit

SPELLINGS = {
    "name_vi": "Xiêng Khoảng",
    "name_en": None,
    "aliases": [{"name": "Xiengkhouang"}, {"name": "Xieng Khoang"}],
}


def finished(q: str = "xieng", **values: object) -> dict[str, object]:
    answer: dict[str, object] = orjson.loads(finish_hit(orjson.dumps(values), q, "vi"))
    return answer


class TestSubtitle:
    @pytest.mark.parametrize(
        ("facts", "subtitle"),
        [
            ({"type": "partners", "kind": "local_government", "country": "LA"}, "Chính quyền địa phương · Lào"),
            ({"type": "partners", "kind": "ngo", "country": None}, "Tổ chức phi chính phủ nước ngoài"),
            ({"type": "documents", "kind": "plan", "text": "716/KH-UBND"}, "Kế hoạch · 716/KH-UBND"),
            ({"type": "contacts", "kind": None, "text": "Giám đốc Sở"}, "Giám đốc Sở"),
            ({"type": "contacts", "kind": None, "text": None}, ""),
            ({"type": "relationships", "kind": "twinning", "text": "1967"}, "Kết nghĩa · 1967"),
        ],
    )
    def test_tells_what_the_record_is(self, facts: dict[str, str | None], subtitle: str) -> None:
        assert finished(subtitle=facts) == {"subtitle": subtitle}

    def test_speaks_english_too(self) -> None:
        facts = {"type": "partners", "kind": "local_government", "country": "LA"}
        hit = orjson.loads(finish_hit(orjson.dumps({"subtitle": facts}), "x", "en"))
        assert hit["subtitle"] == "Local government · Laos"


class TestMatched:
    @pytest.mark.parametrize(
        ("q", "matched"),
        [
            ("xieng khoang", "Xieng Khoang"),  # just so
            ("xiêng khoảng", "Xiêng Khoảng"),
            ("xiengkhoua", "Xiengkhouang"),
            ("xieng", "Xiêng Khoảng"),  # all alike: the title
            ("nothing of it", "Xiêng Khoảng"),
        ],
    )
    def test_is_the_spelling_nearest_to_the_query(self, q: str, matched: str) -> None:
        assert finished(q, matched=SPELLINGS) == {"matched": matched}


class TestHighlight:
    def test_marks_what_was_found_and_escapes_the_rest(self) -> None:
        assert finished("khoang", highlight={"name_vi": "<b>Xiêng Khoảng"}) == {
            "highlight": "&lt;b&gt;Xiêng <em>Khoảng</em>"
        }

    def test_is_absent_where_nothing_can_be_marked(self) -> None:
        assert finished("zzz", highlight=SPELLINGS) == {"highlight": None}
