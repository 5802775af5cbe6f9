"""`POST /v1/greetings`: what a letter must be, and what follows from the rest of it."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.core.clock import now
from app.core.schema import Confidentiality
from tests.conftest import MakeClient
from tests.factories.contacts import make_contact
from tests.factories.documents import make_document
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.greetings.conftest import ADDRESS, MISSING_ID, Pair, create_anniversary, faults, ids

TOMORROW = (now() + timedelta(days=2)).date().isoformat()  # ahead in every time zone


class TestCreate:
    async def test_answers_the_whole_record_with_its_address_and_version(
        self, client: httpx.AsyncClient, pair: Pair
    ) -> None:
        body = pair.body(channel="government", languages=["vi", "lo", "vi"], draft="Thưa Ngài", publicity="Báo tỉnh")
        answer = await client.post(ADDRESS, json=body)
        assert answer.status_code == 201, answer.text
        assert answer.headers["location"] == f"{ADDRESS}/{answer.json()['id']}"
        assert (answer.headers["etag"], answer.json()["status"]) == ('"1"', "draft")
        assert answer.json().items() >= (body | {"languages": ["vi", "lo"], "country": "LA"}).items()

    async def test_begins_a_letter_that_came_in_as_received(self, client: httpx.AsyncClient, pair: Pair) -> None:
        created = await pair.create(client, direction="received", received_on="2026-01-05", due_on=None)
        assert (created["status"], created["due_on"]) == ("received", None)

    async def test_stores_nothing_when_only_validating(self, client: httpx.AsyncClient, pair: Pair) -> None:
        answer = await client.post(ADDRESS, json=pair.body(), params={"validate_only": True})
        assert answer.status_code == 201
        assert ids(await client.get(ADDRESS)) == []

    async def test_refuses_an_editor_of_another_unit(
        self, make_client: MakeClient, session: AsyncSession, pair: Pair
    ) -> None:
        other = await make_org_unit(session)
        editor = await make_client(Role.EDITOR, org_unit_ids=[other.id])
        answer = await editor.post(ADDRESS, json=pair.body())
        assert (answer.status_code, answer.json()["code"]) == (403, "out_of_scope")


class TestOccasion:
    async def test_is_an_occurrence_whose_day_is_the_day_due(self, client: httpx.AsyncClient, pair: Pair) -> None:
        day = await create_anniversary(client)
        created = await pair.create(client, anniversary_id=day, occurrence_date="2027-12-02")
        assert (created["due_on"], created["occasion"]) == ("2027-12-02", None)

    async def test_leaves_the_day_due_to_who_gives_one(self, client: httpx.AsyncClient, pair: Pair) -> None:
        day = await create_anniversary(client)
        named = {"anniversary_id": day, "occurrence_date": "2027-12-02"}
        assert (await pair.create(client, **named, due_on="2027-11-25"))["due_on"] == "2027-11-25"
        assert (await pair.create(client, **named, due_on=None))["due_on"] is None

    async def test_makes_no_day_of_an_origin_known_to_its_year(self, client: httpx.AsyncClient, pair: Pair) -> None:
        day = await create_anniversary(client, origin_date="1975")
        created = await pair.create(client, anniversary_id=day, occurrence_date="2027")
        assert (created["occurrence_date"], created["due_on"]) == ("2027", None)

    @pytest.mark.parametrize("on", ["2027-12-03", "1974-12-02", "2027", "2027-12", "1975-12-02"])
    async def test_must_be_when_the_anniversary_comes_round(
        self, client: httpx.AsyncClient, pair: Pair, on: str
    ) -> None:
        day = await create_anniversary(client)
        answer = await client.post(ADDRESS, json=pair.body(anniversary_id=day, occurrence_date=on))
        assert faults(answer) == [("/occurrence_date", "no_such_occurrence")]

    async def test_may_fall_on_a_lunar_day(self, client: httpx.AsyncClient, pair: Pair) -> None:
        """10 March of the lunar year is 16 April 2027 (domain.md 4.2)."""
        lunar = {"calendar": "vietnamese_lunar", "lunar": {"month": 3, "day": 10, "leap_month": False}}
        day = await create_anniversary(client, kind="traditional_day", origin_date=None, **lunar)
        await pair.create(client, anniversary_id=day, occurrence_date="2027-04-16")

    @pytest.mark.parametrize(
        ("values", "fault"),
        [
            ({"occasion": None}, ("/anniversary_id", "exactly_one")),
            ({"anniversary_id": MISSING_ID, "occasion": "Tết"}, ("/anniversary_id", "exactly_one")),
            ({"anniversary_id": MISSING_ID}, ("/occurrence_date", "missing")),
            ({"occurrence_date": "2027-12-02"}, ("/anniversary_id", "missing")),
            ({"anniversary_id": MISSING_ID, "occurrence_date": "2027-12-02"}, ("/anniversary_id", "unknown_reference")),
        ],
    )
    async def test_is_named_in_one_way_and_wholly(
        self, client: httpx.AsyncClient, pair: Pair, values: dict[str, Any], fault: tuple[str, str]
    ) -> None:
        assert faults(await client.post(ADDRESS, json=pair.body(**values))) == [fault]


class TestCounterpart:
    async def test_comes_from_the_anniversary_if_none_is_given(self, client: httpx.AsyncClient, pair: Pair) -> None:
        day = await create_anniversary(client)
        created = await pair.create(client, anniversary_id=day, occurrence_date="2027-12-02", partner_id=None)
        assert (created["partner_id"], created["country"]) == (None, "LA")

    async def test_comes_from_the_other_side_of_the_letter(
        self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair
    ) -> None:
        other = {"partner_id": pair.partner.id, "name": "Thử"}
        sent = await pair.create(client, partner_id=None, recipient=other)
        received = await pair.create(client, direction="received", partner_id=None, sender=other)
        assert [found["partner_id"] for found in (sent, received)] == [pair.partner.id] * 2
        assert [found["country"] for found in (sent, received)] == ["LA", "LA"]

    async def test_may_be_an_organization_of_no_country(
        self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair
    ) -> None:
        pair.partner = await make_partner(session)
        assert (await pair.create(client))["country"] is None
        assert (await pair.create(client, country="CH"))["country"] == "CH"

    async def test_must_be_somebody(self, client: httpx.AsyncClient, pair: Pair) -> None:
        answer = await client.post(ADDRESS, json=pair.body(partner_id=None))
        assert faults(answer) == [("/partner_id", "missing")]

    async def test_is_in_its_own_country(self, client: httpx.AsyncClient, pair: Pair) -> None:
        answer = await client.post(ADDRESS, json=pair.body(country="KH"))
        assert faults(answer) == [("/country", "invalid_value")]

    async def test_is_as_unknown_when_hidden_as_when_missing(
        self, make_client: MakeClient, session: AsyncSession, pair: Pair
    ) -> None:
        pair.partner = await make_partner(session, confidentiality=Confidentiality.RESTRICTED)
        editor = await make_client(Role.EDITOR, Confidentiality.INTERNAL)
        answer = await editor.post(ADDRESS, json=pair.body())
        assert faults(answer) == [("/partner_id", "unknown_reference")]


class TestParties:
    async def test_are_a_unit_on_our_side_and_a_partner_on_theirs(
        self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair
    ) -> None:
        contact = await make_contact(session, partner_id=pair.partner.id)
        ours = {"org_unit_id": pair.unit.id, "name": "Thử", "position": "Chủ tịch", "rank": "head_of_province"}
        theirs = {"partner_id": pair.partner.id, "contact_id": contact.id, "rank": "deputy_head"}
        created = await pair.create(client, sender=ours, recipient=theirs)
        assert created["sender"] == {"partner_id": None, "contact_id": None, **ours}
        assert created["recipient"] == {"org_unit_id": None, "name": None, "position": None, **theirs}

    async def test_do_not_change_sides(self, client: httpx.AsyncClient, pair: Pair) -> None:
        body = pair.body(sender={"partner_id": pair.partner.id}, recipient={"org_unit_id": pair.unit.id})
        wrong = [("/sender/partner_id", "wrong_side"), ("/recipient/org_unit_id", "wrong_side")]
        assert faults(await client.post(ADDRESS, json=body)) == wrong
        assert (await client.post(ADDRESS, json=body | {"direction": "received"})).status_code == 201

    async def test_name_no_partner_but_the_letters(
        self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair
    ) -> None:
        other = await make_partner(session)
        answer = await client.post(ADDRESS, json=pair.body(recipient={"partner_id": other.id}))
        assert faults(answer) == [("/recipient/partner_id", "invalid_value")]

    async def test_are_of_a_unit_or_of_a_partner_not_of_both(self, client: httpx.AsyncClient, pair: Pair) -> None:
        both = {"org_unit_id": pair.unit.id, "partner_id": pair.partner.id}
        answer = await client.post(ADDRESS, json=pair.body(sender=both))
        assert faults(answer) == [("/sender", "exactly_one")]

    async def test_name_what_exists(self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair) -> None:
        body = pair.body(
            sender={"org_unit_id": MISSING_ID, "contact_id": MISSING_ID},
            citations=[{"document_id": (await make_document(session)).id}, {"document_id": MISSING_ID}],
            reply_to_id=MISSING_ID,
        )
        assert faults(await client.post(ADDRESS, json=body)) == [
            (place, "unknown_reference")
            for place in ("/reply_to_id", "/sender/org_unit_id", "/sender/contact_id", "/citations/1/document_id")
        ]


class TestEqualRank:
    """R24: đối đẳng (NĐ 18/2022/NĐ-CP, Điều 4)."""

    async def test_r24_two_steps_are_taken_with_a_warning(self, client: httpx.AsyncClient, pair: Pair) -> None:
        ranks = {"sender": {"rank": "head_of_province"}, "recipient": {"rank": "department_head"}}
        answer = await client.post(ADDRESS, json=pair.body(**ranks))
        assert (answer.status_code, answer.headers["x-warnings"]) == (201, "greeting_rank_mismatch")
        address = f"{ADDRESS}/{answer.json()['id']}"
        answer = await client.patch(address, json={"recipient": {"rank": "deputy_head"}})
        assert (answer.status_code, "x-warnings" in answer.headers) == (200, False)
        answer = await client.patch(address, json={"recipient": {"rank": "deputy_department_head"}})
        assert answer.headers["x-warnings"] == "greeting_rank_mismatch"

    async def test_r24_one_step_is_nothing_to_warn_of(self, client: httpx.AsyncClient, pair: Pair) -> None:
        ranks = {"sender": {"rank": "head_of_province"}, "recipient": {"rank": "deputy_head"}}
        answer = await client.post(ADDRESS, json=pair.body(**ranks))
        assert (answer.status_code, "x-warnings" in answer.headers) == (201, False)


class TestDays:
    @pytest.mark.parametrize("name", ["signed_on", "sent_on", "received_on"])
    async def test_are_not_to_come(self, client: httpx.AsyncClient, pair: Pair, name: str) -> None:
        body = pair.body(direction="received", **{name: TOMORROW})
        assert faults(await client.post(ADDRESS, json=body)) == [(f"/{name}", "date_in_future")]

    async def test_are_in_order(self, client: httpx.AsyncClient, pair: Pair) -> None:
        body = pair.body(direction="received", signed_on="2026-01-05", sent_on="2026-01-04", received_on="2026-01-03")
        assert faults(await client.post(ADDRESS, json=body)) == [
            ("/sent_on", "end_before_start"),
            ("/received_on", "end_before_start"),
        ]

    async def test_do_not_run_ahead_of_the_status(self, client: httpx.AsyncClient, pair: Pair) -> None:
        body = pair.body(signed_on="2026-01-05", sent_on="2026-01-05")
        assert faults(await client.post(ADDRESS, json=body)) == [
            ("/signed_on", "status_mismatch"),
            ("/sent_on", "status_mismatch"),
        ]


class TestHistory:
    """Letters of earlier years, entered as what they are."""

    async def test_takes_a_letter_that_went_out_long_ago(self, client: httpx.AsyncClient, pair: Pair) -> None:
        created = await pair.create(client, status="sent", signed_on="2019-12-01", sent_on="2019-12-02")
        assert (created["status"], created["sent_on"]) == ("sent", "2019-12-02")

    @pytest.mark.parametrize(
        ("status", "owed"), [("signed", "signed_on"), ("sent", "sent_on"), ("answered", "sent_on")]
    )
    async def test_wants_the_days_that_its_status_owes(
        self, client: httpx.AsyncClient, pair: Pair, status: str, owed: str
    ) -> None:
        answer = await client.post(ADDRESS, json=pair.body(status=status))
        assert faults(answer) == [(f"/{owed}", "missing")]

    @pytest.mark.parametrize(("direction", "status"), [("sent", "received"), ("received", "draft")])
    async def test_has_no_status_of_the_other_direction(
        self, client: httpx.AsyncClient, pair: Pair, direction: str, status: str
    ) -> None:
        answer = await client.post(ADDRESS, json=pair.body(direction=direction, status=status))
        assert faults(answer) == [("/status", "unknown_value")]

    async def test_is_entered_as_signed_by_who_may_sign(self, make_client: MakeClient, pair: Pair) -> None:
        body = pair.body(status="signed", signed_on="2026-01-05")
        for role, status in ((Role.EDITOR, 403), (Role.APPROVER, 201)):
            answer = await (await make_client(role)).post(ADDRESS, json=body)
            assert answer.status_code == status
        received = pair.body(direction="received", status="answered")
        assert (await (await make_client(Role.EDITOR)).post(ADDRESS, json=received)).status_code == 201
