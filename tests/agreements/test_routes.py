"""`/v1/agreements` over HTTP: one record at a time, lists, and batches."""

from datetime import date
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.agreements.models import Agreement, AgreementOpinion, SigningCapacity
from app.auth.rules import Role
from app.core.schema import Confidentiality
from app.delegations.models import Delegation, Verdict
from tests.agreements.conftest import ADDRESS, MISSING_ID, Sides, created, faults, ids, refusal
from tests.conftest import MakeClient, Statements
from tests.factories.agreements import foreign, make_act, make_agreement, make_opinion, vietnamese
from tests.factories.delegations import make_delegation
from tests.factories.documents import make_document
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.factories.relationships import make_relationship

REASON = {"X-Change-Comment": "Nhap sai ngay"}
WHOLE: dict[str, Any] = {
    "title_foreign": "Memorandum of understanding",
    "procedure_type": "simplified",
    "fields": ["Giáo dục"],
    "summary": "Hợp tác toàn diện",
    "dossier_complete_on": "2024-01-05",
    "prime_minister_consent": {"document_id": None, "number": "12/TTg-QHQT", "on": "2024-01-20"},
    "signed_on": "2024-02-01",
    "place": "Vinh",
    "signing_mode": "in_person",
    "languages": ["vi", "lo"],
    "effective_on": "2024-03-01",
    "ends_on": "2029-02",
    "term_months": 60,
    "renewal": {"automatic": False, "months": 60, "notice_days": 90},
    "original_location": "Văn phòng UBND tỉnh",
}


