"""`/v1/anniversaries` over HTTP: one record at a time, lists, and batches."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.anniversaries.models import AnniversaryKind, SubjectType
from app.auth.rules import Role
from app.core.schema import Confidentiality
from app.org_units.models import OrgUnitKind
from app.partners.models import PartnerKind
from app.relationships.models import Pillar
from tests.anniversaries.conftest import ADDRESS, MISSING_ID, URL, body, faults, items
from tests.conftest import MakeClient, Statements
from tests.factories.agreements import make_agreement
from tests.factories.anniversaries import make_anniversary, subject
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.factories.relationships import make_relationship

FACTS = ("country", "partner_id", "org_unit_ids", "relationship_id", "agreement_id", "pillar")


def facts(answer: httpx.Response) -> dict[str, Any]:
    """What followed from the subject."""
    assert answer.status_code in (200, 201), answer.text
    return {name: value for name, value in answer.json().items() if name in FACTS and value not in (None, [])}


class TestCreate:
    async def test_answers_the_whole_record_with_its_address_and_version(self, client: httpx.AsyncClient) -> None:
        sent = body(title_en="Relations", lead_days=20, citations=[{"url": URL}], confidentiality="public")
        answer = await client.post(ADDRESS, json=sent)
        assert answer.status_code == 201, answer.text
        assert answer.headers["location"] == f"{ADDRESS}/{answer.json()['id']}"
        assert answer.headers["etag"] == '"1"'
        told = answer.json()
        assert told["subject"] == {"type": "country", "id": None, "code": "LA"}
        assert (told["calendar"], told["feb29"], told["lunar"], told["derived_from"]) == (
            "gregorian",
            "feb28",
            None,
            None,
        )
        assert told.items() >= {name: sent[name] for name in ("title_vi", "title_en", "origin_date", "kind")}.items()
        assert (await client.get(answer.headers["location"])).json() == told

    async def test_takes_country_and_pillar_from_a_country(self, client: httpx.AsyncClient) -> None:
        assert facts(await client.post(ADDRESS, json=body())) == {"country": "LA", "pillar": "state"}

    @pytest.mark.parametrize(
        ("kind", "pillar"),
        [
            (PartnerKind.POLITICAL_PARTY, {"pillar": "party"}),
            (PartnerKind.NGO, {"pillar": "people"}),
            (PartnerKind.BUSINESS, {}),
        ],
    )
    async def test_takes_country_and_pillar_from_a_partner(
        self, client: httpx.AsyncClient, session: AsyncSession, kind: PartnerKind, pillar: dict[str, str]
    ) -> None:
        partner = await make_partner(session, country="LA", kind=kind)
        answer = await client.post(ADDRESS, json=body(subject={"type": "partner", "id": partner.id}))
        assert facts(answer) == {"country": "LA", "partner_id": partner.id} | pillar

    async def test_takes_both_sides_from_a_relationship(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        partner, lead = await make_partner(session, country="RU"), await make_org_unit(session)
        tie = await make_relationship(
            session, partner_id=partner.id, lead_unit_id=lead.id, pillar=Pillar.PEOPLE, org_unit_id=lead.id
        )
        answer = await client.post(ADDRESS, json=body(subject={"type": "relationship", "id": tie.id}))
        assert facts(answer) == {
            "country": "RU",
            "partner_id": partner.id,
            "org_unit_ids": [lead.id],
            "relationship_id": tie.id,
            "pillar": "people",
        }

    async def test_takes_the_parties_from_an_agreement(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        partner, unit = await make_partner(session), await make_org_unit(session)
        paper = await make_agreement(session, partner_id=partner.id, org_unit_id=unit.id, countries=["KR", "JP"])
        answer = await client.post(ADDRESS, json=body(subject={"type": "agreement", "id": paper.id}))
        assert facts(answer) == {
            "country": "KR",
            "partner_id": partner.id,
            "org_unit_ids": [unit.id],
            "agreement_id": paper.id,
            "pillar": "state",
        }

    async def test_takes_itself_from_a_unit_of_ours(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        party = await make_org_unit(session, kind=OrgUnitKind.PARTY_BODY)
        answer = await client.post(ADDRESS, json=body(subject={"type": "org_unit", "id": party.id}))
        assert facts(answer) == {"country": "VN", "org_unit_ids": [party.id], "pillar": "party"}

    @pytest.mark.parametrize("code", [None, "CU"])
    async def test_takes_an_event_with_a_country_or_none(self, client: httpx.AsyncClient, code: str | None) -> None:
        answer = await client.post(ADDRESS, json=body(subject={"type": "event", "code": code}))
        assert facts(answer) == ({"country": code} if code else {})

    @pytest.mark.parametrize(
        ("named", "expected"),
        [
            ({"type": "country"}, [("/subject/code", "missing")]),
            ({"type": "country", "code": "XX"}, [("/subject/code", "unknown_country")]),
            ({"type": "country", "code": "LA", "id": MISSING_ID}, [("/subject/id", "invalid_value")]),
            ({"type": "partner"}, [("/subject/id", "missing")]),
            (
                {"type": "agreement", "code": "LA"},
                [("/subject/id", "missing"), ("/subject/code", "invalid_value")],
            ),
            ({"type": "event", "id": MISSING_ID}, [("/subject/id", "invalid_value")]),
            ({"type": "planet", "id": MISSING_ID, "code": "LA"}, [("/subject/type", "unknown_value")]),
            ({}, [("/subject/type", "missing")]),
        ],
    )
    async def test_refuses_a_subject_that_is_not_named_as_its_type_asks(
        self, client: httpx.AsyncClient, named: dict[str, str], expected: list[tuple[str, str]]
    ) -> None:
        assert faults(await client.post(ADDRESS, json=body(subject=named))) == expected

    @pytest.mark.parametrize("type", ["partner", "relationship", "agreement", "org_unit"])
    async def test_names_every_reference_that_does_not_exist(self, client: httpx.AsyncClient, type: str) -> None:
        sent = body(
            subject={"type": type, "id": MISSING_ID},
            lead_unit_id=MISSING_ID,
            citations=[{"url": URL}, {"document_id": MISSING_ID}],
        )
        assert faults(await client.post(ADDRESS, json=sent)) == [
            (place, "unknown_reference") for place in ("/subject/id", "/lead_unit_id", "/citations/1/document_id")
        ]

    async def test_finds_a_hidden_subject_as_unknown_as_a_missing_one(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        partner = await make_partner(session, confidentiality=Confidentiality.RESTRICTED)
        editor = await make_client(Role.EDITOR, Confidentiality.INTERNAL)
        answer = await editor.post(ADDRESS, json=body(subject={"type": "partner", "id": partner.id}))
        assert faults(answer) == [("/subject/id", "unknown_reference")]

    async def test_writes_for_the_callers_own_units_alone(self, make_client: MakeClient, session: AsyncSession) -> None:
        ours, theirs = await make_org_unit(session), await make_org_unit(session, name_vi="Tỉnh Khác")
        editor = await make_client(Role.EDITOR, org_unit_ids=[ours.id])
        tie = await make_relationship(session, org_unit_id=theirs.id, confidentiality=Confidentiality.PUBLIC)
        answer = await editor.post(ADDRESS, json=body(subject={"type": "relationship", "id": tie.id}))
        assert (answer.status_code, answer.json()["code"]) == (403, "out_of_scope")
        assert (await editor.post(ADDRESS, json=body(lead_unit_id=ours.id))).status_code == 201

    async def test_stores_nothing_when_only_validating(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(ADDRESS, json=body(), params={"validate_only": True})
        assert answer.status_code == 201
        assert items(await client.get(ADDRESS)) == []

    async def test_is_not_for_readers(self, make_client: MakeClient) -> None:
        reader = await make_client(Role.READER)
        assert (await reader.post(ADDRESS, json=body())).status_code == 403


class TestCalendars:
    @pytest.mark.parametrize(
        ("sent", "expected"),
        [
            ({"origin_date": None}, [("/origin_date", "missing")]),
            ({"origin_date": None, "calendar": "vietnamese_lunar"}, [("/lunar", "missing")]),
            ({"calendar": "table"}, [("/table", "missing")]),
            ({"calendar": "table", "table": "songkran"}, [("/table", "unknown_value")]),
            ({"lunar": {"month": 1, "day": 1}}, [("/lunar", "invalid_value")]),
            ({"table": "bunpimay"}, [("/table", "invalid_value")]),
            ({"lunar": {"month": 13, "day": 31}}, [("/lunar/month", "out_of_range"), ("/lunar/day", "out_of_range")]),
            ({"lead_days": -1}, [("/lead_days", "out_of_range")]),
            ({"origin_date": "1962-02-30"}, [("/origin_date", "invalid_date")]),
            ({"valid_from": "2020", "valid_to": "2019"}, [("/valid_to", "end_before_start")]),
            (
                {"calendar": "vietnamese_lunar", "lunar": {"month": 1, "day": 2}},
                [("/lunar", "lunar_mismatch")],
            ),
        ],
    )
    async def test_refuse_what_contradicts(
        self, client: httpx.AsyncClient, sent: dict[str, Any], expected: list[tuple[str, str]]
    ) -> None:
        assert faults(await client.post(ADDRESS, json=body(**sent))) == expected

    async def test_take_a_lunar_day_without_an_origin(self, client: httpx.AsyncClient) -> None:
        lunar = {"month": 1, "day": 1, "leap_month": False}
        answer = await client.post(ADDRESS, json=body(origin_date=None, calendar="vietnamese_lunar", lunar=lunar))
        assert (answer.status_code, answer.json()["lunar"]) == (201, lunar)

    async def test_derive_the_lunar_day_of_a_whole_origin(self, client: httpx.AsyncClient) -> None:
        """2 September 1945 was the 26th of the seventh month."""
        answer = await client.post(ADDRESS, json=body(origin_date="1945-09-02", calendar="vietnamese_lunar"))
        assert answer.json()["lunar"] == {"month": 7, "day": 26, "leap_month": False}

    async def test_leave_the_lunar_day_of_an_imprecise_origin_open(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(ADDRESS, json=body(origin_date="1945", calendar="vietnamese_lunar"))
        assert (answer.status_code, answer.json()["lunar"]) == (201, None)

    async def test_derive_the_lunar_day_anew_when_the_origin_is_corrected(self, client: httpx.AsyncClient) -> None:
        made = await client.post(ADDRESS, json=body(origin_date="1945-09-02", calendar="vietnamese_lunar"))
        answer = await client.patch(made.headers["location"], json={"origin_date": "1945-09-03"})
        assert answer.json()["lunar"] == {"month": 7, "day": 27, "leap_month": False}

    async def test_drop_what_another_calendar_left_behind(self, client: httpx.AsyncClient) -> None:
        made = await client.post(ADDRESS, json=body(calendar="table", table="bunpimay"))
        answer = await client.patch(made.headers["location"], json={"calendar": "gregorian"})
        assert (answer.status_code, answer.json()["table"]) == (200, None)


class TestUpdate:
    async def test_follows_a_subject_named_anew(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_anniversary(session, country="LA")
        answer = await client.patch(f"{ADDRESS}/{row.id}", json={"subject": {"type": "country", "code": "KH"}})
        assert facts(answer) == {"country": "KH", "pillar": "state"}

    async def test_makes_no_version_of_no_change(self, client: httpx.AsyncClient) -> None:
        made = await client.post(ADDRESS, json=body())
        answer = await client.patch(made.headers["location"], json={"kind": "diplomatic_relations"})
        assert (answer.status_code, answer.json()["version"]) == (200, 1)

    async def test_clears_what_may_be_absent_and_refuses_null_elsewhere(self, client: httpx.AsyncClient) -> None:
        made = await client.post(ADDRESS, json=body(title_en="Relations", lead_days=5))
        answer = await client.patch(made.headers["location"], json={"title_en": None, "lead_days": None})
        assert (answer.json()["title_en"], answer.json()["lead_days"]) == (None, None)
        answer = await client.patch(made.headers["location"], json={"title_vi": None})
        assert faults(answer) == [("/title_vi", "null_not_allowed")]

    async def test_keeps_a_unit_that_the_caller_may_no_longer_see(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        unit = await make_org_unit(session)
        made = await client.post(ADDRESS, json=body(lead_unit_id=unit.id))
        unit.deleted_at = session.info["now"]
        await session.flush()
        answer = await client.patch(made.headers["location"], json={"lead_days": 3})
        assert (answer.status_code, answer.json()["lead_unit_id"]) == (200, unit.id)

    async def test_refuses_a_stale_version_and_names_what_changed(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_anniversary(session)
        await client.patch(f"{ADDRESS}/{row.id}", json={"lead_days": 3})
        answer = await client.patch(f"{ADDRESS}/{row.id}", json={"lead_days": 4}, headers={"if-match": '"1"'})
        assert answer.status_code == 412
        assert answer.json()["changed_fields"] == ["lead_days"]


class TestPut:
    async def test_creates_then_replaces(self, client: httpx.AsyncClient) -> None:
        address = f"{ADDRESS}/by-external-id/old/1"
        first = await client.put(address, json=body(lead_days=5))
        second = await client.put(address, json=body())
        assert (first.status_code, second.status_code) == (201, 200)
        assert (second.json()["id"], second.json()["lead_days"]) == (first.json()["id"], None)


class TestDeleteAndRestore:
    async def test_hides_the_record_until_it_comes_back(self, client: httpx.AsyncClient) -> None:
        made = await client.post(ADDRESS, json=body())
        address = made.headers["location"]
        assert (await client.delete(address)).status_code == 204
        assert (await client.get(address)).status_code == 404
        assert (await client.post(f"{address}/restore")).status_code == 200
        actions = [entry["action"] for entry in items(await client.get(f"{address}/history"))]
        assert actions == ["restore", "delete", "create"]

    async def test_shows_the_history_of_a_deleted_one(self, client: httpx.AsyncClient) -> None:
        made = await client.post(ADDRESS, json=body())
        await client.delete(made.headers["location"])
        assert len(items(await client.get(f"{made.headers['location']}/history"))) == 2

    async def test_leaves_a_partner_with_an_anniversary_undeleted(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        partner = await make_partner(session)
        await client.post(ADDRESS, json=body(subject={"type": "partner", "id": partner.id}))
        answer = await client.delete(f"/v1/partners/{partner.id}")
        assert (answer.status_code, answer.json()["collection"]) == (409, "anniversaries")


class TestBatch:
    async def test_does_each_operation_in_order(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_anniversary(session)
        operations = [
            {"op": "create", "data": body()},
            {"op": "update", "id": row.id, "data": {"lead_days": 7}},
            {"op": "upsert", "source_system": "old", "external_id": "1", "data": body()},
            {"op": "delete", "id": row.id},
        ]
        answer = await client.post(f"{ADDRESS}/batch", json={"operations": operations})
        assert [result["status"] for result in answer.json()["results"]] == [201, 200, 201, 204]


class TestList:
    @pytest.fixture(autouse=True)
    async def rows(self, session: AsyncSession) -> None:
        unit = await make_org_unit(session, name_vi="Nghệ An")
        partner = await make_partner(session, name_vi="Xiêng Khoảng", country="LA")
        self.unit_id, self.partner_id, self.second = unit.id, partner.id, await make_partner(session)
        await make_anniversary(session, title_vi="Quốc khánh Lào", country="LA", kind=AnniversaryKind.NATIONAL_DAY)
        await make_anniversary(session, title_vi="Quốc khánh Cuba", country="CU", pillar=Pillar.STATE)
        await make_anniversary(
            session,
            title_vi="Ngày của tỉnh",
            subject=subject(SubjectType.ORG_UNIT, unit.id),
            org_unit_ids=[unit.id],
        )
        await make_agreement(
            session,
            title_vi="Bản ghi nhớ ba bên",
            signed_on="2018-04",
            partner_id=partner.id,
            partner_ids=[partner.id, self.second.id],
            countries=["LA", "KR"],
        )

    async def found(self, client: httpx.AsyncClient, **query: str) -> set[str]:
        return {item["title_vi"] for item in items(await client.get(ADDRESS, params=query))}

    async def test_filters(self, client: httpx.AsyncClient) -> None:
        signing = "Ngày ký Bản ghi nhớ ba bên"
        assert await self.found(client, country="LA") == {"Quốc khánh Lào", signing}
        assert await self.found(client, country="CU,KR") == {"Quốc khánh Cuba", signing}
        assert await self.found(client, kind="national_day") == {"Quốc khánh Lào"}
        assert await self.found(client, partner_id=self.second.id) == {signing}
        assert await self.found(client, org_unit_id=self.unit_id) == {"Ngày của tỉnh"}
        assert await self.found(client, subject_type="org_unit,agreement") == {"Ngày của tỉnh", signing}
        assert await self.found(client, pillar="state") == {"Quốc khánh Cuba", signing}
        assert await self.found(client, derived="true") == {signing}
        assert await self.found(client, derived="false", calendar="gregorian", q="quoc khanh") == {
            "Quốc khánh Lào",
            "Quốc khánh Cuba",
        }

    async def test_shows_the_partner_and_the_lead_unit_when_asked(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_anniversary(session, partner_id=self.partner_id, lead_unit_id=self.unit_id)
        told = (await client.get(f"{ADDRESS}/{row.id}", params={"expand": "partner,lead_unit"})).json()
        assert (told["partner"]["name_vi"], told["lead_unit"]["name_vi"]) == ("Xiêng Khoảng", "Nghệ An")

    async def test_sorts_by_title_as_a_vietnamese_dictionary(self, client: httpx.AsyncClient) -> None:
        titles = [item["title_vi"] for item in items(await client.get(ADDRESS, params={"sort": "title"}))]
        assert titles == ["Ngày của tỉnh", "Ngày ký Bản ghi nhớ ba bên", "Quốc khánh Cuba", "Quốc khánh Lào"]

    async def test_costs_one_statement(self, client: httpx.AsyncClient, statements: Statements) -> None:
        statements.clear()
        await client.get(ADDRESS)
        assert len(statements) == 1


class TestVisibility:
    async def test_hides_the_day_of_a_hidden_partner(self, make_client: MakeClient, session: AsyncSession) -> None:
        partner = await make_partner(session, confidentiality=Confidentiality.RESTRICTED)
        row = await make_anniversary(session, subject=subject(SubjectType.PARTNER, partner.id), partner_id=partner.id)
        reader = await make_client(Role.READER, Confidentiality.INTERNAL)
        assert (await reader.get(f"{ADDRESS}/{row.id}")).status_code == 404

    async def test_hides_the_days_of_other_units(self, make_client: MakeClient, session: AsyncSession) -> None:
        ours, theirs = await make_org_unit(session), await make_org_unit(session)
        await make_anniversary(session, title_vi="Của ta", org_unit_ids=[ours.id])
        await make_anniversary(session, title_vi="Của họ", org_unit_ids=[theirs.id])
        await make_anniversary(session, title_vi="Của chung")
        reader = await make_client(Role.READER, org_unit_ids=[ours.id])
        titles = {item["title_vi"] for item in items(await reader.get(ADDRESS))}
        assert titles == {"Của ta", "Của chung"}
