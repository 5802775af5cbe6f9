"""A Create schema asked field by field, so that a value that comes again is checked once.

A schema whose fields stand each for itself says the same of a row either way (a test compares the two); of a hundred
thousand rows most cells repeat: units, partners, days, codes.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final

from pydantic import MISSING, BaseModel, TypeAdapter, ValidationError
from pydantic_core import PydanticUndefined

from app.core.faults import fault_of
from app.core.problems import Fault
from app.core.schema import nested_json

_MOST_REMEMBERED: Final = 4_096
_LONGEST_REMEMBERED: Final = 100
_NONE_GIVEN: Final = (PydanticUndefined, MISSING)


def defaults_of(schema: type[BaseModel]) -> dict[str, Any]:
    """What a table stores for the fields that nobody gave."""
    fields = schema.model_fields.items()
    return {name: info.default for name, info in fields if info.default not in _NONE_GIVEN}


class FieldChecks:
    """The fields of one schema. Raises ValueError for a schema that holds fields against each other."""

    def __init__(self, schema: type[BaseModel]) -> None:
        if schema.__pydantic_decorators__.model_validators:
            raise ValueError(f"{schema.__name__} checks its fields together")
        fields = schema.model_fields
        self._checks = {name: _check_of(info) for name, info in fields.items()}
        self._known: dict[str, dict[Any, Any]] = {name: {} for name in fields}
        """By field, what became of values."""
        self._required = [name for name, info in fields.items() if info.is_required()]
        self.defaults = defaults_of(schema)

    def check(self, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
        """The values as a table stores them, and what is wrong with the others."""
        stored: dict[str, Any] = {}
        faults: list[Fault] = []
        for name, value in values.items():
            if (known := self._known.get(name)) is None:
                faults.append(Fault("unknown_field", f"/{name}"))
                continue
            text = value if type(value) is str else repr(value)
            key = text if text is value else (text,)  # 1, 1.0, True and "1" are four
            checked = known.get(key)
            if checked is None:
                try:
                    checked = self._checks[name](value)
                except ValidationError as error:
                    faults += [fault_of({**found, "loc": (name, *found["loc"])}) for found in error.errors()]
                    continue
                if len(known) < _MOST_REMEMBERED and len(text) <= _LONGEST_REMEMBERED and _stays(checked):
                    known[key] = checked  # titles, which never come again, fill it once and are then left out
            stored[name] = [*checked] if type(checked) is list else checked
        faults += [Fault("missing", f"/{name}") for name in self._required if name not in values]
        return stored, faults


def _stays(checked: Any) -> bool:  # noqa: ANN401  # any stored value
    """Whether it holds nothing that whoever has it might change."""
    if isinstance(checked, list):
        return all(type(item) is str for item in checked)
    return not isinstance(checked, dict)


def _check_of(info: Any) -> Callable[[Any], Any]:  # noqa: ANN401  # a FieldInfo
    validate = TypeAdapter(Annotated[info.annotation, info]).validator.validate_python
    return lambda value: nested_json(validate(value))
