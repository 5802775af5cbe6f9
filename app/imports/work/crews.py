"""Who is in a delegation, as far as the registry and the lines before tell, and what those lines would do with them."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.bulk import table_of
from app.core.text import fold
from app.delegations.models import MemberRole
from app.imports.models import ImportRow, RowAction
from app.imports.sheets import is_of_members
from app.imports.work.members import KnownMembers, Operation

_ROWS: Any = table_of(ImportRow)
_AT_ONCE: Final = 500
_NUMBER: Final = "passport_number"
_SEALED: Final = (_NUMBER, "passport_sealed")


@dataclass(slots=True)
class Told:
    """What a line would do with one member; the operation lies in the line's values."""

    line: int
    values: dict[str, Any]
    operation: Operation

    @property
    def is_leader(self) -> bool:
        return bool(self.operation["values"].get("role") == MemberRole.LEADER)

    def join(self, more: Mapping[str, Any], change: Operation | None) -> None:
        """Lay over it what another line says of this person: `more`, which is `change` of what the registry holds."""
        operation = self.operation
        if operation["op"] == "create":
            operation["values"] |= more
            return
        again = {*more, *(_SEALED if _NUMBER in more else ())}
        for part in ("values", "before"):
            kept = {name: value for name, value in operation[part].items() if name not in again}
            operation[part] = kept | (change[part] if change is not None else {})
        others = [one for one in self.values["members"] if one["id"] != operation["id"]]
        self.values["members"] = [*others, operation] if operation["values"] else others

    @property
    def is_idle(self) -> bool:
        """Whether nothing is left for the line to do."""
        return not self.values["members"] and self.values.keys() <= {"members", "delegation_id", "is_new"}


@dataclass(slots=True)
class Crew:
    """The members of one delegation."""

    size: int = 0
    leaders: AbstractSet[str] = frozenset()
    """Their ids."""
    told: list[Told] = field(default_factory=list)

    def told_of(self, stored: Mapping[str, Any], id_: str | None) -> Told | None:
        """The line that tells of this very person already: the first sheet's, or any that has the leader.

        Two others of one sheet may well bear one name.
        """
        for told in self.told:
            values = told.operation["values"]
            if told.operation["id"] == id_:
                return told
            is_same = told.operation["op"] == "create" and fold(values["full_name"]) == fold(stored["full_name"])
            is_leader = told.is_leader and stored["role"] == MemberRole.LEADER
            if id_ is None and is_same and (is_leader or not is_of_members(told.line)):
                return told
        return None

    def has_leader_but(self, id_: str | None) -> bool:
        return bool(self.leaders - {id_})

    def take(self, line: int, values: dict[str, Any]) -> None:
        """What the line does is done."""
        for operation in values.get("members", ()):
            self.told.append(Told(line, values, operation))
            self.size += operation["op"] == "create"
            self.note_role(operation["id"], operation["values"].get("role"))

    def note_role(self, id_: str, role: str | None) -> None:
        """Whom the delegation has for its leader."""
        if role is not None:
            others = self.leaders - {id_}
            self.leaders = others | {id_} if role == MemberRole.LEADER else others


async def read_crews(
    session: AsyncSession, import_id: str, ids: Sequence[str], known: KnownMembers, but: AbstractSet[int]
) -> dict[str, Crew]:
    """By id, the crews of these delegations, without what the lines `but` bring."""
    crews: dict[str, Crew] = {}
    for id_ in ids:
        held = known.of(id_)
        crews[id_] = Crew(len(held), frozenset(row.id for row in held if row.role is MemberRole.LEADER))
    for start in range(0, len(ids), _AT_ONCE):
        for row in await _staged(session, import_id, ids[start : start + _AT_ONCE]):
            if row.line not in but:
                crews[row.values.get("delegation_id", row.record_id)].take(row.line, row.values)
    return crews


async def _staged(session: AsyncSession, import_id: str, ids: Sequence[str]) -> Sequence[Any]:
    """The lines that speak of these delegations, or add to them."""
    values = _ROWS.c["values"]
    own = and_(_ROWS.c.head_line.is_(None), _ROWS.c.record_id.in_(ids))
    of_members = and_(_ROWS.c.head_line.is_not(None), values["delegation_id"].as_string().in_(ids))
    live = _ROWS.c.import_id == import_id, _ROWS.c.action.in_([RowAction.CREATE, RowAction.UPDATE])
    found = select(_ROWS.c.line, _ROWS.c.record_id, values).where(*live, or_(own, of_members))
    return (await session.execute(found.order_by(_ROWS.c.line))).all()


async def put_back(session: AsyncSession, import_id: str, told: Told) -> None:
    """A line that another joined, as it is staged now."""
    here = _ROWS.c.import_id == import_id, _ROWS.c.line == told.line
    changes: dict[str, Any] = {"values": told.values} | ({"action": RowAction.UNCHANGED} if told.is_idle else {})
    await session.execute(update(_ROWS).where(*here).values(**changes))
