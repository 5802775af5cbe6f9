"""`/v1/agreements/{id}/acts`: what became of an agreement (R5, R6; Luật 70/2020/QH14, Điều 33 and 34)."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.agreements.models import LegalRegime
from app.auth.rules import Role
from app.core.schema import Confidentiality
from app.org_units.models import OrgUnitKind
from tests.agreements.conftest import ADDRESS, MISSING_ID, Sides, created, faults, ids, refusal
from tests.conftest import MakeClient
from tests.factories.agreements import make_agreement
from tests.factories.documents import make_document
from tests.factories.org_units import make_org_unit

SIGNED_ON = "2024-03-15"
TERMINATION = {"kind": "terminate", "effective_on": "2025-05-01"}
SUSPENSION = {"kind": "suspend", "effective_on": "2025-02-01"}


@pytest.fixture
async def signed(client: httpx.AsyncClient, sides: Sides) -> dict[str, Any]:
    """A paper in force since its signing, until the end of 2026."""
    body = sides.body(signed_on=SIGNED_ON, ends_on="2026", fields=["Giáo dục"], languages=["vi", "lo"])
    return created(await client.post(ADDRESS, json=body))


async def act(client: httpx.AsyncClient, agreement: dict[str, Any], **values: Any) -> httpx.Response:
    return await client.post(f"{ADDRESS}/{agreement['id']}/acts", json=values)


async def acted(client: httpx.AsyncClient, agreement: dict[str, Any], **values: Any) -> dict[str, Any]:
    return created(await act(client, agreement, **values))


async def read(client: httpx.AsyncClient, agreement: dict[str, Any], **parameters: str) -> dict[str, Any]:
    answer = await client.get(f"{ADDRESS}/{agreement['id']}", params=parameters)
    record: dict[str, Any] = answer.json()
    return record


def path_of(made: dict[str, Any]) -> str:
    return f"{ADDRESS}/{made['agreement_id']}/acts/{made['id']}"


class TestCreate:
    async def test_answers_the_act_with_its_address_and_version(
        self, client: httpx.AsyncClient, signed: dict[str, Any]
    ) -> None:
        answer = await act(client, signed, **TERMINATION, basis="Thỏa thuận, mục 7", note="Hai bên thống nhất")
        made = created(answer)
        assert answer.headers["location"] == path_of(made)
        assert answer.headers["etag"] == '"1"'
        assert made.items() >= {**TERMINATION, "basis": "Thỏa thuận, mục 7", "sequence": 1}.items()
        assert made["agreement_id"] == signed["id"]

    async def test_gives_its_agreement_a_version_of_its_own(
        self, client: httpx.AsyncClient, signed: dict[str, Any]
    ) -> None:
        await acted(client, signed, **TERMINATION)
        answer = await client.get(f"{ADDRESS}/{signed['id']}")
        assert (answer.headers["etag"], answer.json()["status"]) == ('"2"', "terminated")

    async def test_is_for_signed_agreements_alone(self, client: httpx.AsyncClient, sides: Sides) -> None:
        draft = created(await client.post(ADDRESS, json=sides.body()))
        assert refusal(await act(client, draft, **TERMINATION)) == (409, "agreement_not_signed")

    async def test_is_not_before_the_signing_which_may_be_known_to_its_month(
        self, client: httpx.AsyncClient, sides: Sides
    ) -> None:
        signed = created(await client.post(ADDRESS, json=sides.body(signed_on="2024-03")))
        answer = await act(client, signed, kind="terminate", effective_on="2024-02-29")
        assert faults(answer) == [("/effective_on", "before_signing")]
        await acted(client, signed, kind="terminate", effective_on="2024-03-01")

    @pytest.mark.parametrize("kind", ["terminate", "withdraw", "replace"])
    async def test_ends_the_agreement_for_every_act_but_an_inheritance(
        self, client: httpx.AsyncClient, signed: dict[str, Any], sides: Sides, kind: str
    ) -> None:
        await acted(client, signed, kind=kind, effective_on="2025-05-01")
        for other in ("amend", "terminate", "suspend"):
            answer = await act(client, signed, kind=other, effective_on="2025-05-01")
            assert refusal(answer) == (409, "agreement_ended")
        inherit = {"kind": "inherit", "effective_on": "2025-07-01", "to_unit_id": sides.unit.id}
        await acted(client, signed, **inherit)

    async def test_may_be_recorded_late_if_the_agreement_had_not_ended_then(
        self, client: httpx.AsyncClient, signed: dict[str, Any]
    ) -> None:
        await acted(client, signed, **TERMINATION)
        await acted(client, signed, **SUSPENSION)
        listed = await client.get(f"{ADDRESS}/{signed['id']}/acts")
        assert [item["kind"] for item in listed.json()["items"]] == ["suspend", "terminate"]

    async def test_may_not_end_what_was_changed_afterwards(
        self, client: httpx.AsyncClient, signed: dict[str, Any]
    ) -> None:
        await acted(client, signed, **SUSPENSION)
        answer = await act(client, signed, kind="terminate", effective_on="2025-01-01")
        assert refusal(answer) == (409, "agreement_ended")

    async def test_resumes_what_is_suspended_alone(self, client: httpx.AsyncClient, signed: dict[str, Any]) -> None:
        resumption = {"kind": "resume", "effective_on": "2025-04-01"}
        assert refusal(await act(client, signed, **resumption)) == (409, "agreement_not_suspended")
        await acted(client, signed, **SUSPENSION)
        assert (await read(client, signed, status_as_of="2025-03-01"))["status"] == "suspended"
        await acted(client, signed, **resumption)
        assert (await read(client, signed, status_as_of="2025-04-01"))["status"] == "in_force"
        assert refusal(await act(client, signed, **resumption)) == (409, "agreement_not_suspended")

    async def test_has_the_fields_of_its_kind_alone(
        self, client: httpx.AsyncClient, signed: dict[str, Any], sides: Sides
    ) -> None:
        foreign = {"ends_on": "2027", "term_months": 12, "child_id": MISSING_ID, "to_unit_id": sides.unit.id}
        answer = await act(client, signed, **TERMINATION, **foreign, outcome="keep")
        assert faults(answer) == [
            (f"/{name}", "not_of_this_act") for name in ("ends_on", "term_months", "child_id", "to_unit_id", "outcome")
        ]
        answer = await act(client, signed, kind="amend", effective_on="2025-01-01", foreign_party_notified_on=SIGNED_ON)
        assert faults(answer) == [("/foreign_party_notified_on", "not_of_this_act")]

    async def test_names_every_reference_that_does_not_exist(
        self, client: httpx.AsyncClient, signed: dict[str, Any]
    ) -> None:
        unknown = {"document_id": MISSING_ID, "to_unit_id": MISSING_ID, "citations": [{"document_id": MISSING_ID}]}
        answer = await act(client, signed, kind="inherit", effective_on="2025-07-01", **unknown)
        assert faults(answer) == [
            (place, "unknown_reference") for place in ("/document_id", "/to_unit_id", "/citations/0/document_id")
        ]

    async def test_stores_nothing_when_only_validating(self, client: httpx.AsyncClient, signed: dict[str, Any]) -> None:
        path = f"{ADDRESS}/{signed['id']}/acts"
        body = {"kind": "renew", "effective_on": "2026-12-01", "term_months": 12}
        answer = await client.post(path, json=body, params={"validate_only": True})
        assert answer.status_code == 201
        assert ids(await client.get(path)) == []
        assert ids(await client.get(ADDRESS)) == [signed["id"]]

    async def test_is_not_for_other_units(
        self, make_client: MakeClient, session: AsyncSession, client: httpx.AsyncClient, sides: Sides
    ) -> None:
        other = await make_org_unit(session)
        editor = await make_client(Role.EDITOR, org_unit_ids=[other.id])
        hidden = created(await client.post(ADDRESS, json=sides.body(signed_on=SIGNED_ON)))
        shown = created(await client.post(ADDRESS, json=sides.body(signed_on=SIGNED_ON, confidentiality="public")))
        assert refusal(await act(editor, hidden, **TERMINATION)) == (404, "not_found")
        assert refusal(await act(editor, shown, **TERMINATION)) == (403, "out_of_scope")


class TestRenewals:
    async def test_end_after_the_present_end(self, client: httpx.AsyncClient, signed: dict[str, Any]) -> None:
        renewal = {"kind": "renew", "effective_on": "2026-12-01"}
        answer = await act(client, signed, **renewal, ends_on="2026-12")
        assert faults(answer) == [("/ends_on", "end_not_later")]
        made = await acted(client, signed, **renewal, ends_on="2029")
        assert (made["ends_on"], made["sequence"]) == ("2029", 1)
        assert (await read(client, signed, status_as_of="2029-12-31"))["status"] == "expiring"
        assert (await read(client, signed, status_as_of="2030-01-01"))["status"] == "expired"

    async def test_of_so_many_months_run_on_from_the_present_end(
        self, client: httpx.AsyncClient, signed: dict[str, Any]
    ) -> None:
        made = [
            await acted(client, signed, kind="renew", effective_on=on, term_months=months)
            for on, months in (("2026-12-01", 14), ("2028-01-01", 36))
        ]
        assert [renewal["ends_on"] for renewal in made] == ["2028-02-29", "2031-02-28"]

    async def test_run_from_their_day_when_the_agreement_has_expired_or_has_no_end(
        self, client: httpx.AsyncClient, sides: Sides
    ) -> None:
        for given in ({"ends_on": "2024-06"}, {}):
            signed = created(await client.post(ADDRESS, json=sides.body(signed_on=SIGNED_ON, **given)))
            made = await acted(client, signed, kind="renew", effective_on="2025-01-31", term_months=1)
            assert made["ends_on"] == "2025-02-27"

    async def test_name_an_end_or_a_term(self, client: httpx.AsyncClient, signed: dict[str, Any]) -> None:
        for ends in ({}, {"ends_on": "2029", "term_months": 12}):
            answer = await act(client, signed, kind="renew", effective_on="2026-12-01", **ends)
            assert faults(answer) == [("/ends_on", "exactly_one")]

    async def test_do_not_reach_beyond_the_calendar(self, client: httpx.AsyncClient, sides: Sides) -> None:
        signed = created(await client.post(ADDRESS, json=sides.body(signed_on=SIGNED_ON, ends_on="2999")))
        answer = await act(client, signed, kind="renew", effective_on="2026-01-01", term_months=1)
        assert faults(answer) == [("/term_months", "out_of_range")]


class TestPapers:
    """R6 (Điều 33): an amendment, a renewal or a replacement is a paper that runs the same procedure."""

    @pytest.mark.parametrize(
        ("kind", "title", "link"),
        [
            ("amend", "Sửa đổi", "parent_id"),
            ("renew", "Gia hạn", "parent_id"),
            ("replace", "Thay thế", "predecessor_id"),
        ],
    )
    async def test_are_made_in_preparation_for_the_same_parties(
        self, client: httpx.AsyncClient, signed: dict[str, Any], kind: str, title: str, link: str
    ) -> None:
        ends = {"term_months": 36} if kind == "renew" else {}
        made = await acted(client, signed, kind=kind, effective_on="2026-12-01", **ends)
        paper = await read(client, {"id": made["child_id"]})
        same = ("name_type", "signing_capacity", "legal_regime", "parties", "fields", "languages", "confidentiality")
        assert {name: paper[name] for name in same} == {name: signed[name] for name in same}
        assert paper["title_vi"] == f"{title}: Bản ghi nhớ hợp tác"
        assert (paper["status"], paper[link], paper["signed_on"]) == ("preparing", signed["id"], None)
        assert [paper["parent_id"], paper["predecessor_id"]].count(None) == 1

    async def test_are_tied_where_the_act_names_them(
        self, client: httpx.AsyncClient, signed: dict[str, Any], sides: Sides
    ) -> None:
        paper = created(await client.post(ADDRESS, json=sides.body(title_vi="Phụ lục", signed_on="2024-09-01")))
        made = await acted(client, signed, kind="amend", effective_on="2024-09-01", child_id=paper["id"])
        assert made["child_id"] == paper["id"]
        assert (await read(client, paper))["parent_id"] == signed["id"]
        assert len(ids(await client.get(ADDRESS))) == 2

    async def test_are_of_one_agreement(self, client: httpx.AsyncClient, sides: Sides, signed: dict[str, Any]) -> None:
        other = created(await client.post(ADDRESS, json=sides.body(signed_on=SIGNED_ON)))
        amended = await acted(client, other, kind="amend", effective_on="2025-01-01")
        answer = await act(client, signed, kind="amend", effective_on="2025-01-01", child_id=amended["child_id"])
        assert faults(answer) == [("/child_id", "paper_of_another")]

    async def test_are_known_to_the_caller_and_not_the_agreement_itself(
        self, client: httpx.AsyncClient, signed: dict[str, Any]
    ) -> None:
        answer = await act(client, signed, kind="amend", effective_on="2025-01-01", child_id=MISSING_ID)
        assert faults(answer) == [("/child_id", "unknown_reference")]
        answer = await act(client, signed, kind="replace", effective_on="2025-01-01", child_id=signed["id"])
        assert refusal(answer) == (409, "agreement_cycle")

    async def test_of_a_district_are_signed_by_the_province_that_inherited(
        self, client: httpx.AsyncClient, session: AsyncSession, sides: Sides
    ) -> None:
        """R7, NĐ 177/2025/NĐ-CP: a district signs nothing any more."""
        province = sides.unit
        sides.unit = await make_org_unit(session, kind=OrgUnitKind.DISTRICT_HISTORICAL, parent_id=province.id)
        body = sides.body(signed_on="2022-07-26", signing_capacity="district_people_committee")
        signed = created(await client.post(ADDRESS, json=body))
        made = await acted(client, signed, kind="replace", effective_on="2025-08-01")
        paper = await read(client, {"id": made["child_id"]})
        assert paper["signing_capacity"] == "provincial_people_committee"
        assert (paper["parties"][0]["org_unit_id"], paper["parties"][0]["name_as_signed"]) == (province.id, None)
        assert paper["org_unit_ids"] == [province.id]

    async def test_of_a_paper_outside_the_law_are_outside_too(
        self, client: httpx.AsyncClient, session: AsyncSession, sides: Sides
    ) -> None:
        """R8."""
        body = sides.body(signed_on=SIGNED_ON, legal_regime="ngo_aid", confidentiality="restricted")
        signed = created(await client.post(ADDRESS, json=body))
        made = await acted(client, signed, kind="amend", effective_on="2025-01-01")
        paper = await read(client, {"id": made["child_id"]})
        assert (paper["legal_regime"], paper["under_law"]) == (LegalRegime.NGO_AID, False)
        assert paper["confidentiality"] == "restricted"

    async def test_have_titles_that_fit(self, client: httpx.AsyncClient, sides: Sides) -> None:
        signed = created(await client.post(ADDRESS, json=sides.body(title_vi="a" * 500, signed_on=SIGNED_ON)))
        made = await acted(client, signed, kind="amend", effective_on="2025-01-01")
        assert len((await read(client, {"id": made["child_id"]}))["title_vi"]) == 500


class TestUpdate:
    async def test_corrects_the_day_and_what_follows_from_it(
        self, client: httpx.AsyncClient, session: AsyncSession, signed: dict[str, Any]
    ) -> None:
        made = await acted(client, signed, **TERMINATION)
        document = await make_document(session)
        patch = {"effective_on": "2025-06-01", "document_id": document.id, "foreign_party_notified_on": "2025-05-20"}
        answer = await client.patch(path_of(made), json=patch)
        assert answer.json().items() >= patch.items()
        assert answer.headers["etag"] == '"2"'
        assert (await read(client, signed, status_as_of="2025-05-31"))["status"] == "in_force"
        assert (await read(client, signed))["version"] == 3

    async def test_makes_no_version_of_no_change(self, client: httpx.AsyncClient, signed: dict[str, Any]) -> None:
        made = await acted(client, signed, **TERMINATION)
        answer = await client.patch(path_of(made), json=TERMINATION | {"kind": "x"})
        assert faults(answer) == [("/kind", "unknown_field")]
        answer = await client.patch(path_of(made), json={"effective_on": made["effective_on"]})
        assert answer.json()["version"] == 1
        assert (await read(client, signed))["version"] == 2

    async def test_counts_a_new_term_from_the_end_before_it(
        self, client: httpx.AsyncClient, signed: dict[str, Any]
    ) -> None:
        made = [
            await acted(client, signed, kind="renew", effective_on=on, term_months=12)
            for on in ("2026-12-01", "2027-12-01")
        ]
        answer = await client.patch(path_of(made[0]), json={"term_months": 6})
        assert answer.json()["ends_on"] == "2027-06-30"
        answer = await client.patch(path_of(made[1]), json={"term_months": 24, "ends_on": "2029"})
        assert faults(answer) == [("/ends_on", "exactly_one")]
        answer = await client.patch(path_of(made[0]), json={"ends_on": "2028"})
        assert faults(answer) == [("/ends_on", "end_not_later")]

    async def test_keeps_the_history_whole(self, client: httpx.AsyncClient, signed: dict[str, Any]) -> None:
        suspension = await acted(client, signed, **SUSPENSION)
        await acted(client, signed, kind="resume", effective_on="2025-03-01")
        answer = await client.patch(path_of(suspension), json={"effective_on": "2025-03-02"})
        assert refusal(answer) == (409, "agreement_not_suspended")
        assert (await client.get(path_of(suspension))).json()["effective_on"] == SUSPENSION["effective_on"]

    async def test_guards_against_stale_versions(self, client: httpx.AsyncClient, signed: dict[str, Any]) -> None:
        made = await acted(client, signed, **TERMINATION)
        await client.patch(path_of(made), json={"basis": "Điều 34"})
        answer = await client.patch(path_of(made), json={"note": "x"}, headers={"if-match": '"1"'})
        assert refusal(answer) == (412, "precondition_failed")
        assert answer.json()["changed_fields"] == ["basis"]

    async def test_may_leave_what_is_hidden_from_the_caller_as_it_is(
        self, client: httpx.AsyncClient, session: AsyncSession, make_client: MakeClient, signed: dict[str, Any]
    ) -> None:
        hidden = await make_document(session, confidentiality=Confidentiality.RESTRICTED)
        cited = {"document_id": hidden.id, "citations": [{"document_id": hidden.id}]}
        made = await acted(client, signed, **TERMINATION, **cited)
        editor = await make_client(Role.EDITOR, Confidentiality.INTERNAL)
        answer = await editor.patch(path_of(made), json={"basis": "Điều 34"})
        assert (answer.status_code, answer.json()["document_id"]) == (200, hidden.id)
        other = await make_document(session, confidentiality=Confidentiality.RESTRICTED)
        answer = await editor.patch(path_of(made), json={"document_id": other.id})
        assert faults(answer) == [("/document_id", "unknown_reference")]


class TestDeleteAndRestore:
    async def test_undo_and_redo_what_the_act_did(self, client: httpx.AsyncClient, signed: dict[str, Any]) -> None:
        made = await acted(client, signed, **TERMINATION)
        assert (await client.delete(path_of(made))).status_code == 204
        assert (await read(client, signed))["status"] != "terminated"
        assert (await client.get(path_of(made))).status_code == 404
        answer = await client.post(f"{path_of(made)}/restore")
        assert (answer.status_code, answer.json()["version"]) == (200, 3)
        assert ((await read(client, signed))["status"], (await read(client, signed))["version"]) == ("terminated", 4)

    async def test_are_refused_where_the_history_would_break(
        self, client: httpx.AsyncClient, signed: dict[str, Any]
    ) -> None:
        suspension = await acted(client, signed, **SUSPENSION)
        resumption = await acted(client, signed, kind="resume", effective_on="2025-04-01")
        assert refusal(await client.delete(path_of(suspension))) == (409, "agreement_not_suspended")
        assert (await client.delete(path_of(resumption))).status_code == 204
        assert (await client.delete(path_of(suspension))).status_code == 204
        answer = await client.post(f"{path_of(resumption)}/restore")
        assert refusal(answer) == (409, "agreement_not_suspended")

    async def test_leave_the_paper(self, client: httpx.AsyncClient, signed: dict[str, Any]) -> None:
        made = await acted(client, signed, kind="amend", effective_on="2025-01-01")
        assert refusal(await client.delete(f"{ADDRESS}/{made['child_id']}")) == (409, "still_referenced")
        await client.delete(path_of(made))
        assert (await read(client, {"id": made["child_id"]}))["parent_id"] == signed["id"]

    async def test_are_told_in_the_history(self, client: httpx.AsyncClient, signed: dict[str, Any]) -> None:
        made = await acted(client, signed, **TERMINATION)
        await client.delete(path_of(made))
        answer = await client.get(f"{path_of(made)}/history")
        assert [item["action"] for item in answer.json()["items"]] == ["delete", "create"]


class TestRead:
    async def test_lists_by_kind_and_day(self, client: httpx.AsyncClient, signed: dict[str, Any]) -> None:
        made = [
            await acted(client, signed, **SUSPENSION),
            await acted(client, signed, kind="resume", effective_on="2025-03-01"),
            await acted(client, signed, **TERMINATION),
        ]
        path = f"{ADDRESS}/{signed['id']}/acts"
        assert ids(await client.get(path, params={"kind": "suspend,terminate"})) == [made[0]["id"], made[2]["id"]]
        days = {"effective_from": "2025-03-01", "effective_to": "2025-04-30"}
        assert ids(await client.get(path, params=days)) == [made[1]["id"]]
        assert (await client.get(path, params={"count": "exact", "limit": 1})).json()["count"] == 3

    async def test_shows_the_unit_and_the_document_where_the_caller_may_see_them(
        self,
        client: httpx.AsyncClient,
        session: AsyncSession,
        make_client: MakeClient,
        signed: dict[str, Any],
        sides: Sides,
    ) -> None:
        document = await make_document(session, confidentiality=Confidentiality.RESTRICTED)
        inherit = {"kind": "inherit", "effective_on": "2025-07-01", "to_unit_id": sides.unit.id}
        made = await acted(client, signed, **inherit, document_id=document.id)
        expanded = (await client.get(path_of(made), params={"expand": "to_unit,document"})).json()
        assert (expanded["to_unit"]["name_vi"], expanded["document"]["subject"]) == ("Nghệ An", document.subject)
        reader = await make_client(Role.READER, Confidentiality.INTERNAL)
        hidden = (await reader.get(path_of(made), params={"expand": "document", "fields": "kind"})).json()
        assert hidden == {"kind": "inherit", "document": None}

    async def test_knows_an_act_under_its_own_agreement_alone(
        self, client: httpx.AsyncClient, session: AsyncSession, signed: dict[str, Any]
    ) -> None:
        made = await acted(client, signed, **TERMINATION)
        other = await make_agreement(session)
        strange = f"{ADDRESS}/{other.id}/acts/{made['id']}"
        answers = [await client.get(strange), await client.patch(strange, json={}), await client.delete(strange)]
        answers += [await client.get(f"{strange}/history"), await client.post(f"{strange}/restore")]
        answers += [await client.get(f"{ADDRESS}/{MISSING_ID}/acts"), await client.get(f"{path_of(made)}x")]
        assert [answer.status_code for answer in answers] == [404] * 7
