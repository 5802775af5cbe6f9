"""`/v1/partners/{id}/timeline` over HTTP."""

from datetime import date
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.agreements.models import ActKind
from app.auth.rules import Role
from app.core.clock import now
from app.core.schema import Confidentiality
from app.delegations.models import Direction
from app.greetings.models import GreetingDirection
from app.partners.models import Partner
from tests.conftest import MakeClient, Statements
from tests.factories.activities import make_activity
from tests.factories.agreements import make_act, make_agreement
from tests.factories.contacts import make_contact
from tests.factories.delegations import make_delegation
from tests.factories.documents import make_document
from tests.factories.greetings import make_greeting
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.factories.relationships import claim, make_relationship

MISSING_ID = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"


def address(partner: Partner) -> str:
    return f"/v1/partners/{partner.id}/timeline"


async def events(client: httpx.AsyncClient, partner: Partner, **query: Any) -> list[dict[str, Any]]:
    """Without those of the registry's own writing."""
    answer = await client.get(address(partner), params=query)
    assert answer.status_code == 200, answer.text
    return [event for event in answer.json()["items"] if event["type"] != "recorded"]


def told(event: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(event[name] for name in names)


class TestRelationships:
    async def test_tells_the_chosen_claim_apart_from_the_disputed(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        partner, unit = await make_partner(session), await make_org_unit(session, name_vi="Nghệ An")
        claims = [
            claim("2017-06", chosen=True, basis="biên bản"),
            claim("2007"),
            claim(None, basis="từ những năm 1990"),
        ]
        row = await make_relationship(session, partner_id=partner.id, org_unit_id=unit.id, origin_claims=claims)
        chosen, year, unknown = await events(client, partner)
        assert told(chosen, "type", "on", "title", "detail") == (
            "relationship_established",
            "2017-06",
            "Nghệ An",
            "biên bản",
        )
        assert told(chosen, "collection", "record_id") == ("relationships", row.id)
        assert told(year, "type", "on", "detail") == ("relationship_claimed", "2007", None)
        assert told(unknown, "type", "on", "detail") == ("relationship_claimed", None, "từ những năm 1990")


class TestContacts:
    async def test_tells_when_terms_began_and_ended(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        partner = await make_partner(session)
        term = {"term_from": "2020", "term_to": "2025-03-01", "position_vi": "Tỉnh trưởng"}
        row = await make_contact(session, full_name="Bounchom", partner_id=partner.id, **term)
        await make_contact(session, full_name="Không rõ", partner_id=partner.id)
        seen = [told(event, "type", "on", "title", "detail", "record_id") for event in await events(client, partner)]
        assert seen == [
            ("contact_term_ended", "2025-03-01", "Bounchom", "Tỉnh trưởng", row.id),
            ("contact_term_began", "2020", "Bounchom", "Tỉnh trưởng", row.id),
        ]


class TestWork:
    async def test_tells_of_delegations_both_ways(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        partner = await make_partner(session)
        ours: dict[str, Any] = {"partner_ids": [partner.id], "title": "Đoàn ra", "actual_from": date(2026, 5, 4)}
        await make_delegation(session, code="DR-2026-0001", **ours)
        planned: dict[str, Any] = {"partner_ids": [partner.id], "title": "Đoàn vào", "planned_from": "2026-09"}
        await make_delegation(session, code="DV-2026-0001", direction=Direction.INBOUND, **planned)
        await make_delegation(session, code="DR-2026-0002")
        assert [told(event, "type", "on", "title", "detail") for event in await events(client, partner)] == [
            ("delegation_in", "2026-09", "Đoàn vào", "DV-2026-0001"),
            ("delegation_out", "2026-05-04", "Đoàn ra", "DR-2026-0001"),
        ]

    async def test_tells_of_agreements_and_their_acts(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        partner = await make_partner(session)
        paper = await make_agreement(session, title_vi="Bản ghi nhớ", partner_id=partner.id, signed_on="2022")
        await make_act(session, paper, kind=ActKind.RENEW, effective_on=date(2025, 1, 1))
        await make_act(session, paper, kind=ActKind.TERMINATE, effective_on=date(2026, 1, 1), deleted_at=now())
        await make_agreement(session, partner_id=partner.id)
        seen = [event for event in await events(client, partner) if event["collection"] == "agreements"]
        assert [told(event, "type", "on", "title", "detail", "record_id") for event in seen] == [
            ("agreement_act", "2025-01-01", "Bản ghi nhớ", "renew", paper.id),
            ("agreement_signed", "2022", "Bản ghi nhớ", None, paper.id),
        ]

    async def test_tells_of_activities_and_greetings(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        partner = await make_partner(session)
        await make_activity(session, title="Gặp gỡ", partner_ids=[partner.id], held_from="2026-03")
        sent: dict[str, Any] = {"partner_id": partner.id, "sent_on": date(2026, 2, 1), "occasion": "Tết"}
        await make_greeting(session, **sent)
        came: dict[str, Any] = {"partner_id": partner.id, "received_on": date(2026, 2, 9), "occasion": "Tết"}
        await make_greeting(session, direction=GreetingDirection.RECEIVED, **came)
        assert [told(event, "type", "on", "title", "detail") for event in await events(client, partner)] == [
            ("activity_held", "2026-03", "Gặp gỡ", "meeting"),
            ("greeting_received", "2026-02-09", "Tết", "letter"),
            ("greeting_sent", "2026-02-01", "Tết", "letter"),
        ]

    async def test_hides_what_hides_elsewhere(
        self, client: httpx.AsyncClient, make_client: MakeClient, session: AsyncSession
    ) -> None:
        partner = await make_partner(session)
        secret: dict[str, Any] = {"confidentiality": Confidentiality.RESTRICTED}
        await make_delegation(session, partner_ids=[partner.id], **secret)
        await make_agreement(session, partner_id=partner.id, signed_on="2022", **secret)
        await make_activity(session, partner_ids=[partner.id], **secret)
        await make_greeting(session, partner_id=partner.id, sent_on=date(2026, 2, 1), **secret)
        assert len(await events(client, partner)) == 4
        reader = await make_client(Role.READER, Confidentiality.INTERNAL)
        assert await events(reader, partner) == []


class TestThePartnerItself:
    async def test_tells_when_it_came_and_went_and_who_took_over(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        new = await make_partner(session, name_vi="Nouvelle-Aquitaine", valid_from="2016-01-01")
        step = {"partner_id": new.id, "basis": "cải cách vùng", "on": "2016-01-01"}
        old = await make_partner(
            session, name_vi="Aquitaine", valid_from="1956", valid_to="2015-12-31", successors=[step]
        )
        assert [told(event, "type", "on", "title") for event in await events(client, old)] == [
            ("partner_succeeded_by", "2016-01-01", "Nouvelle-Aquitaine"),
            ("partner_ended", "2015-12-31", "Aquitaine"),
            ("partner_began", "1956", "Aquitaine"),
        ]
        assert [told(event, "type", "title", "detail", "record_id") for event in await events(client, new)] == [
            ("partner_began", "Nouvelle-Aquitaine", None, new.id),
            ("partner_succeeds", "Aquitaine", "cải cách vùng", old.id),
        ]

    async def test_tells_every_entry_of_its_history(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        partner = await make_partner(session)
        comment = {"X-Change-Comment": "checked"}
        await client.patch(f"/v1/partners/{partner.id}", json={"status": "dormant"}, headers=comment)
        items = (await client.get(address(partner))).json()["items"]
        assert [told(item, "type", "on", "title", "detail") for item in items] == [
            ("recorded", None, "update", "checked"),
            ("recorded", None, "create", None),
        ]
        assert items[0]["at"].endswith("Z")


class TestDocuments:
    async def test_tells_once_of_each_document_that_the_partner_or_its_relationships_cite(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        rows = [await make_document(session, subject=f"Kế hoạch {year}", issued_on=year) for year in ("2020", "2021")]
        rows.append(await make_document(session, subject="Biên bản", number="1/BB", issued_on="2022-05-01"))
        await make_document(session, issued_on="2023")
        first, second, third = [{"document_id": row.id} for row in rows]
        partner = await make_partner(session, citations=[first, {"url": "https://example.org"}])
        claims = [claim(None, citation=third), claim(None, citation={"url": "https://example.org"})]
        for _ in range(2):
            await make_relationship(session, partner_id=partner.id, citations=[first, second], origin_claims=claims)
        seen = [event for event in await events(client, partner) if event["type"] == "document_issued"]
        assert [told(event, "on", "title", "detail") for event in seen] == [
            ("2022-05-01", "Biên bản", "1/BB"),
            ("2021", "Kế hoạch 2021", None),
            ("2020", "Kế hoạch 2020", None),
        ]


class TestPaging:
    @pytest.mark.parametrize("sort", ["-on", "on"])
    async def test_follows_the_cursor_once_each_through_ties_and_unknown_days(
        self, client: httpx.AsyncClient, session: AsyncSession, sort: str
    ) -> None:
        partner = await make_partner(session, valid_from="2007")
        claims = [claim("2007"), claim("2007"), claim(None), claim(None), claim("2007-05-01", chosen=True)]
        await make_relationship(session, partner_id=partner.id, origin_claims=claims)
        await client.patch(f"/v1/partners/{partner.id}", json={"status": "dormant"})
        whole = (await client.get(address(partner), params={"sort": sort})).json()["items"]
        seen: list[dict[str, Any]] = []
        query: dict[str, Any] = {"sort": sort, "limit": 1, "count": "exact"}
        while True:
            answer = (await client.get(address(partner), params=query)).json()
            assert answer["count"] == len(whole) == 8
            seen += answer["items"]
            if answer["next_cursor"] is None:
                break
            query["cursor"] = answer["next_cursor"]
        assert seen == whole

    async def test_goes_on_where_it_was_when_something_newer_is_written(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        partner = await make_partner(session, valid_from="1990", valid_to="2020")
        first = (await client.get(address(partner), params={"limit": 2})).json()
        await client.patch(f"/v1/partners/{partner.id}", json={"status": "dormant"})
        rest = (await client.get(address(partner), params={"limit": 2, "cursor": first["next_cursor"]})).json()
        assert [item["type"] for item in first["items"]] == ["recorded", "partner_ended"]
        assert [item["type"] for item in rest["items"]] == ["partner_began"]

    async def test_costs_the_same_for_one_event_as_for_fifty(
        self, client: httpx.AsyncClient, session: AsyncSession, statements: Statements
    ) -> None:
        partner = await make_partner(session)
        statements.clear()
        await events(client, partner)
        for_one = len(statements)
        await make_relationship(session, partner_id=partner.id, origin_claims=[claim("2007")] * 50)
        statements.clear()
        assert len(await events(client, partner, limit=200)) == 50
        assert len(statements) == for_one == 2


class TestFilters:
    async def test_narrows_by_type_and_day(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        partner = await make_partner(session, valid_from="1990", valid_to="2020-05")
        assert len(await events(client, partner, type="partner_began,partner_ended")) == 2
        assert [event["on"] for event in await events(client, partner, type="partner_began")] == ["1990"]
        assert [event["on"] for event in await events(client, partner, on_from="2020-05-12")] == ["2020-05"]
        assert [event["on"] for event in await events(client, partner, on_to="1990")] == ["1990"]
        assert await events(client, partner, updated_since="2999-01-01T00:00:00Z") == []


class TestVisibility:
    async def test_tells_nothing_of_what_the_caller_may_not_see(
        self, make_client: MakeClient, session: AsyncSession, client: httpx.AsyncClient
    ) -> None:
        hidden: dict[str, Any] = {"confidentiality": Confidentiality.RESTRICTED}
        document = await make_document(session, issued_on="2020", **hidden)
        heir = await make_partner(session, **hidden)
        partner = await make_partner(
            session,
            citations=[{"document_id": document.id}],
            successors=[{"partner_id": heir.id, "basis": None, "on": "2021"}],
        )
        await make_partner(session, successors=[{"partner_id": partner.id, "basis": None, "on": "2010"}], **hidden)
        unit = await make_org_unit(session, **hidden)
        await make_relationship(session, partner_id=partner.id, origin_claims=[claim("2015", chosen=True)], **hidden)
        await make_relationship(session, partner_id=partner.id, org_unit_id=unit.id, origin_claims=[claim("2016")])
        await make_contact(session, partner_id=partner.id, term_from="2017", **hidden)
        reader = await make_client(Role.READER, Confidentiality.INTERNAL)
        seen = {event["on"] for event in await events(client, partner)}
        assert seen == {"2020", "2021", "2010", "2015", "2016", "2017"}
        assert await events(reader, partner) == []

    async def test_is_absent_with_its_partner(self, make_client: MakeClient, session: AsyncSession) -> None:
        partner = await make_partner(session, confidentiality=Confidentiality.RESTRICTED)
        reader = await make_client(Role.READER, Confidentiality.INTERNAL)
        assert (await reader.get(address(partner))).status_code == 404
        assert (await reader.get(f"/v1/partners/{MISSING_ID}/timeline")).status_code == 404
