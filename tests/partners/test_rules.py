"""The pure rules of partners."""

from typing import Any

import pytest

from app.partners.rules import aliases_to_add, members_after, merge_patch, successors_after, without_added
from app.partners.schemas import RelatedPillar
from app.relationships.models import Pillar


def alias(name: str, kind: str = "short") -> dict[str, Any]:
    return {"name": name, "lang": None, "script": None, "kind": kind}


class TestMergePatch:
    @pytest.mark.parametrize(
        ("target", "patch", "result"),
        [
            ({"a": "b"}, {"a": "c"}, {"a": "c"}),
            ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
            ({"a": "b"}, {"a": None}, {}),
            ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
            ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
            ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
            ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
            ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
            (["a", "b"], ["c", "d"], ["c", "d"]),
            ({"a": "b"}, ["c"], ["c"]),
            ({"a": "foo"}, None, None),
            ({"a": "foo"}, "bar", "bar"),
            ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
            ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
            ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
        ],
        ids=str,
    )
    def test_answers_the_examples_of_the_rfc(self, target: Any, patch: Any, result: Any) -> None:
        assert merge_patch(target, patch) == result

    def test_leaves_its_target_alone(self) -> None:
        target = {"a": {"b": 1}}
        merge_patch(target, {"a": {"b": 2}})
        assert target == {"a": {"b": 1}}


class TestAliases:
    def test_take_in_each_new_spelling_once(self) -> None:
        added = aliases_to_add(
            ["Xiêng Khoảng"], [alias("XIÊNG KHOẢNG"), alias("Xieng Khoang")], [alias("xieng khoang")]
        )
        assert added == [alias("Xieng Khoang")]

    def test_give_back_only_what_was_added(self) -> None:
        before = [alias("A")]
        after = [alias("A"), alias("B"), alias("C")]
        assert without_added([alias("A"), alias("C"), alias("D")], before, after) == [alias("A"), alias("D")]


class TestLists:
    def test_of_members_hold_the_winner_once_and_never_the_mechanism_itself(self) -> None:
        assert members_after(["x", "loser", "winner"], "own", "loser", "winner") == ["x", "winner"]
        assert members_after(["x", "loser"], "winner", "loser", "winner") == ["x"]

    def test_of_successors_keep_the_first_word_on_each(self) -> None:
        items = [{"partner_id": "loser", "on": "2020"}, {"partner_id": "winner", "on": "2021"}]
        assert successors_after(items, "own", "loser", "winner") == [{"partner_id": "winner", "on": "2020"}]
        assert successors_after(items, "winner", "loser", "winner") == []


class TestPillars:
    def test_are_those_of_relationships(self) -> None:
        ours = {(item.value, item.label_vi, item.label_en) for item in RelatedPillar}
        assert ours == {(item.value, item.label_vi, item.label_en) for item in Pillar}
