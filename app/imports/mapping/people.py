"""Columns of people: the leader of form A, the members in lists of one line a member."""

from collections.abc import Callable
from typing import Any, Final

from app.core.text import fold
from app.delegations.schemas.members import DelegationMemberCreate
from app.imports.cells.dates import DateOrder
from app.imports.cells.fields import fields_of
from app.imports.cells.lists import read_json
from app.imports.cells.people import read_people
from app.imports.cells.readers import reader_of
from app.imports.cells.words import remember
from app.imports.drafts import Cell, CellFault, Draft
from app.imports.mapping.notes import add_note
from app.imports.mapping.plain import plain_text

_people_in = remember(read_people)
MEMBER_FIELDS: Final = fields_of(DelegationMemberCreate)
_LEADER: Final = "leader"
MEMBER_ID: Final = "member.record_id"
"""`Member id` is what other systems call an external id."""


class Leader(dict[str, Any]):
    """The member that the columns of a leader tell of."""


class RowMember(dict[str, Any]):
    """The member that a line of a list of members tells of."""


class LeaderColumn:
    """Trưởng đoàn: `Ông Nguyễn Văn A, Phó Giám đốc Sở`. Of several people the first leads, the others are members.

    A plan that knows no more than a post (`Lãnh đạo UBND tỉnh`) keeps it in the note.
    """

    __slots__ = ("fills", "header", "target")

    def __init__(self, header: str, _order: DateOrder | None) -> None:
        self.header = header
        self.target = _LEADER
        self.fills = ("members",)

    def read(self, cell: Cell, draft: Draft) -> None:
        people = _people(self.header, cell, draft)
        if not people:
            return
        leader = _one(draft, Leader)
        # A column of their post, if there is one, knows it better, whichever comes first.
        leader.update({**people[0], **leader, "role": _LEADER})
        draft.members.extend(people[1:])

    def finish(self, draft: Draft) -> None:
        """A line that tells of the leader, in a list where each line names the leader too, is one person."""
        leader, member = _held(draft, Leader), _held(draft, RowMember)
        if leader is None or member is None or fold(leader.get("full_name", "")) != fold(member.get("full_name", "")):
            return
        draft.members.remove(leader)
        member.update({**leader, **member, "role": _LEADER})


class LeaderPositionColumn:
    """Chức vụ trưởng đoàn."""

    __slots__ = ("fills", "header", "target")

    def __init__(self, header: str, _order: DateOrder | None) -> None:
        self.header = header
        self.target = "leader.position"
        self.fills = ("members",)

    def read(self, cell: Cell, draft: Draft) -> None:
        _one(draft, Leader).update(role=_LEADER, position=plain_text(cell))


class MemberColumn:
    """A field of the member that the line tells of."""

    __slots__ = ("_name", "_read", "fills", "header", "target")

    def __init__(self, header: str, name: str, order: DateOrder | None) -> None:
        self.header = header
        self.target = f"member.{name}"
        self.fills = ("members",)
        self._name = name
        self._read = reader_of(MEMBER_FIELDS[name], order)

    def read(self, cell: Cell, draft: Draft) -> None:
        value = self._read(cell)
        _one(draft, RowMember)[self._name] = value


class MemberIdColumn:
    """The id of the member that the line tells of: it is found by that before its name."""

    __slots__ = ("fills", "header", "target")

    def __init__(self, header: str, _order: DateOrder | None) -> None:
        self.header = header
        self.target = MEMBER_ID
        self.fills = ("members",)

    def read(self, cell: Cell, draft: Draft) -> None:
        _one(draft, RowMember)["id"] = plain_text(cell)


class MembersColumn:
    """All members in one cell: names and posts between `;` or line breaks, or JSON as exports write it."""

    __slots__ = ("fills", "header", "target")

    def __init__(self, header: str, _order: DateOrder | None) -> None:
        self.header = header
        self.target = "members"
        self.fills = ("members",)

    def read(self, cell: Cell, draft: Draft) -> None:
        if isinstance(cell, str) and cell.lstrip().startswith("["):
            cell = read_json(cell)
        if not isinstance(cell, list):
            draft.members.extend(_people(self.header, cell, draft))
            return
        for item in cell:
            if not isinstance(item, dict):
                raise CellFault("unreadable_value")
            draft.members.append({name: item[name] for name in MEMBER_FIELDS if item.get(name) is not None})


def _people(header: str, cell: Cell, draft: Draft) -> list[dict[str, Any]]:
    """Those who have a name, as members; posts that nobody is named for become a line of the note."""
    if not isinstance(cell, str):
        raise CellFault("unreadable_value")
    people = _people_in(cell)
    if any(person.full_name is None for person in people):
        add_note(draft, header, cell)
    named = [{"full_name": person.full_name, "position": person.position} for person in people if person.full_name]
    return [{name: value for name, value in member.items() if value is not None} for member in named]


def _held(draft: Draft, kind: type[dict[str, Any]]) -> dict[str, Any] | None:
    return next((member for member in draft.members if type(member) is kind), None)


def _one(draft: Draft, kind: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The member of that kind, made when the first of its columns comes."""
    held = _held(draft, kind)  # type: ignore[arg-type]
    if held is None:
        held = kind()
        draft.members.append(held)
    return held
