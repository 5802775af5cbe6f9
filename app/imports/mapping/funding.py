"""What a delegation costs and who pays, from up to three columns that tell of the same shares, in any order.

A share whose source nobody names goes to the one source that the line names; where there is none, or several, it is of
the source `other`.
"""

import re
from typing import Any, Final, Literal

from app.delegations.schemas.delegations import DelegationCreate
from app.delegations.schemas.parts import FundingShare
from app.imports.cells.amounts import unit_of
from app.imports.cells.dates import DateOrder
from app.imports.cells.fields import fields_of
from app.imports.cells.lists import split_items
from app.imports.cells.readers import reader_of
from app.imports.cells.words import remember
from app.imports.drafts import Cell, CellFault, Draft
from app.imports.mapping.plain import plain_text

Side = Literal["planned", "actual"]
_FIELD: Final = "funding"
_SHARE: Final = fields_of(FundingShare)
_read_source = reader_of(_SHARE["source"], None)
_read_json = reader_of(fields_of(DelegationCreate)[_FIELD], None)
_WITHIN: Final = re.compile(r"\s*[:()]\s*|,\s+|\s+[-–]\s+|\s+từ\s+|\s+do\s+", re.IGNORECASE)
_LEAD: Final = re.compile(r"^(?:từ\s+)?(?:nguồn(?:\s+kinh phí)?|from)\s+", re.IGNORECASE)


class _Pieces(list[dict[str, Any]]):
    """Shares that are still to be put together."""


class FundingColumn:
    """Kinh phí: `350 triệu đồng, NSNN; 5.000 USD, phía bạn`, or the list of shares as JSON."""

    __slots__ = ("_read_money", "_read_text", "_side", "fills", "header", "target")

    def __init__(self, header: str, target: str, side: Side) -> None:
        self.header = header
        self.target = target
        self.fills = (_FIELD,)
        self._side = side
        self._read_money = reader_of(_SHARE["planned"], None, unit_of(header))
        self._read_text = remember(self._read_parts)

    def read(self, cell: Cell, draft: Draft) -> None:
        if isinstance(cell, list) or (isinstance(cell, str) and cell.lstrip().startswith("[")):
            draft.values[_FIELD] = _read_json(cell)
        elif isinstance(cell, str):
            _pieces(draft).extend(dict(piece) for piece in self._read_text(cell))
        else:
            _pieces(draft).append({self._side: self._read_money(cell)})

    def finish(self, draft: Draft) -> None:
        settle(draft)

    def _read_parts(self, text: str) -> list[dict[str, Any]]:
        return [self._read_part(part) for part in split_items(text)]

    def _read_part(self, text: str) -> dict[str, Any]:
        """One share: an amount, a source, or both. Raises CellFault."""
        try:
            return {self._side: self._read_money(text)}
        except CellFault as fault:
            source = source_of(text)
            return {"source": source} if source else self._read_both(text, fault)

    def _read_both(self, text: str, fault: CellFault) -> dict[str, Any]:
        pieces = [piece for piece in _WITHIN.split(text) if piece]
        sources = [source for piece in pieces if (source := source_of(piece))]
        amounts = [piece for piece in pieces if source_of(piece) is None]
        if len(sources) != 1 or len(amounts) != 1:
            raise fault
        return {"source": sources[0], self._side: self._read_money(amounts[0])}


class FundingSourceColumn:
    """Nguồn kinh phí."""

    __slots__ = ("fills", "header", "target")

    def __init__(self, header: str, _order: DateOrder | None) -> None:
        self.header = header
        self.target = "funding_source"
        self.fills = (_FIELD,)

    def read(self, cell: Cell, draft: Draft) -> None:
        text = plain_text(cell)
        whole = source_of(text)
        parts = [text] if whole else [part for part in re.split(r"[;,\n+]|\s+và\s+", text) if part.strip()]
        for part in parts:
            _pieces(draft).append({"source": source_of(part) or _read_source(part)})

    def finish(self, draft: Draft) -> None:
        settle(draft)


def source_of(text: str) -> str | None:
    """The source that a text names; None where it names none."""
    try:
        return str(_read_source(_LEAD.sub("", text)))
    except CellFault:
        return None


def settle(draft: Draft) -> None:
    """Put the shares of a line together, those with a source first; done once however often it is called."""
    pieces = draft.values.get(_FIELD)
    if not isinstance(pieces, _Pieces):
        return
    shares: list[dict[str, Any]] = []
    for piece in sorted(pieces, key=lambda piece: "source" not in piece):
        source = piece.get("source") or (shares[0]["source"] if len(shares) == 1 else "other")
        told = piece.keys() - {"source"}
        held = next((share for share in shares if share["source"] == source and not share.keys() & told), None)
        if held is None:
            shares.append({"source": source, **piece})
        else:
            held.update(piece)
    draft.values[_FIELD] = shares


def _pieces(draft: Draft) -> _Pieces:
    held = draft.values.get(_FIELD)
    if not isinstance(held, _Pieces):
        held = _Pieces(held or ())
        draft.values[_FIELD] = held
    return held
