"""What became of an agreement: its acts, a history that never rewrites the paper as signed (R5, R6)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from app.agreements.models import ActKind, Agreement, AgreementAct, InheritanceOutcome
from app.agreements.queries import acts as found
from app.agreements.rules import acts as rules
from app.agreements.rules.status import end_on
from app.agreements.schemas.acts import ActCreate, ActUpdate
from app.agreements.service.deriving import rederive
from app.agreements.service.inheritance import require_heir
from app.agreements.service.papers import provide_paper
from app.auth.principal import Principal
from app.auth.visibility import require_scope
from app.core import records
from app.core.dates import first_day, last_day
from app.core.errors import InvalidRequest
from app.core.problems import Fault, Problem
from app.core.schema import stored_values
from app.core.terms import Terms
from app.documents import queries as documents
from app.documents.models import Document
from app.org_units import queries as org_units
from app.org_units.models import OrgUnit

_LAST_YEAR = 2999


class AgreementNotSigned(Problem):
    code = "agreement_not_signed"
    status = 409
    title = ("Thỏa thuận chưa ký", "Agreement not signed")
    detail = (
        "Chỉ thỏa thuận đã ký mới được sửa đổi, gia hạn, chấm dứt hay thừa kế.",
        "Only a signed agreement can be amended, renewed, ended or inherited.",
    )


class AgreementEnded(Problem):
    code = "agreement_ended"
    status = 409
    title = ("Thỏa thuận đã chấm dứt", "Agreement ended")
    detail = (
        "Sau khi chấm dứt, rút khỏi hay bị thay thế, thỏa thuận chỉ còn được thừa kế.",
        "Once terminated, withdrawn from or replaced, an agreement can only be inherited.",
    )


class AgreementNotSuspended(Problem):
    code = "agreement_not_suspended"
    status = 409
    title = ("Thỏa thuận không bị tạm đình chỉ", "Agreement not suspended")
    detail = (
        "Chỉ tiếp tục thực hiện thỏa thuận đang tạm đình chỉ vào ngày đó.",
        "Only what is suspended on that day can be resumed.",
    )


async def record_act(
    session: AsyncSession, principal: Principal, agreement: Agreement, values: ActCreate, terms: Terms
) -> AgreementAct:
    """Add an act to a signed agreement, with the paper that it is written in if it amends, renews or replaces.

    Raises OutOfScope, InvalidRequest, and this module's own refusals.
    """
    given = stored_values(values)
    kept = {name: value for name, value in given.items() if name != "term_months"}
    row = AgreementAct(agreement_id=agreement.id, sequence=agreement.act_count + 1, **kept)
    await _check(session, principal, agreement, row, given, terms)
    await provide_paper(session, principal, agreement, row, terms)
    await records.add_record(session, row)
    await _tell(session, agreement, terms)
    return row


async def update_act(
    session: AsyncSession,
    principal: Principal,
    agreement: Agreement,
    row: AgreementAct,
    values: ActUpdate,
    terms: Terms,
) -> None:
    """Correct an act. Raises what `record_act` raises: the history as corrected must still hold together."""
    given = stored_values(values)
    held = _named(row)
    row.assign(**{name: value for name, value in given.items() if name != "term_months"})
    await _check(session, principal, agreement, row, given, terms, held)
    if session.is_modified(row):
        await session.flush()
        await _tell(session, agreement, terms)


async def delete_act(
    session: AsyncSession, principal: Principal, agreement: Agreement, row: AgreementAct, terms: Terms
) -> None:
    """Take an act out of the history, which must hold together without it; its paper stays."""
    require_scope(principal, agreement)
    await records.delete_record(session, row)
    _refuse_breach(agreement, await _live_acts(session, agreement))
    await _tell(session, agreement, terms)


async def restore_act(
    session: AsyncSession, principal: Principal, agreement: Agreement, row: AgreementAct, terms: Terms
) -> None:
    """Put a deleted act back where it was in the history."""
    await _check(session, principal, agreement, row, {}, terms, _named(row))
    await records.restore_record(session, row)
    await _tell(session, agreement, terms)


async def _tell(session: AsyncSession, agreement: Agreement, terms: Terms) -> None:
    """An act changes what its agreement says of itself: the agreement gets a version of its own."""
    agreement.act_count += 1
    await rederive(session, agreement, terms)
    await session.flush()


async def _check(
    session: AsyncSession,
    principal: Principal,
    agreement: Agreement,
    row: AgreementAct,
    given: Mapping[str, Any],
    terms: Terms,
    held: Mapping[str, str | None] | None = None,
) -> None:
    """The same for a new act and a changed one; what is in `held` was named before and is not asked for again."""
    require_scope(principal, agreement)
    if agreement.signed_on is None:
        raise AgreementNotSigned
    _complete(row, given)
    named = {place: id_ for place, id_ in _named(row).items() if id_ is not None and id_ not in (held or {}).values()}
    await records.require_references(session, {place: _referred(principal, place, id_) for place, id_ in named.items()})
    others = [act for act in await _live_acts(session, agreement) if act is not row]
    _settle_end(agreement, row, others, given.get("term_months"))
    _refuse_breach(agreement, [*others, row])
    if row.kind is ActKind.INHERIT and "/to_unit_id" in named:
        await require_heir(session, agreement, row, terms)


def _complete(row: AgreementAct, given: Mapping[str, Any]) -> None:
    """Raises InvalidRequest for every field that an act of this kind has not, or lacks."""
    names = [name for name, value in given.items() if value is not None]
    faults = [Fault("not_of_this_act", f"/{name}") for name in rules.fields_of_others(row.kind, names)]
    ends = [name for name in ("ends_on", "term_months") if name in names]
    if row.kind is ActKind.RENEW and (len(ends) > 1 or (not ends and row.ends_on is None)):
        faults.append(Fault("exactly_one", "/ends_on", values={"allowed": "ends_on, term_months"}))
    if row.kind is ActKind.INHERIT:
        row.assign(outcome=row.outcome or InheritanceOutcome.PENDING)
        faults += [Fault("missing", "/to_unit_id")] if row.to_unit_id is None else []
    if faults:
        raise InvalidRequest(errors=faults)


def _settle_end(agreement: Agreement, row: AgreementAct, others: list[AgreementAct], months: int | None) -> None:
    """A term of so many months becomes the day that it ends on."""
    if months is not None:
        before = [act for act in others if (act.effective_on, act.sequence) < (row.effective_on, row.sequence)]
        end = rules.end_of_renewal(row.effective_on, end_on(date.max, agreement, before), months)
        if end.year > _LAST_YEAR:
            raise InvalidRequest(errors=[Fault("out_of_range", "/term_months")])
        row.assign(ends_on=end.isoformat())
    row.assign(expires_on=last_day(row.ends_on) if row.ends_on is not None else None)


_REFUSALS: Mapping[rules.Breach, type[Problem]] = {"ended": AgreementEnded, "not_suspended": AgreementNotSuspended}
_PLACES: Mapping[rules.Breach, str] = {"before_signing": "/effective_on", "end_not_later": "/ends_on"}


def _refuse_breach(agreement: Agreement, acts: list[AgreementAct]) -> None:
    signed_from = first_day(agreement.signed_on or str(date.min))
    breach = rules.breach_of(signed_from, agreement.expires_on, acts)
    if breach is None:
        return
    if breach in _REFUSALS:
        raise _REFUSALS[breach]
    raise InvalidRequest(errors=[Fault(breach, _PLACES[breach])])


async def _live_acts(session: AsyncSession, agreement: Agreement) -> list[AgreementAct]:
    return list((await session.execute(found.live_acts(agreement.id))).scalars())


def _named(row: AgreementAct) -> dict[str, str | None]:
    """Every id that the act names but its paper's, by its pointer."""
    cited = {f"/citations/{index}/document_id": citation["document_id"] for index, citation in enumerate(row.citations)}
    return {"/document_id": row.document_id, "/to_unit_id": row.to_unit_id, **cited}


def _referred(principal: Principal, pointer: str, id_: str) -> Select[Any]:
    if pointer == "/to_unit_id":
        return org_units.readable(principal).where(OrgUnit.id == id_)
    return documents.readable(principal).where(Document.id == id_)
