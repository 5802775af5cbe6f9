"""The members that lines bring to delegations: leaders of form A, one line a member, found again by name or id.

What is to be done stands in a row's values as `members`: [{"op", "id", "values", "before", "version"}].
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from pydantic import ValidationError
from sqlalchemy import select

from app.audit.service import load_for_change
from app.auth.visibility import visible
from app.core.bulk import table_of
from app.core.faults import fault_of
from app.core.model import new_id
from app.core.schema import stored_values
from app.core.text import fold
from app.delegations.models import Delegation, DelegationMember
from app.delegations.passports import PassportSealer, is_mask, mask_of
from app.delegations.queries.members import members_of
from app.delegations.schemas.members import DelegationMemberCreate, DelegationMemberUpdate
from app.delegations.service.members import create_member, load_parent, update_member
from app.imports.drafts import Work
from app.imports.work.applying import is_same
from app.imports.work.drafting import Drafted

Operation = dict[str, Any]
_AT_ONCE = 500


def new_members(drafted: Drafted, sealer: PassportSealer) -> list[Operation]:
    """The members of a delegation that is new itself. What is wrong with them is added to the line's errors."""
    made = []
    for member in drafted.draft.members:
        stored = checked_member(drafted, member)
        if stored is not None:
            made.append(creation_of(stored, sealer))
    if sum(operation["values"]["role"] == "leader" for operation in made) > 1:
        drafted.refuse("second_leader")
    return made


def checked_member(drafted: Drafted, member: Mapping[str, Any]) -> dict[str, Any] | None:
    """The member's values as a table stores them; None, with the refusals noted, if they are none."""
    try:
        values = DelegationMemberCreate.model_validate({name: member[name] for name in member if name != "id"})
    except ValidationError as error:
        for found in error.errors():
            fault = fault_of(dict(found))
            drafted.refuse(fault.code, field_=f"member{fault.place.replace('/', '.')}", **fault.values)
        return None
    return _plain(stored_values(values))


def _plain(stored: dict[str, Any]) -> dict[str, Any]:
    """Dates and enums as JSON has them."""
    plain: dict[str, Any] = orjson.loads(orjson.dumps(stored))
    return plain


def creation_of(stored: dict[str, Any], sealer: PassportSealer) -> Operation:
    id_ = new_id()
    return {"op": "create", "id": id_, "values": with_sealed_number(stored, id_, sealer)}


def with_sealed_number(stored: dict[str, Any], id_: str, sealer: PassportSealer) -> dict[str, Any]:
    """The values with the passport's number as it may lie in a staged row: masked, and sealed beside the mask."""
    number = stored.get("passport_number")
    if number is None or is_mask(number):
        return stored
    return stored | {"passport_number": mask_of(number), "passport_sealed": sealer.seal(number, id_)}


class KnownMembers:
    """The members of delegations that are there already, read for a whole chunk at once."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._of: dict[str, list[Any]] = defaultdict(list)

    async def read(self, delegation_ids: Sequence[str]) -> None:
        """Have the live members of these at hand."""
        table = table_of(DelegationMember)
        for start in range(0, len(delegation_ids), _AT_ONCE):
            some = DelegationMember.delegation_id.in_(delegation_ids[start : start + _AT_ONCE])
            found = select(table).where(some, visible(DelegationMember, self._work.principal))
            for row in (await self._work.session.execute(found)).all():
                self._of[str(row.delegation_id)].append(row)

    def operations(self, drafted: Drafted, delegation_id: str) -> list[Operation]:
        """What the line's members ask for; nothing for one who is there just so."""
        asked = []
        for member in drafted.draft.members:
            stored = checked_member(drafted, member)
            if stored is None:
                continue
            held = self.find(stored, delegation_id, member.get("id"))
            if held is None:
                asked.append(creation_of(stored, self._work.sealer))
            elif change := self.change(stored, member, held):
                asked.append(change)
        return asked

    def of(self, delegation_id: str) -> list[Any]:
        """Those of one, as far as they were read."""
        return self._of[delegation_id]

    def find(self, stored: Mapping[str, Any], delegation_id: str, id_: str | None) -> Any:  # noqa: ANN401  # a Row or None
        """By id, by external id where both have one, by name; of two with one name the one in the same post."""
        key, name = (stored["source_system"], stored["external_id"]), fold(stored["full_name"])
        known = self._of[delegation_id]
        if found := next((row for row in known if row.id == id_), None):
            return found
        if stored["external_id"] is not None:
            for row in known:
                if (row.source_system, row.external_id) == key:
                    return row
        named = [row for row in known if fold(row.full_name) == name]
        posted = [row for row in named if row.position == stored["position"]]
        return next(iter([*posted, *named]), None)

    def change(self, stored: dict[str, Any], given: Mapping[str, Any], held: Any) -> Operation | None:  # noqa: ANN401
        number = stored.get("passport_number") if given.get("passport_number") is not None else None
        keeps_passport = number is None or is_mask(number) or self._work.sealer.is_of(held.passport_sealed, number)
        now = _plain({name: getattr(held, name) for name in stored})
        others = [name for name in given if name not in {"passport_number", "id"}]
        differing = {name: stored[name] for name in others if not is_same(stored[name], now[name])}
        if not keeps_passport:
            differing["passport_number"] = number
        if not differing:
            return None
        before = {name: now[name] for name in differing}
        if "passport_number" in differing:
            before["passport_sealed"] = held.passport_sealed
        values = with_sealed_number(differing, held.id, self._work.sealer)
        return {"op": "update", "id": held.id, "values": values, "before": before, "version": held.version}


async def apply_members(work: Work, delegation_id: str, operations: Sequence[Operation]) -> None:
    """Do what is asked, through the slice's own service; ids and versions become those that were written."""
    if not operations:
        return
    delegation = await load_parent(work.session, work.principal, delegation_id)
    for operation in operations:
        values = unsealed(operation["values"], operation["id"], work.sealer)
        if operation["op"] == "create":
            made = DelegationMemberCreate.model_validate(values)
            row = await create_member(work.session, work.principal, delegation, made, work.sealer)
        else:
            row = await _held(work, delegation, operation["id"], operation["version"])
            change = DelegationMemberUpdate.model_validate(values)
            row = await update_member(work.session, work.principal, row, change, work.sealer)
        operation["id"], operation["version"] = row.id, row.version


async def _held(work: Work, delegation: Delegation, id_: str, version: int) -> DelegationMember:
    found = members_of(work.principal, delegation.id).where(DelegationMember.id == id_)
    return await load_for_change(work.session, DelegationMember, found, frozenset({version}))


def unsealed(values: Mapping[str, Any], id_: str, sealer: PassportSealer) -> dict[str, Any]:
    """The values with the number that lies sealed beside its mask."""
    plain = dict(values)
    if sealed := plain.pop("passport_sealed", None):
        plain["passport_number"] = sealer.open(sealed, id_)
    return plain