class TestCreate:
    async def test_answers_the_whole_record_with_its_address_and_version(
        self, client: httpx.AsyncClient, sides: Sides
    ) -> None:
        answer = await client.post(ADDRESS, json=sides.body(**WHOLE, lead_unit_id=sides.unit.id))
        record = created(answer)
        assert answer.headers["location"] == f"{ADDRESS}/{record['id']}"
        assert answer.headers["etag"] == '"1"'
        assert record.items() >= WHOLE.items()
        assert (record["legal_regime"], record["under_law"]) == ("law_2020", True)
        assert (record["starts_on"], record["expires_on"]) == ("2024-03-01", "2029-02-28")

    async def test_keeps_what_the_parties_amount_to(
        self, client: httpx.AsyncClient, session: AsyncSession, sides: Sides
    ) -> None:
        cambodian = await make_partner(session, country="KH")
        second = {"side": "foreign", "partner_id": cambodian.id, "name_as_signed": "Mặt trận tỉnh Kandal"}
        parties = [*sides.parties(), second, {**second, "signer": "Ông Thử"}, {**second, "partner_id": None}]
        record = created(await client.post(ADDRESS, json=sides.body(parties=parties)))
        assert record["partner_ids"] == [sides.partner.id, cambodian.id]
        assert record["org_unit_ids"] == [sides.unit.id]
        assert record["countries"] == ["KH", "LA"]
        assert record["responsible_unit_id"] == sides.unit.id

    async def test_follows_the_unit_to_its_one_successor(
        self, client: httpx.AsyncClient, session: AsyncSession, sides: Sides
    ) -> None:
        new, other = await make_org_unit(session), await make_org_unit(session)
        sides.unit.successors = [{"org_unit_id": new.id, "basis": "NQ 202/2025/QH15", "on": "2025-07-01"}]
        await session.flush()
        assert created(await client.post(ADDRESS, json=sides.body()))["responsible_unit_id"] == new.id
        sides.unit.successors = [*sides.unit.successors, {"org_unit_id": other.id, "basis": None, "on": "2025-07-01"}]
        await session.flush()
        assert created(await client.post(ADDRESS, json=sides.body()))["responsible_unit_id"] is None

    async def test_knows_no_responsible_unit_where_no_unit_is_known(
        self, client: httpx.AsyncClient, sides: Sides
    ) -> None:
        parties = [{"side": side, "name_as_signed": "UBND"} for side in ("vietnamese", "foreign")]
        record = created(await client.post(ADDRESS, json=sides.body(parties=parties)))
        assert (record["responsible_unit_id"], record["countries"], record["org_unit_ids"]) == (None, [], [])

    async def test_in_preparation_has_the_clock_of_the_consultation(
        self, client: httpx.AsyncClient, sides: Sides
    ) -> None:
        """R2: 7 working days; 1 January 2026 is a holiday."""
        record = created(await client.post(ADDRESS, json=sides.body(dossier_complete_on="2025-12-31")))
        assert record["status"] == "preparing"
        [deadline] = record["deadlines"]
        assert (deadline["kind"], deadline["done_on"]) == ("consultation", None)
        assert record["next_due_on"] == deadline["due_on"] > "2026-01-09"

    async def test_cannot_know_the_working_days_of_a_year_far_away(
        self, client: httpx.AsyncClient, sides: Sides
    ) -> None:
        record = created(await client.post(ADDRESS, json=sides.body(dossier_complete_on="2090-01-02")))
        [deadline] = record["deadlines"]
        assert deadline["due_on"] is None
        assert "2090" in deadline["basis"]
        assert record["next_due_on"] is None

    async def test_signed_by_a_province_has_two_reports_due(self, client: httpx.AsyncClient, sides: Sides) -> None:
        """R4 (Luật 70/2020/QH14, Điều 19)."""
        record = created(await client.post(ADDRESS, json=sides.body(signed_on="2025-10-01")))
        due = {item["kind"]: item["due_on"] for item in record["deadlines"]}
        assert due == {"prime_minister_report": "2025-10-16", "ministry_copy": "2025-10-16"}

    async def test_that_renews_itself_has_its_notices(self, client: httpx.AsyncClient, sides: Sides) -> None:
        renewal = {"automatic": True, "months": 60, "notice_days": 90}
        body = sides.body(signed_on="2001-01-01", ends_on="2005-12-31", renewal=renewal)
        record = created(await client.post(ADDRESS, json=body))
        assert record["status"] == "in_force"
        assert {item["kind"] for item in record["deadlines"]} == {"renewal_notice"}

    async def test_names_every_reference_that_does_not_exist(self, client: httpx.AsyncClient, sides: Sides) -> None:
        ours, theirs = sides.parties()
        names = ("relationship_id", "delegation_id", "predecessor_id", "parent_id", "lead_unit_id")
        body = sides.body(
            **dict.fromkeys(names, MISSING_ID),
            parties=[{**ours, "org_unit_id": MISSING_ID}, {**theirs, "partner_id": MISSING_ID}],
            citations=[{"document_id": MISSING_ID}],
            prime_minister_consent={"document_id": MISSING_ID},
        )
        places = [f"/{name}" for name in names]
        places += ["/parties/0/org_unit_id", "/parties/1/partner_id", "/citations/0/document_id"]
        places += ["/prime_minister_consent/document_id"]
        assert faults(await client.post(ADDRESS, json=body)) == [(place, "unknown_reference") for place in places]

    async def test_finds_a_hidden_partner_as_unknown_as_a_missing_one(
        self, make_client: MakeClient, session: AsyncSession, sides: Sides
    ) -> None:
        sides.partner = await make_partner(session, confidentiality=Confidentiality.RESTRICTED)
        editor = await make_client(Role.EDITOR, Confidentiality.INTERNAL)
        answer = await editor.post(ADDRESS, json=sides.body())
        assert faults(answer) == [("/parties/1/partner_id", "unknown_reference")]

    async def test_for_another_province_is_out_of_scope(
        self, make_client: MakeClient, session: AsyncSession, sides: Sides
    ) -> None:
        other = await make_org_unit(session)
        editor = await make_client(Role.EDITOR, org_unit_ids=[other.id])
        assert refusal(await editor.post(ADDRESS, json=sides.body())) == (403, "out_of_scope")
        assert (await editor.post(ADDRESS, json=sides.body(lead_unit_id=other.id))).status_code == 201

    async def test_stores_nothing_when_only_validating(self, client: httpx.AsyncClient, sides: Sides) -> None:
        answer = await client.post(ADDRESS, json=sides.body(), params={"validate_only": True})
        assert answer.status_code == 201
        assert ids(await client.get(ADDRESS)) == []

    async def test_refuses_a_state_secret(self, client: httpx.AsyncClient, sides: Sides) -> None:
        answer = await client.post(ADDRESS, json=sides.body(confidentiality="Mật"))
        assert refusal(answer) == (422, "state_secret_refused")

    async def test_is_not_for_readers(self, make_client: MakeClient, sides: Sides) -> None:
        reader = await make_client(Role.READER)
        assert (await reader.post(ADDRESS, json=sides.body())).status_code == 403


