"""Many new delegations taken back at once, those that nobody has touched; the others are for `delete_delegation`."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.models import AuditEntry, entry_of
from app.auth.principal import Principal
from app.core.bulk import Bulk, table_of
from app.core.db.json_lists import is_any_of
from app.core.db.types import instant_text
from app.core.model import Record
from app.delegations.models import Delegation, DelegationMember
from app.delegations.queries import removal as queries


async def remove_untouched(session: AsyncSession, principal: Principal, ids: Sequence[str]) -> set[str]:
    """Delete, softly and with their members, those that are as they were made and that no other record names.

    For some hundred ids at once. Returns the ids of those that are gone.
    """
    rows = (await session.execute(queries.untouched(principal, ids))).all()
    ours = principal.unit_ids
    free = {str(id_) for id_, unit in rows if ours is None or str(unit) in ours}
    for statement in [*queries.grown(ids), *queries.naming(ids)]:
        for found in (await session.execute(statement)).scalars():
            free -= set(found) if isinstance(found, list) else {str(found)}
    if not free:
        return free
    going = sorted(free)
    members = [str(id_) for id_, _ in (await session.execute(queries.members_of_many(going))).all()]
    await _delete(session, DelegationMember, members)
    await _delete(session, Delegation, going)
    return free


async def _delete(session: AsyncSession, model: type[Record], ids: Sequence[str]) -> None:
    """As `delete_record` and the flush listeners would, of rows at their first version."""
    if not ids:
        return
    moment, actor = session.info["now"], session.info["actor"]
    gone: dict[str, Any] = {"deleted_at": moment, "updated_at": moment, "updated_by": actor, "version": 2}
    await session.execute(update(table_of(model)).where(is_any_of(table_of(model).c.id, ids)).values(**gone))
    changes = {"deleted_at": [None, instant_text(moment)]}
    entries = [entry_of(session, model, id_, 2, "delete", dict(changes), {}) for id_ in ids]
    await Bulk(session).add(table_of(AuditEntry), entries)
