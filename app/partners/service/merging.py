"""Gộp đối tác: two records of one partner become one, and stand apart again if that was wrong.

What a merge moved is in the audit, under the action `merge`; `unmerge` reads it there, and puts back what nobody has
touched since.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.core.errors import InvalidRequest
from app.core.model import Record
from app.core.problems import Fault, Problem
from app.core.records import find_for_write
from app.core.schema import Confidentiality
from app.partners import queries
from app.partners.models import Partner
from app.partners.queries import merging as traces
from app.partners.rules import Alias, aliases_to_add, members_after, successors_after, without_added
from app.partners.schemas.merging import PartnerMerge
from app.partners.service import PartnerCycle, load_partner, refuse_cycle, refuse_merged


class MergeWithItself(Problem):
    code = "merge_with_itself"
    status = 422
    title = ("Gộp với chính nó", "Merge with itself")
    detail = ("Không thể gộp một đối tác vào chính nó.", "A partner cannot be merged into itself.")


class PartnerKindsDiffer(Problem):
    code = "partner_kinds_differ"
    status = 409
    title = ("Khác loại đối tác", "Partner kinds differ")
    detail = (
        "Chỉ gộp được hai đối tác cùng loại: {winner_kind}, {loser_kind}.",
        "Only partners of one kind can be merged: {winner_kind}, {loser_kind}.",
    )


class MergeWouldDisclose(Problem):
    code = "merge_would_disclose"
    status = 409
    title = ("Gộp sẽ làm lộ dữ liệu hạn chế", "Merge would disclose")
    detail = (
        "Đối tác bị gộp là dữ liệu hạn chế, đối tác nhận thì không: hãy sửa mức phổ biến trước.",
        "The loser is restricted and the winner is not: change the confidentiality of one first.",
    )


class PartnerNotMerged(Problem):
    code = "partner_not_merged"
    status = 409
    title = ("Chưa được gộp vào đối tác này", "Not merged into this partner")
    detail = (
        "Đối tác nêu ở loser_id chưa được gộp thẳng vào đối tác này.",
        "The partner of loser_id was not merged straight into this one.",
    )


@dataclass(slots=True)
class Merge:
    """What became of a merge or its undoing; `moved` counts, by collection, the records that the caller may see."""

    winner: Partner
    loser: Partner
    moved: dict[str, int] = field(default_factory=dict)
    aliases_added: list[Alias] = field(default_factory=list)
    conflicts: list[dict[str, str]] = field(default_factory=list)


async def merge_partners(
    session: AsyncSession,
    principal: Principal,
    winner_id: str,
    values: PartnerMerge,
    accepted: frozenset[int] | None = None,
) -> Merge:
    """Lead everything that points to the loser to the winner, who takes its names as aliases.

    Raises NotFound, InvalidRequest for an unknown loser, PartnerMerged if either went up in another, PartnerCycle
    if one lies below the other, and this module's own refusals.
    """
    await session.execute(traces.lock_partners([winner_id, values.loser_id]))
    winner = await load_partner(session, principal, winner_id, accepted)
    loser = await _load_loser(session, principal, values.loser_id)
    await _refuse_unlike(session, winner, loser)
    merge = Merge(winner, loser)
    with _noted(session, "merge", values.reason):
        for model, condition in traces.referring_to(loser.id).items():
            await _move(session, principal, merge, model, condition)
        merge.aliases_added = aliases_to_add(
            [name for name in [*winner.names(), *winner.other_names()] if name], _former_names(loser), loser.aliases
        )
        winner.assign(aliases=winner.aliases + merge.aliases_added)
        loser.merged_into_id = winner.id
        await session.flush()
    return merge


async def unmerge_partners(
    session: AsyncSession,
    principal: Principal,
    winner_id: str,
    values: PartnerMerge,
    accepted: frozenset[int] | None = None,
) -> Merge:
    """Undo the merge: put back each field that still is as the merge left it, and name the others as conflicts.

    Raises NotFound, PartnerMerged if the winner itself went up in another, InvalidRequest, PartnerNotMerged.
    """
    await session.execute(traces.lock_partners([winner_id, values.loser_id]))
    winner = await load_partner(session, principal, winner_id, accepted)
    merge = Merge(winner, await _load_merged(session, principal, winner_id, values.loser_id))
    merges = (await session.execute(traces.merges_of(values.loser_id))).all()
    at, request_id = next(
        (at, request_id) for at, request_id, changes in merges if changes.get(traces.MERGE_LINK, ())[1:] == [winner_id]
    )
    entries = (await session.execute(traces.changes_of_merge(at, request_id, values.loser_id))).all()
    changes: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for collection, record_id, changed in entries:
        changes[collection][record_id] = changed
    with _noted(session, "unmerge", values.reason):
        merge.loser.merged_into_id = None
        for model in traces.referring_to(values.loser_id):
            await _put_back(session, principal, merge, model, changes[model.__tablename__])
        await session.flush()
    await refuse_cycle(session, merge.loser)
    return merge


async def _load_loser(session: AsyncSession, principal: Principal, loser_id: str) -> Partner:
    row = await find_for_write(session, Partner, queries.readable(principal).where(Partner.id == loser_id))
    if row is None:
        await refuse_merged(session, principal, queries.merged(principal).where(Partner.id == loser_id))
        raise InvalidRequest(errors=[Fault("unknown_reference", "/loser_id")])
    return row


async def _load_merged(session: AsyncSession, principal: Principal, winner_id: str, loser_id: str) -> Partner:
    merged = queries.merged(principal).where(Partner.id == loser_id)
    row = await find_for_write(session, Partner, merged.where(Partner.merged_into_id == winner_id))
    if row is not None:
        return row
    for seen in (queries.readable(principal).where(Partner.id == loser_id), merged):
        if (await session.execute(seen)).first():
            raise PartnerNotMerged
    raise InvalidRequest(errors=[Fault("unknown_reference", "/loser_id")])


async def _refuse_unlike(session: AsyncSession, winner: Partner, loser: Partner) -> None:
    if winner.id == loser.id:
        raise MergeWithItself
    if winner.kind is not loser.kind:
        raise PartnerKindsDiffer(winner_kind=winner.kind, loser_kind=loser.kind)
    restricted = Confidentiality.RESTRICTED
    if loser.confidentiality is restricted and winner.confidentiality is not restricted:
        raise MergeWouldDisclose
    for one, other in ((winner, loser), (loser, winner)):
        if (await session.execute(queries.ancestors_of(one.id).where(Partner.id == other.id))).first():
            raise PartnerCycle


@contextmanager
def _noted(session: AsyncSession, action: str, reason: str | None) -> Iterator[None]:
    """What is flushed meanwhile is noted in the audit as this action, with the reason as its comment."""
    before = dict(session.info)
    session.info.update(action=action, comment=reason or before.get("comment"))
    try:
        yield
    finally:
        session.info.clear()
        session.info.update(before)


async def _move(
    session: AsyncSession,
    principal: Principal,
    merge: Merge,
    model: type[Record],
    condition: Any,  # noqa: ANN401  # an SQL condition
) -> None:
    seen = (await session.execute(traces.visible_rows(principal, model, condition))).all()
    if seen:
        merge.moved[model.__tablename__] = len(seen)
    old, new = merge.loser.id, merge.winner.id
    for row in (await session.execute(traces.rows_where(model, condition))).scalars().all():
        for name in traces.names_referring(model):
            row.repoint(name, old, new)
        if isinstance(row, Partner):
            row.assign(
                members=members_after(row.members, row.id, old, new),
                successors=successors_after(row.successors, row.id, old, new),
            )


async def _put_back(
    session: AsyncSession, principal: Principal, merge: Merge, model: type[Record], changes: Mapping[str, Any]
) -> None:
    condition = model.id.in_(changes)
    seen = set((await session.execute(traces.visible_rows(principal, model, condition))).scalars())
    moved = 0
    for row in (await session.execute(traces.rows_where(model, condition))).scalars().all():
        names = {name: _restore(row, name, *change) for name, change in changes[row.id].items()}
        if row.id in seen:
            moved += any(restored for name, restored in names.items() if name != "aliases")
            merge.conflicts += [
                {"collection": model.__tablename__, "id": row.id, "field": name}
                for name, restored in names.items()
                if not restored
            ]
    if moved:
        merge.moved[model.__tablename__] = moved


def _restore(row: Record, name: str, before: Any, after: Any) -> bool:  # noqa: ANN401  # a field's JSON values
    """Whether the field could be put back."""
    current = getattr(row, name)
    if isinstance(row, Partner) and name == "aliases":
        row.assign(aliases=without_added(current, before, after))
        return True
    if current != after:
        return False
    row.assign(**{name: before})
    return True


def _former_names(loser: Partner) -> list[Alias]:
    named = ((loser.name_vi, "vi", "Latn"), (loser.name_en, "en", "Latn"), (loser.name_local, None, None))
    return [{"name": name, "lang": lang, "script": script, "kind": "former"} for name, lang, script in named if name]