class TestParties:
    async def faults_of(self, client: httpx.AsyncClient, sides: Sides, *parties: dict[str, Any]) -> Any:
        return faults(await client.post(ADDRESS, json=sides.body(parties=list(parties))))

    async def test_stand_on_both_sides(self, client: httpx.AsyncClient, sides: Sides) -> None:
        ours, theirs = sides.parties()
        assert await self.faults_of(client, sides) == [("/parties", "side_missing")]
        assert await self.faults_of(client, sides, ours) == [("/parties", "side_missing")]
        assert await self.faults_of(client, sides, theirs, theirs) == [("/parties", "side_missing")]

    async def test_bear_the_id_of_their_side_alone(self, client: httpx.AsyncClient, sides: Sides) -> None:
        ours, theirs = sides.parties()
        both = {"org_unit_id": sides.unit.id, "partner_id": sides.partner.id}
        assert await self.faults_of(client, sides, {**ours, **both}, {**theirs, **both}) == [
            ("/parties/0/partner_id", "wrong_side"),
            ("/parties/1/org_unit_id", "wrong_side"),
        ]

    async def test_are_known_by_id_or_by_name(self, client: httpx.AsyncClient, sides: Sides) -> None:
        nobodies = [{"side": side, "signer": "Ông Thử"} for side in ("vietnamese", "foreign")]
        assert await self.faults_of(client, sides, *nobodies) == [
            ("/parties/0/name_as_signed", "missing"),
            ("/parties/1/name_as_signed", "missing"),
        ]

    async def test_have_a_side_each(self, client: httpx.AsyncClient, sides: Sides) -> None:
        signer = {"org_unit_id": sides.unit.id, "signer": "Ông Thử"}
        assert await self.faults_of(client, sides, signer, *sides.parties()) == [("/parties/0/side", "missing")]


class TestTreatyName:
    """R1 (Luật 70/2020/QH14, Điều 6)."""

    @pytest.mark.parametrize("title", ["Hiệp định hợp tác", "HIEP UOC", "Định ước về biên giới"])
    async def test_of_a_title_is_refused(self, client: httpx.AsyncClient, sides: Sides, title: str) -> None:
        for name_type in ("other", "thoa_thuan"):
            answer = await client.post(ADDRESS, json=sides.body(title_vi=title, name_type=name_type))
            assert faults(answer) == [("/title_vi", "treaty_name_refused")]

    async def test_as_a_type_is_refused(self, client: httpx.AsyncClient, sides: Sides) -> None:
        for name_type in ("hiep_dinh", "công ước"):
            answer = await client.post(ADDRESS, json=sides.body(name_type=name_type))
            assert faults(answer) == [("/name_type", "treaty_name_refused")]

    async def test_of_a_paper_of_before_the_law_is_kept(self, client: httpx.AsyncClient, sides: Sides) -> None:
        body = sides.body(title_vi="Hiệp định kết nghĩa", name_type="other", signed_on="1996-05-19")
        answer = await client.post(ADDRESS, json=body)
        assert created(answer)["legal_regime"] == "earlier"

    async def test_that_a_title_merely_cites_is_warned_of(self, client: httpx.AsyncClient, sides: Sides) -> None:
        cites = "Biên bản ghi nhớ thực hiện Hiệp định về quy chế biên giới"
        answer = await client.post(ADDRESS, json=sides.body(title_vi=cites))
        assert created(answer)["title_vi"] == cites
        assert answer.headers["x-warnings"] == "treaty_name_cited"
        address = answer.headers["location"]
        answer = await client.patch(address, json={"title_vi": "Bản ghi nhớ"})
        assert "x-warnings" not in answer.headers


