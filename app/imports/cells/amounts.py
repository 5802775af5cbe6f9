"""Money as people write it: how much, in thousands or millions of what.

    written                                   read as
    1.250.000.000 đ, 1,250,000,000 VND        1250000000 VND
    15.000 USD, $15,000, 15 000 đô la         15000 USD
    1,25 tỷ, 350 triệu đồng, 350tr            1250000000, 350000000 VND: Vietnamese words of scale alone mean đồng
    1 tỷ 250 triệu                            1250000000 VND
    2 triệu USD, 2 million USD                2000000 USD
    1.250,50 EUR                              1250.50 EUR
    1.250 under a header (triệu đồng)         1250000000 VND: the cell's own words come before the header's
    250000000                                 250000000 VND: Vietnamese budgets are kept in đồng
    1.250                                     refused (currency_missing): so little is thousands, millions or dollars
    1,250 tỷ                                  refused: 1.25 in Vietnamese, 1250 in English
    1.25 đ, khoảng 5 triệu, 5-7 triệu, ¥500   refused: no such coin, no one number, two currencies

Three figures after one mark are a group, for money has no third decimal.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Final, NamedTuple

from app.core.money import CURRENCIES
from app.imports.cells.numbers import decimal_of
from app.imports.cells.words import LONGEST, remember, unmark, unmark_cell
from app.imports.drafts import Cell, CellFault

_LEAST_WITHOUT_UNIT: Final = 100_000
_MOST: Final = Decimal(10**16)
_DONG: Final = "VND"
_SCALES: Final = {
    "nghin": 10**3,
    "ngan": 10**3,
    "thousand": 10**3,
    "trieu": 10**6,
    "tr": 10**6,
    "million": 10**6,
    "ty": 10**9,
    "ti": 10**9,
    "billion": 10**9,
}
_ENGLISH_SCALES: Final = ("thousand", "million", "billion")
_CURRENCY_WORDS: Final = {
    **dict.fromkeys(("d", "₫", "dong", "dong viet nam", "vn dong"), _DONG),
    **dict.fromkeys(("$", "us$", "us $", "do la", "do la my", "do my", "dollar", "dollars", "us dollars"), "USD"),
    **dict.fromkeys(("€", "euro", "euros", "o ro"), "EUR"),
    **dict.fromkeys(("£", "bang anh", "pounds"), "GBP"),
    **dict.fromkeys(("yen", "yen nhat"), "JPY"),
    **dict.fromkeys(("₩", "won", "won han quoc"), "KRW"),
    **dict.fromkeys(("ndt", "nhan dan te", "te", "rmb", "yuan"), "CNY"),
    **dict.fromkeys(("₭", "kip", "kip lao"), "LAK"),
    **dict.fromkeys(("฿", "baht", "bat", "bat thai"), "THB"),
    **dict.fromkeys(("៛", "riel", "rien"), "KHR"),
    **dict.fromkeys(("rup", "rub", "ruble", "rubles"), "RUB"),
}
_SCALE: Final = rf"(?:(?:{'|'.join(_SCALES)})\b|tr(?=d\b))"
_NUMBER: Final = "[0-9](?:[0-9., ]*[0-9])?"
_TERM: Final = re.compile(rf"(?P<number>{_NUMBER}) ?(?P<scale>{_SCALE})")
_AMOUNT: Final = re.compile(
    rf"(?P<before>[^0-9.,-]*)(?:(?P<terms>{_NUMBER} ?{_SCALE}(?: {_NUMBER} ?{_SCALE})*)|(?P<number>{_NUMBER}))"
    r"(?P<after>[^0-9]*)"
)
_UNIT: Final = re.compile(rf"(?P<scale>{_SCALE})? ?(?P<currency>.*)")
_HEADER_UNIT: Final = re.compile(r"\((?:dvt|don vi|don vi tinh|unit)?:? ?([^()]*)\)|(?:dvt|don vi tinh): ?(.+)$")


class Unit(NamedTuple):
    """What a header says of the amounts under it."""

    scale: int
    currency: str


class _Written(NamedTuple):
    amount: Decimal
    scale: int | None
    """The smallest scale that is written; None where there is none."""
    currency: str | None


def unit_of(header: str) -> Unit | None:
    """`Kinh phí (triệu đồng)`, `Kinh phí (ĐVT: USD)`; None where the header tells no currency."""
    for found in _HEADER_UNIT.finditer(unmark(header[:LONGEST])):
        unit = _UNIT.fullmatch(found[1] or found[2] or "")
        scale, currency = (unit["scale"], _currency_of(unit["currency"])) if unit else (None, None)
        if currency or (scale and unit and not unit["currency"] and scale not in _ENGLISH_SCALES):
            return Unit(_SCALES[scale] if scale else 1, currency or _DONG)
    return None


def money_reader(unit: Unit | None) -> Callable[[Cell], dict[str, str]]:
    """Reads Money as JSON (`core.money`). Raises CellFault: unreadable_number, currency_missing."""
    read_once = remember(partial(_read_text, unit=unit))

    def read_money(cell: Cell) -> dict[str, str]:
        amount, currency = (
            read_once(cell)
            if isinstance(cell, str)
            else _settle(_Written(decimal_of(cell, is_scaled=False), None, None), unit)
        )
        return {"amount": amount, "currency": currency}

    return read_money


def _read_text(text: str, unit: Unit | None) -> tuple[str, str]:
    found = _AMOUNT.fullmatch(unmark_cell(text))
    if found is None:
        raise CellFault("unreadable_number")
    words = [word for side in ("before", "after") if (word := found[side].strip(" .,;"))]
    currencies = {_currency_of(word) for word in words}
    if None in currencies or len(currencies) > 1:
        raise CellFault("unreadable_number")
    currency = next(iter(currencies), None)
    if found["terms"]:
        return _settle(_add_terms(found["terms"], currency), unit)
    is_scaled = unit is not None and unit.scale > 1 and currency is None
    return _settle(_Written(decimal_of(found["number"], is_scaled=is_scaled), None, currency), unit)


def _add_terms(text: str, currency: str | None) -> _Written:
    """`1 ty 250 trieu`: each scale smaller than the one before."""
    terms = list(_TERM.finditer(text))
    scales = [_SCALES[term["scale"]] for term in terms]
    if scales != sorted(set(scales), reverse=True):
        raise CellFault("unreadable_number")
    parts = zip((decimal_of(term["number"], is_scaled=True) for term in terms), scales, strict=True)
    is_english = any(term["scale"] in _ENGLISH_SCALES for term in terms)
    total = sum((number * scale for number, scale in parts), Decimal(0))
    return _Written(total, scales[-1], currency or (None if is_english else _DONG))


def _settle(written: _Written, unit: Unit | None) -> tuple[str, str]:
    """The amount as text and the currency: of the cell, else of the header, else đồng if it is enough of them."""
    amount, currency = written.amount, written.currency
    is_scaled = written.scale is not None
    if currency is None and unit is not None:
        factor = 1 if is_scaled else unit.scale
        amount, currency, is_scaled = amount * factor, unit.currency, is_scaled or factor > 1
    if currency is None and not is_scaled and amount >= _LEAST_WITHOUT_UNIT:
        currency = _DONG
    if currency is None:
        raise CellFault("currency_missing")
    is_whole = amount == amount.to_integral_value()
    if amount >= _MOST or (currency == _DONG and not is_whole):
        raise CellFault("unreadable_number")
    loses_point = is_whole and (is_scaled or currency == _DONG)
    return format(amount.to_integral_value() if loses_point else amount, "f"), currency


def _currency_of(word: str) -> str | None:
    return _CURRENCY_WORDS.get(word) or (word.upper() if word.upper() in CURRENCIES else None)
