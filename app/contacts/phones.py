"""Phone numbers as people type them."""

from functools import cache
from importlib import import_module
from typing import Any


@cache
def _library() -> Any:  # noqa: ANN401  # a module
    """Loaded with the first number: its tables take longer to load than any slice."""
    return import_module("phonenumbers")


def e164(text: str, region: str | None) -> str | None:
    """`021 212 345` dialled in a country (`LA`) as `+85621212345`; None for what cannot be called from elsewhere.

    A number that names its own country needs no region. An extension has no place in E.164: such a number is none.
    """
    phonenumbers = _library()
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