class TestRegime:
    async def test_follows_the_day_of_signing_unless_given(self, client: httpx.AsyncClient, sides: Sides) -> None:
        record = created(await client.post(ADDRESS, json=sides.body(signed_on="2015-06")))
        assert (record["legal_regime"], record["under_law"]) == ("ordinance_2007", True)
        record = created(await client.post(ADDRESS, json=sides.body(legal_regime="ngo_aid", signed_on="2022")))
        assert (record["legal_regime"], record["under_law"]) == ("ngo_aid", False)

    async def test_that_the_day_contradicts_is_refused(self, client: httpx.AsyncClient, sides: Sides) -> None:
        answer = await client.post(ADDRESS, json=sides.body(signed_on="2022", legal_regime="ordinance_2007"))
        assert faults(answer) == [("/legal_regime", "regime_mismatch")]
        answer = await client.post(ADDRESS, json=sides.body(legal_regime="oda", under_law=True))
        assert faults(answer) == [("/under_law", "under_law_mismatch")]

    async def test_moves_with_a_day_that_was_not_known(self, client: httpx.AsyncClient, sides: Sides) -> None:
        record = created(await client.post(ADDRESS, json=sides.body()))
        answer = await client.patch(f"{ADDRESS}/{record['id']}", json={"signed_on": "2015"})
        assert answer.json()["legal_regime"] == "ordinance_2007"
        answer = await client.patch(f"{ADDRESS}/{record['id']}", json={"legal_regime": "party_paper"})
        assert (answer.json()["legal_regime"], answer.json()["under_law"]) == ("party_paper", False)
        answer = await client.patch(f"{ADDRESS}/{record['id']}", json={"summary": "Đảng"})
        assert answer.json()["legal_regime"] == "party_paper"

    async def test_outside_the_law_stays_out_of_the_official_count(
        self, client: httpx.AsyncClient, sides: Sides
    ) -> None:
        """R8: Party papers, NGO aid, ODA and civil contracts."""
        counted = created(await client.post(ADDRESS, json=sides.body(signed_on="2022")))
        for values in (
            {"signing_capacity": "party_committee"},
            {"legal_regime": "ngo_aid"},
            {"legal_regime": "oda"},
            {"legal_regime": "civil_contract"},
        ):
            created(await client.post(ADDRESS, json=sides.body(**values)))
        answer = await client.get(ADDRESS, params={"under_law": "true", "count": "exact", "fields": "id"})
        assert (ids(answer), answer.json()["count"]) == ([counted["id"]], 1)
        answer = await client.get(ADDRESS, params={"under_law": "false", "count": "exact"})
        assert answer.json()["count"] == 4


class TestDates:
    async def test_cannot_contradict_each_other(self, client: httpx.AsyncClient, sides: Sides) -> None:
        """R20."""
        values: dict[str, Any] = {
            "signed_on": "2999",
            "ends_on": "2020",
            "prime_minister_consent": {"number": "1", "on": "2999-01-01"},
        }
        assert faults(await client.post(ADDRESS, json=sides.body(**values))) == [
            ("/signed_on", "date_in_future"),
            ("/ends_on", "end_before_start"),
            ("/prime_minister_consent/on", "date_in_future"),
        ]
        values = {"signed_on": "2021-11-04", "ends_on": "2030", "term_months": 60}
        assert faults(await client.post(ADDRESS, json=sides.body(**values))) == [("/term_months", "term_mismatch")]

    async def test_of_a_district_lie_before_july_2025(self, client: httpx.AsyncClient, sides: Sides) -> None:
        """R7 (NĐ 177/2025/NĐ-CP)."""
        district = sides.body(signing_capacity="district_people_committee")
        assert created(await client.post(ADDRESS, json={**district, "signed_on": "2025-06-30"}))
        answer = await client.post(ADDRESS, json={**district, "signed_on": "2025-07-01"})
        assert faults(answer) == [("/signed_on", "district_abolished")]
        assert faults(await client.post(ADDRESS, json=district)) == [("/signing_capacity", "district_abolished")]

    async def test_of_the_consent_come_with_its_paper(self, client: httpx.AsyncClient, sides: Sides) -> None:
        answer = await client.post(ADDRESS, json=sides.body(prime_minister_consent={"on": "2026-01-01"}))
        assert faults(answer) == [("/prime_minister_consent", "exactly_one")]


