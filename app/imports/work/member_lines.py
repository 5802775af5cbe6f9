"""Files with one line a member: the lines below a delegation's own add to it."""

from collections.abc import Sequence
from typing import Any

from app.core.text import fold
from app.imports.drafts import Work
from app.imports.models import RowAction
from app.imports.work.drafting import Drafted
from app.imports.work.members import KnownMembers, new_members


class MemberLines:
    """Tells heads, which speak of a delegation, from the lines under them, from one chunk to the next."""

    def __init__(self) -> None:
        self._heads: list[Drafted] = []
        """Of the chunk at hand, and before them the last one of the chunk before."""

    def part(self, rows: Sequence[Drafted]) -> list[Drafted]:
        """The rows that speak of a delegation of their own; the others add a member to the one above."""
        self._heads = self._heads[-1:]
        heads = []
        for drafted in rows:
            head = self._heads[-1] if self._heads else None
            if head is not None and drafted.draft.members and _continues(head, drafted):
                drafted.head_line = head.line
            else:
                drafted.said = dict(drafted.draft.values)
                self._heads.append(drafted)
                heads.append(drafted)
        return heads

    async def judge(self, work: Work, rows: Sequence[Drafted]) -> None:
        """What becomes of the lines under heads, once those are judged."""
        heads = {head.line: head for head in self._heads}
        members = KnownMembers(work)
        held = [head.record_id for head in self._heads if head.action is not RowAction.CREATE]
        await members.read([id_ for id_ in held if id_ is not None])
        for drafted in rows:
            if drafted.head_line is not None:
                _judge_line(work, drafted, heads[drafted.head_line], members)


def _judge_line(work: Work, drafted: Drafted, head: Drafted, members: KnownMembers) -> None:
    if head.errors or head.record_id is None:
        drafted.refuse("head_line_failed", line=head.line)
        return
    is_new = head.action is RowAction.CREATE
    known = None if is_new else members.operations(drafted, head.record_id)
    asked = in_place(head, new_members(drafted, work.sealer)) if known is None else known
    drafted.values = {"delegation_id": head.record_id, "is_new": is_new, "members": asked}
    drafted.action = RowAction(asked[0]["op"]) if asked else RowAction.UNCHANGED
    drafted.record_id = asked[0]["id"] if asked else head.record_id
    if is_new and sum(operation["values"]["role"] == "leader" for operation in head.members) > 1:
        drafted.refuse("second_leader")


def in_place(head: Drafted, asked: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The new members of a new delegation, each with its place after those of the lines above.

    The leader, whom every line may repeat, is not added again; two others may well bear one name.
    """
    leaders = {_name(operation) for operation in head.members if operation["values"]["role"] == "leader"}
    new = [one for one in asked if one["values"]["role"] != "leader" or _name(one) not in leaders]
    for operation in new:
        head.members.append(operation)
        operation["values"]["order"] = operation["values"]["order"] or len(head.members)
    return new


def _name(operation: dict[str, Any]) -> str:
    return fold(operation["values"]["full_name"])


def _continues(head: Drafted, drafted: Drafted) -> bool:
    """Whether the line says nothing of a delegation, or the same as the one above."""
    said = drafted.draft
    if not said.values and not said.namings:
        return True
    names = [(naming.field, naming.text) for naming in said.namings]
    own = [(naming.field, naming.text) for naming in head.draft.namings]
    return names == own and said.values == head.said
