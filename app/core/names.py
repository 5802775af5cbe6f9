"""Records with names: the stored columns that search and Vietnamese order read, kept true at every flush."""

import re
from collections.abc import Iterable
from functools import cache

from sqlalchemy import ColumnElement, Index, String, Text, bindparam, case, event, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.db.search import pattern_within, text_is_like
from app.core.model import Record
from app.core.text import SORT_KEY_LENGTH, fold, normalize_text, sort_key_vi

_LIKE_SIGN = re.compile("[%_/]")
_BINARY = String(SORT_KEY_LENGTH).with_variant(String(SORT_KEY_LENGTH, collation="C"), "postgresql")


class Named(Record):
    """A record that is found by name.

    `search_text` is `|name|name#|alias|alias|`, each folded; `name_key` the names with their accents, in lower case.
    """

    __abstract__ = True

    name_sort: Mapped[str] = mapped_column(_BINARY, info={"unaudited": True})
    name_key: Mapped[str] = mapped_column(info={"unaudited": True})
    search_text: Mapped[str] = mapped_column(info={"unaudited": True})

    def names(self) -> list[str | None]:
        """What it is called; the first that is not None sorts it."""
        return []

    def other_names(self) -> list[str]:
        """What else it is found by: aliases, codes."""
        return []

    def refresh_search(self) -> None:
        """Recompute the stored columns."""
        self.assign(**search_columns(self.names(), self.other_names()))


def search_columns(names: Iterable[str | None], other_names: Iterable[str]) -> dict[str, str]:
    """The stored columns of a record so called: a flush fills them, rows in bulk bring them along."""
    called = [name for name in names if name] or [""]
    return {
        "name_sort": sort_key_vi(called[0]),
        "name_key": _joined(name.casefold() for name in called),
        "search_text": _joined(map(fold, called)) + "#" + _joined(map(fold, other_names)),
    }


def name_index(table: str) -> Index:
    """Serves a list by name: a sort by name walks it from any row."""
    live = text("deleted_at IS NULL")
    return Index(f"ix_{table}_name_sort", "name_sort", "id", postgresql_where=live, sqlite_where=live)


def _joined(parts: Iterable[str]) -> str:
    return "|" + "".join(f"{part}|" for part in parts if part)


def search_values(q: str) -> dict[str, str]:
    """The values of the parameters that `matches_name` and `name_rank` stand for."""
    folded = fold(q)
    exact = _LIKE_SIGN.sub(r"/\g<0>", normalize_text(q).casefold())
    return {
        "q_within": pattern_within(folded),
        "q_exact": f"%|{exact}|%",
        "q_first": f"%|{folded}%#%",
        "q_called": f"%{folded}%#%",
    }


def matches_name(model: type[Named], q: str, name: str = "q") -> ColumnElement[bool]:
    """Rows with a name, alias or code that contains `q`, whatever its accents, case, spaces and hyphens.

    Two texts that one statement looks for need two names.
    """
    return text_is_like(model, bindparam(f"{name}_within", pattern_within(fold(q))))


@cache
def name_rank(model: type[Named]) -> ColumnElement[int]:
    """The order of hits: 0 a name with just these accents, 1 a name that starts so, 2 one that holds it, 3 an alias.

    Whoever runs the statement gives it `search_values`.
    """
    return case(
        (model.name_key.like(bindparam("q_exact", type_=Text), escape="/"), 0),
        (model.search_text.like(bindparam("q_first", type_=Text)), 1),
        (model.search_text.like(bindparam("q_called", type_=Text)), 2),
        else_=3,
    )


@event.listens_for(Session, "before_flush")
def _refresh(session: Session, _context: object, _instances: object) -> None:
    for row in session.new | session.dirty:
        if isinstance(row, Named):
            row.refresh_search()
