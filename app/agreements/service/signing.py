"""What signing asks for, and what a signed paper no longer takes."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.agreements.models import Agreement
from app.agreements.queries.derivation import disagreements_of
from app.core.problems import Problem

_AS_SIGNED = (
    "title_vi",
    "title_foreign",
    "name_type",
    "signing_capacity",
    "signed_on",
    "place",
    "effective_on",
    "ends_on",
    "term_months",
)


class PrimeMinisterConsentMissing(Problem):
    """Luật 70/2020/QH14, Điều 19; R3."""

    code = "prime_minister_consent_missing"
    status = 409
    title = ("Thiếu ý kiến của Thủ tướng", "Prime Minister's consent missing")
    detail = (
        "Có cơ quan không đồng ý: chỉ được ký khi Thủ tướng đồng ý bằng văn bản.",
        "An agency that was asked disagrees: the Prime Minister must consent in writing before it is signed.",
    )


class SignedPaperLocked(Problem):
    code = "signed_paper_locked"
    status = 409
    title = ("Văn bản đã ký không được viết lại", "A signed paper is not rewritten")
    detail = (
        "Ghi hành vi (acts) nếu thỏa thuận thay đổi; nếu chỉ sửa lỗi nhập, nêu lý do ở X-Change-Comment.",
        "Record an act if the agreement changed; to correct what was entered, give the reason in X-Change-Comment.",
    )


async def require_consent(session: AsyncSession, row: Agreement) -> None:
    """Raises PrimeMinisterConsentMissing while an agency disagrees and no consent stands on the record (R3)."""
    if row.prime_minister_consent is None and (await session.execute(disagreements_of(row.id))).first():
        raise PrimeMinisterConsentMissing


def paper_of(row: Agreement) -> dict[str, Any]:
    """What the paper itself says, by field; of its parties their names as signed, not the ids that we gave them."""
    names = [(party["side"], party["name_as_signed"]) for party in row.parties]
    return {**{name: getattr(row, name) for name in _AS_SIGNED}, "parties": names}


def refuse_rewriting(session: AsyncSession, before: Mapping[str, Any], row: Agreement) -> None:
    """Raises SignedPaperLocked if a signed paper says something else than `before`, and nobody says why."""
    changed = [name for name, value in paper_of(row).items() if value != before[name]]
    has_reason = bool((session.info.get("comment") or "").strip())
    if before["signed_on"] is not None and changed and not has_reason:
        raise SignedPaperLocked(fields=changed)