class TestSigning:
    """R3 (Luật 70/2020/QH14, Điều 19)."""

    @pytest.fixture
    async def opinion(self, session: AsyncSession) -> AgreementOpinion:
        row = await make_agreement(session)
        return await make_opinion(session, row, verdict=Verdict.DISAGREE, answered_on=date(2026, 1, 9))

    async def test_while_an_agency_disagrees_needs_the_prime_minister(
        self, client: httpx.AsyncClient, opinion: AgreementOpinion
    ) -> None:
        address = f"{ADDRESS}/{opinion.agreement_id}"
        answer = await client.patch(address, json={"signed_on": "2024-02-01"})
        assert refusal(answer) == (409, "prime_minister_consent_missing")
        consent = {"number": "12/TTg-QHQT", "on": "2024-01-20"}
        answer = await client.patch(address, json={"signed_on": "2024-02-01", "prime_minister_consent": consent})
        assert (answer.status_code, answer.json()["status"]) == (200, "in_force")
        answer = await client.patch(address, json={"prime_minister_consent": None})
        assert refusal(answer) == (409, "prime_minister_consent_missing")

    async def test_is_free_when_the_disagreement_was_withdrawn(
        self, client: httpx.AsyncClient, session: AsyncSession, opinion: AgreementOpinion
    ) -> None:
        opinion.verdict = Verdict.AGREE_WITH_COMMENTS
        await session.flush()
        answer = await client.patch(f"{ADDRESS}/{opinion.agreement_id}", json={"signed_on": "2024-02-01"})
        assert answer.status_code == 200, answer.text

    async def test_of_long_ago_is_not_asked_again(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_agreement(session, signed_on="2024-02-01")
        await make_opinion(session, row, verdict=Verdict.DISAGREE)
        assert (await client.patch(f"{ADDRESS}/{row.id}", json={"summary": "Mới"})).status_code == 200


class TestSignedPaper:
    @pytest.fixture
    async def paper(self, client: httpx.AsyncClient, sides: Sides) -> str:
        return str(created(await client.post(ADDRESS, json=sides.body(**WHOLE)))["id"])

    async def test_is_not_rewritten(self, client: httpx.AsyncClient, sides: Sides, paper: str) -> None:
        ours, theirs = sides.parties()
        changes = {
            "title_vi": "Tên khác",
            "place": None,
            "summary": "Được sửa",
            "parties": [{**ours, "name_as_signed": "UBND tỉnh Nghệ Tĩnh"}, theirs],
        }
        answer = await client.patch(f"{ADDRESS}/{paper}", json=changes)
        assert refusal(answer) == (409, "signed_paper_locked")
        assert answer.json()["fields"] == ["title_vi", "place", "parties"]

    @pytest.mark.parametrize("header", [{}, {"X-Change-Comment": "  "}])
    async def test_is_corrected_with_a_reason_alone(
        self, client: httpx.AsyncClient, paper: str, header: dict[str, str]
    ) -> None:
        change = {"ends_on": "2029-02-28"}
        answer = await client.patch(f"{ADDRESS}/{paper}", json=change, headers=header)
        assert refusal(answer) == (409, "signed_paper_locked")
        answer = await client.patch(f"{ADDRESS}/{paper}", json=change, headers=REASON)
        assert (answer.status_code, answer.json()["ends_on"]) == (200, "2029-02-28")
        history = (await client.get(f"{ADDRESS}/{paper}/history")).json()["items"]
        assert history[0]["comment"] == "Nhap sai ngay"

    async def test_takes_the_ids_of_its_parties_and_what_it_does_not_say(
        self, client: httpx.AsyncClient, session: AsyncSession, sides: Sides, paper: str
    ) -> None:
        sides.unit = await make_org_unit(session)
        change = {"parties": sides.parties(), "original_location": "Trung tâm Lưu trữ"}
        answer = await client.patch(f"{ADDRESS}/{paper}", json=change)
        assert (answer.status_code, answer.json()["responsible_unit_id"]) == (200, sides.unit.id)

    async def test_in_preparation_is_free(self, client: httpx.AsyncClient, sides: Sides) -> None:
        record = created(await client.post(ADDRESS, json=sides.body()))
        answer = await client.patch(f"{ADDRESS}/{record['id']}", json={"title_vi": "Tên khác", "ends_on": "2030"})
        assert (answer.json()["title_vi"], answer.json()["expires_on"]) == ("Tên khác", "2030-12-31")


class TestUpdate:
    async def test_makes_no_version_of_no_change(self, client: httpx.AsyncClient, sides: Sides) -> None:
        record = created(await client.post(ADDRESS, json=sides.body(**WHOLE)))
        answer = await client.patch(f"{ADDRESS}/{record['id']}", json=WHOLE)
        assert (answer.status_code, answer.json()["version"]) == (200, 1)

    async def test_clears_what_may_be_absent_and_refuses_null_elsewhere(
        self, client: httpx.AsyncClient, sides: Sides
    ) -> None:
        record = created(await client.post(ADDRESS, json=sides.body(lead_unit_id=sides.unit.id)))
        address = f"{ADDRESS}/{record['id']}"
        assert (await client.patch(address, json={"lead_unit_id": None})).json()["lead_unit_id"] is None
        assert faults(await client.patch(address, json={"legal_regime": None})) == [
            ("/legal_regime", "null_not_allowed")
        ]
        assert faults(await client.patch(address, json={"status": "expired"})) == [("/status", "unknown_field")]

    async def test_keeps_what_was_done_in_time(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        done = {"kind": "ministry_copy", "due_on": "2025-10-16", "done_on": "2025-10-05", "basis": ""}
        row = await make_agreement(session, signed_on="2025-10-01", deadlines=[done])
        answer = await client.patch(f"{ADDRESS}/{row.id}", json={"signed_on": "2025-10-02"}, headers=REASON)
        told = {item["kind"]: (item["due_on"], item["done_on"]) for item in answer.json()["deadlines"]}
        assert told == {
            "ministry_copy": ("2025-10-17", "2025-10-05"),
            "prime_minister_report": ("2025-10-17", None),
        }
        assert answer.json()["next_due_on"] == "2025-10-17"

    async def test_may_leave_what_is_hidden_from_the_caller_as_it_is(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        hidden = await make_partner(session, confidentiality=Confidentiality.RESTRICTED)
        row = await make_agreement(
            session, partner_id=hidden.id, parties=[vietnamese(name_as_signed="UBND"), foreign(hidden.id)]
        )
        editor = await make_client(Role.EDITOR, Confidentiality.INTERNAL)
        assert (await editor.patch(f"{ADDRESS}/{row.id}", json={"summary": "Mới"})).status_code == 200

    async def test_may_not_give_an_agreement_to_others(
        self, make_client: MakeClient, session: AsyncSession, sides: Sides
    ) -> None:
        editor = await make_client(Role.EDITOR, org_unit_ids=[sides.unit.id])
        record = created(await editor.post(ADDRESS, json=sides.body()))
        sides.unit = await make_org_unit(session)
        answer = await editor.patch(f"{ADDRESS}/{record['id']}", json={"parties": sides.parties()})
        assert refusal(answer) == (403, "out_of_scope")

    @pytest.mark.parametrize("link", ["predecessor_id", "parent_id"])
    async def test_refuses_a_line_of_papers_that_is_a_circle(
        self, client: httpx.AsyncClient, session: AsyncSession, link: str
    ) -> None:
        first = await make_agreement(session)
        second = await make_agreement(session)
        third = await make_agreement(session)
        second.assign(**{link: first.id})
        third.assign(**{link: second.id})
        await session.flush()
        for id_ in (first.id, third.id):
            answer = await client.patch(f"{ADDRESS}/{first.id}", json={link: id_})
            assert refusal(answer) == (409, "agreement_cycle")
        assert (await client.patch(f"{ADDRESS}/{third.id}", json={link: first.id})).status_code == 200

    async def test_of_a_stale_version_tells_what_changed_since(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_agreement(session)
        await client.patch(f"{ADDRESS}/{row.id}", json={"summary": "Một"})
        answer = await client.patch(f"{ADDRESS}/{row.id}", json={"summary": "Hai"}, headers={"If-Match": '"1"'})
        assert (answer.status_code, answer.json()["changed_fields"]) == (412, ["summary"])


class TestDelegation:
    """An agreement signed on a trip stands on the delegation's record too."""

    async def signed_on(self, session: AsyncSession, row: Delegation) -> list[str]:
        await session.refresh(row)
        return list(row.agreement_ids)

    async def test_is_told_of_every_change(
        self, client: httpx.AsyncClient, session: AsyncSession, sides: Sides
    ) -> None:
        first = await make_delegation(session, code="DR-1")
        other = await make_delegation(session, code="DR-2")
        one = created(await client.post(ADDRESS, json=sides.body(delegation_id=first.id)))["id"]
        two = created(await client.post(ADDRESS, json=sides.body(delegation_id=first.id)))["id"]
        assert await self.signed_on(session, first) == sorted([one, two])
        await client.patch(f"{ADDRESS}/{one}", json={"delegation_id": other.id})
        assert (await self.signed_on(session, first), await self.signed_on(session, other)) == ([two], [one])
        await client.delete(f"{ADDRESS}/{one}")
        assert await self.signed_on(session, other) == []
        await client.post(f"{ADDRESS}/{one}/restore")
        assert await self.signed_on(session, other) == [one]
        await client.patch(f"{ADDRESS}/{one}", json={"delegation_id": None})
        assert await self.signed_on(session, other) == []


class TestMerge:
    async def test_of_two_partners_leads_the_party_to_the_one_that_stays(
        self, client: httpx.AsyncClient, session: AsyncSession, sides: Sides
    ) -> None:
        winner = await make_partner(session, name_vi="Xiangkhouang", country="LA")
        id_ = created(await client.post(ADDRESS, json=sides.body(signed_on="2020")))["id"]
        answer = await client.post(f"/v1/partners/{winner.id}/merge", json={"loser_id": sides.partner.id})
        assert answer.status_code == 200, answer.text
        record = (await client.get(f"{ADDRESS}/{id_}")).json()
        assert record["partner_ids"] == [winner.id]
        assert [party["partner_id"] for party in record["parties"]] == [None, winner.id]


class TestUpsert:
    async def test_creates_and_then_replaces(self, client: httpx.AsyncClient, sides: Sides) -> None:
        address = f"{ADDRESS}/by-external-id/songv/tt-1"
        answer = await client.put(address, json=sides.body(fields=["Y tế"], legal_regime="ngo_aid"))
        assert (answer.status_code, answer.json()["external_id"]) == (201, "tt-1")
        answer = await client.put(address, json=sides.body(title_vi="Bản ghi nhớ về Hiệp định"))
        assert (answer.status_code, answer.json()["fields"]) == (200, [])
        assert (answer.json()["legal_regime"], answer.headers["x-warnings"]) == ("law_2020", "treaty_name_cited")


class TestBatch:
    async def test_runs_every_verb_in_order(
        self, client: httpx.AsyncClient, session: AsyncSession, sides: Sides
    ) -> None:
        row = await make_agreement(session)
        operations = [
            {"op": "create", "data": sides.body()},
            {"op": "upsert", "source_system": "songv", "external_id": "1", "data": sides.body()},
            {"op": "update", "id": row.id, "data": {"summary": "Mới"}},
            {"op": "delete", "id": row.id},
        ]
        answer = await client.post(f"{ADDRESS}/batch", json={"operations": operations})
        assert [result["status"] for result in answer.json()["results"]] == [201, 201, 200, 204]


class TestDelete:
    async def test_hides_the_agreement_until_it_is_restored(self, client: httpx.AsyncClient, sides: Sides) -> None:
        """R23: nothing is lost."""
        record = created(await client.post(ADDRESS, json=sides.body(**WHOLE)))
        address = f"{ADDRESS}/{record['id']}"
        assert (await client.delete(address)).status_code == 204
        assert (await client.get(address)).status_code == 404
        assert (await client.post(f"{address}/restore")).status_code == 200
        assert (await client.get(address)).json().items() >= WHOLE.items()
        history = (await client.get(f"{address}/history")).json()["items"]
        assert [item["action"] for item in history] == ["restore", "delete", "create"]

    async def test_is_refused_while_something_happened_to_it(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_agreement(session, signed_on="2020")
        await make_act(session, row)
        assert refusal(await client.delete(f"{ADDRESS}/{row.id}")) == (409, "still_referenced")


class TestRead:
    async def test_expands_what_the_caller_may_see(
        self, client: httpx.AsyncClient, make_client: MakeClient, session: AsyncSession, sides: Sides
    ) -> None:
        tie = await make_relationship(session, org_unit_id=sides.unit.id, partner_id=sides.partner.id)
        trip = await make_delegation(session, org_unit_id=sides.unit.id, confidentiality=Confidentiality.RESTRICTED)
        earlier = await make_agreement(session, title_vi="Bản ghi nhớ trước")
        hidden = await make_partner(session, name_vi="A", confidentiality=Confidentiality.RESTRICTED)
        named = {"relationship_id": tie.id, "delegation_id": trip.id, "predecessor_id": earlier.id}
        parties = [*sides.parties(), {"side": "foreign", "partner_id": hidden.id}]
        body = sides.body(**named, parties=parties, signed_on="2020")
        id_ = created(await client.post(ADDRESS, json=body))["id"]
        row = await session.get_one(Agreement, id_)
        act = await make_act(session, row)
        expand = {"expand": "partners,org_units,relationship,delegation,predecessor,acts"}
        answer = (await client.get(f"{ADDRESS}/{id_}", params=expand)).json()
        assert [item["name_vi"] for item in answer["partners"]] == ["A", "Xiêng Khoảng"]
        assert [item["name_vi"] for item in answer["org_units"]] == ["Nghệ An"]
        assert [answer[name]["id"] for name in ("relationship", "delegation", "predecessor")] == list(named.values())
        assert [(item["id"], item["kind"]) for item in answer["acts"]] == [(act.id, "terminate")]
        reader = await make_client(Role.READER, Confidentiality.INTERNAL)
        [answer] = (await reader.get(ADDRESS, params={**expand, "signed_from": "2020"})).json()["items"]
        assert [item["name_vi"] for item in answer["partners"]] == ["Xiêng Khoảng"]
        assert answer["delegation"] is None

    async def test_is_absent_to_who_may_not_see_it(
        self, make_client: MakeClient, session: AsyncSession, sides: Sides
    ) -> None:
        row = await make_agreement(session, org_unit_id=sides.unit.id)
        other = await make_org_unit(session)
        reader = await make_client(Role.READER, org_unit_ids=[other.id])
        assert (await reader.get(f"{ADDRESS}/{row.id}")).status_code == 404
        assert ids(await reader.get(ADDRESS)) == []
        assert (await reader.get(f"{ADDRESS}/{row.id}/history")).status_code == 404

    async def test_refuses_a_parameter_that_there_is_not(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_agreement(session)
        answer = await client.get(f"{ADDRESS}/{row.id}", params={"status": "in_force"})
        assert (answer.status_code, answer.json()["allowed"]) == (400, ["expand", "fields", "status_as_of"])

    async def test_costs_one_statement_however_many_acts_and_rows(
        self, client: httpx.AsyncClient, session: AsyncSession, statements: Statements
    ) -> None:
        for _ in range(20):
            row = await make_agreement(session, signed_on="2020", starts_on=date(2020, 1, 1))
            await make_act(session, row)
        statements.clear()
        answer = await client.get(ADDRESS, params={"status": "terminated", "expand": "acts,partners"})
        assert len(ids(answer)) == 20
        assert len(statements) == 1


class TestList:
    @pytest.fixture
    async def rows(self, session: AsyncSession, sides: Sides) -> list[Agreement]:
        """Two agreements that differ in all that a list can be asked for."""
        tie = await make_relationship(session)
        trip = await make_delegation(session)
        first = await make_agreement(
            session,
            title_vi="Biên bản Xiêng Khoảng",
            org_unit_id=sides.unit.id,
            partner_id=sides.partner.id,
            countries=["LA"],
            signed_on="2022-08",
            starts_on=date(2022, 8, 1),
            ends_on="2024",
            expires_on=date(2024, 12, 31),
            relationship_id=tie.id,
            delegation_id=trip.id,
        )
        second = await make_agreement(
            session,
            title_vi="Thỏa thuận Gifu",
            name_type="thoa_thuan",
            signing_capacity=SigningCapacity.DEPARTMENT,
            legal_regime="ngo_aid",
            under_law=False,
            lead_unit_id=(await make_org_unit(session)).id,
            predecessor_id=first.id,
            parent_id=first.id,
        )
        return [first, second]

    async def test_is_filtered_by_each_field(
        self, client: httpx.AsyncClient, sides: Sides, rows: list[Agreement]
    ) -> None:
        first, second = rows
        asked: list[tuple[dict[str, Any], Agreement]] = [
            ({"q": "xieng khoang"}, first),
            ({"country": "LA,KH"}, first),
            ({"partner_id": sides.partner.id}, first),
            ({"org_unit_id": sides.unit.id}, first),
            ({"org_unit_id": second.lead_unit_id}, second),
            ({"name_type": "thoa_thuan"}, second),
            ({"signing_capacity": "department"}, second),
            ({"legal_regime": "ngo_aid"}, second),
            ({"under_law": "false"}, second),
            ({"signed_from": "2022-08-20"}, first),
            ({"signed_to": "2022"}, first),
            ({"ends_from": "2024-12-31"}, first),
            ({"relationship_id": first.relationship_id}, first),
            ({"delegation_id": first.delegation_id}, first),
            ({"predecessor_id": first.id}, second),
            ({"parent_id": first.id}, second),
            ({"status": "expired"}, first),
        ]
        for query, row in asked:
            assert ids(await client.get(ADDRESS, params=query)) == [row.id], query

    async def test_is_sorted_by_the_end_with_endless_ones_last(
        self, client: httpx.AsyncClient, rows: list[Agreement]
    ) -> None:
        first, second = (row.id for row in rows)
        assert ids(await client.get(ADDRESS, params={"sort": "expires_on"})) == [first, second]
        assert ids(await client.get(ADDRESS, params={"sort": "-expires_on"})) == [second, first]
        assert ids(await client.get(ADDRESS, params={"sort": "-title_vi"})) == [second, first]

    async def test_is_described_with_its_labels(self, client: httpx.AsyncClient) -> None:
        body = (await client.get("/v1/meta/agreements")).json()
        labels = {item["name"]: item["label_vi"] for item in body["fields"]}
        assert (labels["status"], labels["term_months"]) == ("Tình trạng", "Thời hạn (tháng)")
        assert {"acts", "delegation"} < set(body["expands"])


async def test_a_document_may_be_the_consent(client: httpx.AsyncClient, session: AsyncSession, sides: Sides) -> None:
    paper = await make_document(session)
    consent = {"document_id": paper.id, "number": None, "on": None}
    record = created(await client.post(ADDRESS, json=sides.body(prime_minister_consent=consent)))
    assert record["prime_minister_consent"] == consent
