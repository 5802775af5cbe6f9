"""A schema asked field by field says what the whole schema says, however often a value has come before."""

import copy
from typing import Any, Self

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError, model_validator

from app.core.schema import Schema, ShortText, stored_values
from app.imports.work.field_checks import FieldChecks


class Part(Schema):
    names: list[ShortText] = []


class Sample(Schema):
    number: int | None = None
    is_so: bool | None = None
    name: ShortText | None = None
    names: list[ShortText] = []
    part: Part | None = None
    parts: list[Part] = []


VALUES: list[Any] = [
    *(1, True, 1.0, "1", "True", "true", 0, False, None, "", "  x ", "x", "(MẬT)", "x" * 150, "('1',)"),
    *([], ["x"], ["x", "x"], [" x "], ["1"], [1], [None], ["x" * 99], [["x"]]),
    *({}, {"names": ["x"]}, {"names": "x"}, [{"names": ["x"]}], [{}, {}]),
]
ASKED = st.lists(st.tuples(st.sampled_from(list(Sample.model_fields)), st.sampled_from(VALUES)), max_size=40)


@given(ASKED)
@example([(name, value) for name in Sample.model_fields for value in [*VALUES, *VALUES]])
def test_what_is_remembered_is_what_the_schema_says(asked: list[tuple[str, Any]]) -> None:
    checks = FieldChecks(Sample)
    for name, value in asked:
        stored, faults = checks.check({name: copy.deepcopy(value)})
        assert (repr(stored), len(faults)) == _said_by_the_schema(name, value)
        _spoil(list(stored.values()))


def _said_by_the_schema(name: str, value: Any) -> tuple[str, int]:
    try:
        return repr({name: stored_values(Sample.model_validate({name: value}))[name]}), 0
    except ValidationError as error:
        return "{}", error.error_count()


def _spoil(value: Any) -> None:
    """As somebody might to whom it was given."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in list(inside):
        _spoil(item)
    if isinstance(value, list):
        value.append("spoilt")
    elif isinstance(value, dict):
        value["spoilt"] = "spoilt"


def test_tells_what_is_unknown_and_what_is_missing() -> None:
    class Named(Schema):
        name: ShortText

    stored, faults = FieldChecks(Named).check({"nmae": "x"})
    assert stored == {}
    assert [(fault.code, fault.place) for fault in faults] == [("unknown_field", "/nmae"), ("missing", "/name")]


def test_is_not_for_a_schema_that_checks_its_fields_together() -> None:
    class Together(Schema):
        @model_validator(mode="after")
        def agree(self) -> Self:
            return self

    with pytest.raises(ValueError, match="Together"):
        FieldChecks(Together)
