"""Anniversaries that relationships and agreements make by themselves, and that follow them in the same transaction."""

from typing import Any

import httpx
import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.agreements.models import Agreement, LegalRegime
from app.anniversaries.deriving import derive_missing
from app.anniversaries.models import SubjectType
from app.auth.rules import Role
from app.core.model import new_id
from app.core.schema import Confidentiality
from app.org_units.models import OrgUnit
from app.partners.models import Partner, PartnerKind
from app.relationships.models import Pillar, Relationship, Stage
from tests.anniversaries.conftest import ADDRESS, URL, faults, items
from tests.conftest import MakeClient
from tests.factories.agreements import make_agreement
from tests.factories.anniversaries import make_anniversary, subject
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.factories.relationships import claim, make_relationship

TIES = "/v1/relationships"


@pytest.fixture
async def unit(session: AsyncSession) -> OrgUnit:
    return await make_org_unit(session, name_vi="Nghệ An")


@pytest.fixture
async def partner(session: AsyncSession) -> Partner:
    return await make_partner(session, name_vi="Gifu", name_en="Gifu", country="JP")


@pytest.fixture
def tie_body(unit: OrgUnit, partner: Partner) -> dict[str, Any]:
    kind = {"channel": "government", "pillar": "state", "type": "twinning", "stage": "implementing"}
    claims = [{"date": "2015", "citation": {"url": URL}, "chosen": True}, {"date": "2016-05"}]
    return {"org_unit_id": unit.id, "partner_id": partner.id, "origin_claims": claims, **kind}


async def derived(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    return items(await client.get(ADDRESS, params={"derived": "true"}))


async def only(client: httpx.AsyncClient) -> dict[str, Any]:
    (found,) = await derived(client)
    return found


class TestOfARelationship:
    async def test_is_made_of_the_chosen_origin(
        self, client: httpx.AsyncClient, tie_body: dict[str, Any], unit: OrgUnit, partner: Partner
    ) -> None:
        tie = (await client.post(TIES, json=tie_body)).json()
        made = await only(client)
        assert made["title_vi"] == "Ngày thiết lập quan hệ Nghệ An – Gifu"
        assert made["title_en"] == "Establishment of relations between Nghệ An and Gifu"
        assert (made["kind"], made["origin_date"], made["calendar"]) == ("twinning", "2015", "gregorian")
        assert made["subject"] == {"type": "relationship", "id": tie["id"], "code": None}
        assert made["derived_from"] == {"collection": "relationships", "id": tie["id"], "kept": []}
        assert (made["country"], made["partner_id"], made["org_unit_ids"]) == ("JP", partner.id, [unit.id])
        assert (made["relationship_id"], made["pillar"], made["confidentiality"]) == (tie["id"], "state", "internal")
        assert [cited["url"] for cited in made["citations"]] == [URL]

    async def test_leaves_its_making_in_the_history(self, client: httpx.AsyncClient, tie_body: dict[str, Any]) -> None:
        await client.post(TIES, json=tie_body, headers={"x-change-comment": "press"})
        made = await only(client)
        (entry,) = items(await client.get(f"{ADDRESS}/{made['id']}/history"))
        assert (entry["action"], entry["comment"]) == ("create", "press")
        assert made["created_by"] == (await client.get("/v1/me")).json()["principal_id"]

    @pytest.mark.parametrize("change", [{"origin_claims": [{"date": "2007"}]}, {"stage": "ended"}])
    async def test_is_not_made_of_a_disputed_origin_or_an_ended_tie(
        self, client: httpx.AsyncClient, tie_body: dict[str, Any], change: dict[str, Any]
    ) -> None:
        assert (await client.post(TIES, json=tie_body | change)).status_code == 201
        assert await derived(client) == []

    async def test_follows_a_correction(
        self, client: httpx.AsyncClient, session: AsyncSession, tie_body: dict[str, Any]
    ) -> None:
        tie = (await client.post(TIES, json=tie_body)).json()
        before = await only(client)
        lead = await make_org_unit(session, name_vi="Sở Ngoại vụ")
        claims = [{"date": "2015"}, {"date": "2016-05", "chosen": True}]
        change = {"origin_claims": claims, "lead_unit_id": lead.id, "confidentiality": "restricted", "pillar": "people"}
        await client.patch(f"{TIES}/{tie['id']}", json=change)
        after = await only(client)
        assert (after["id"], after["version"]) == (before["id"], 2)
        assert (after["origin_date"], after["confidentiality"], after["pillar"]) == ("2016-05", "restricted", "people")
        assert after["org_unit_ids"] == [*before["org_unit_ids"], lead.id]
        window = {"from": "2026-05-01", "to": "2026-05-31"}
        (occurrence,) = items(await client.get(f"{ADDRESS}/occurrences", params=window))
        assert (occurrence["date"], occurrence["number"]) == ("2026-05", 10)

    async def test_makes_no_version_when_nothing_of_it_changed(
        self, client: httpx.AsyncClient, tie_body: dict[str, Any]
    ) -> None:
        tie = (await client.post(TIES, json=tie_body)).json()
        await client.patch(f"{TIES}/{tie['id']}", json={"note": "khác"})
        assert (await only(client))["version"] == 1

    async def test_goes_when_the_claim_is_withdrawn_and_comes_back_with_it(
        self, client: httpx.AsyncClient, tie_body: dict[str, Any]
    ) -> None:
        tie = (await client.post(TIES, json=tie_body)).json()
        made = await only(client)
        await client.patch(f"{TIES}/{tie['id']}", json={"origin_claims": [{"date": "2015"}]})
        assert await derived(client) == []
        assert (await client.post(f"{ADDRESS}/{made['id']}/restore")).json()["code"] == "anniversary_is_derived"
        await client.patch(f"{TIES}/{tie['id']}", json={"note": "vẫn không"})
        assert await derived(client) == []
        await client.patch(f"{TIES}/{tie['id']}", json={"origin_claims": [{"date": "2017", "chosen": True}]})
        back = await only(client)
        assert (back["id"], back["origin_date"]) == (made["id"], "2017")

    async def test_is_deleted_and_restored_with_it(self, client: httpx.AsyncClient, tie_body: dict[str, Any]) -> None:
        tie = (await client.post(TIES, json=tie_body)).json()
        made = await only(client)
        assert (await client.delete(f"{TIES}/{tie['id']}")).status_code == 204
        assert await derived(client) == []
        assert (await client.post(f"{TIES}/{tie['id']}/restore")).status_code == 200
        assert (await only(client))["id"] == made["id"]
        actions = [entry["action"] for entry in items(await client.get(f"{ADDRESS}/{made['id']}/history"))]
        assert actions == ["restore", "delete", "create"]

    async def test_shows_its_history_after_it_went(self, client: httpx.AsyncClient, tie_body: dict[str, Any]) -> None:
        tie = (await client.post(TIES, json=tie_body)).json()
        made = await only(client)
        await client.delete(f"{TIES}/{tie['id']}")
        assert len(items(await client.get(f"{ADDRESS}/{made['id']}/history"))) == 2

    async def test_holds_no_tie_back_but_another_of_its_days_does(
        self, client: httpx.AsyncClient, session: AsyncSession, tie_body: dict[str, Any]
    ) -> None:
        tie = (await client.post(TIES, json=tie_body)).json()
        await make_anniversary(session, subject=subject(SubjectType.RELATIONSHIP, tie["id"]), relationship_id=tie["id"])
        answer = await client.delete(f"{TIES}/{tie['id']}")
        assert (answer.status_code, answer.json()["collection"]) == (409, "anniversaries")

    async def test_follows_the_partner_into_a_merge_and_out_of_it(
        self, client: httpx.AsyncClient, session: AsyncSession, tie_body: dict[str, Any], partner: Partner
    ) -> None:
        await client.post(TIES, json=tie_body)
        winner = await make_partner(session, name_vi="Tỉnh Gifu", name_en=None, country="KR")
        merge = {"loser_id": partner.id}
        assert (await client.post(f"/v1/partners/{winner.id}/merge", json=merge)).status_code == 200
        made = await only(client)
        assert (made["partner_id"], made["country"]) == (winner.id, "KR")
        assert made["title_vi"] == "Ngày thiết lập quan hệ Nghệ An – Tỉnh Gifu"
        undone = await client.post(f"/v1/partners/{winner.id}/unmerge", json=merge)
        assert (undone.status_code, undone.json()["conflicts"]) == (200, [])
        made = await only(client)
        assert (made["partner_id"], made["country"]) == (partner.id, "JP")
        assert made["title_vi"] == "Ngày thiết lập quan hệ Nghệ An – Gifu"

    async def test_follows_the_names_of_both_sides(
        self, client: httpx.AsyncClient, tie_body: dict[str, Any], unit: OrgUnit, partner: Partner
    ) -> None:
        await client.post(TIES, json=tie_body)
        await client.patch(f"/v1/partners/{partner.id}", json={"name_vi": "Tỉnh Gifu", "country": None})
        await client.patch(f"/v1/org-units/{unit.id}", json={"name_vi": "Tỉnh Nghệ An"})
        made = await only(client)
        assert made["title_vi"] == "Ngày thiết lập quan hệ Tỉnh Nghệ An – Tỉnh Gifu"
        assert made["country"] is None

    async def test_is_made_by_a_batch(self, client: httpx.AsyncClient, tie_body: dict[str, Any]) -> None:
        refused = tie_body | {"stage": "nowhere"}
        operations = [{"op": "create", "data": data} for data in (tie_body, refused, tie_body)]
        await client.post(f"{TIES}/batch", json={"mode": "partial", "operations": operations})
        assert len(await derived(client)) == 2

    async def test_is_not_made_when_only_validating(self, client: httpx.AsyncClient, tie_body: dict[str, Any]) -> None:
        assert (await client.post(TIES, json=tie_body, params={"validate_only": True})).status_code == 201
        assert await derived(client) == []

    async def test_hides_with_a_hidden_relationship(
        self, client: httpx.AsyncClient, make_client: MakeClient, tie_body: dict[str, Any]
    ) -> None:
        await client.post(TIES, json=tie_body | {"confidentiality": "restricted"})
        assert await derived(await make_client(Role.READER, Confidentiality.INTERNAL)) == []


class TestOfAnAgreement:
    async def test_is_made_of_the_signing(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        tie = await make_relationship(session, pillar=Pillar.PEOPLE)
        lead = await make_org_unit(session)
        paper = await make_agreement(
            session,
            title_vi="Bản ghi nhớ hợp tác",
            title_foreign="Memorandum of Cooperation",
            signed_on="2012-04-05",
            org_unit_id=tie.org_unit_id,
            partner_id=tie.partner_id,
            countries=["LA"],
            relationship_id=tie.id,
            lead_unit_id=lead.id,
        )
        made = await only(client)
        assert (made["title_vi"], made["title_en"]) == (
            "Ngày ký Bản ghi nhớ hợp tác",
            "Signing of Memorandum of Cooperation",
        )
        assert (made["kind"], made["origin_date"], made["agreement_id"]) == (
            "agreement_signing",
            "2012-04-05",
            paper.id,
        )
        assert (made["country"], made["partner_id"], made["pillar"]) == ("LA", tie.partner_id, "people")
        assert made["org_unit_ids"] == [tie.org_unit_id, lead.id]

    async def test_of_a_party_paper_is_of_the_partys_pillar(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        await make_agreement(session, signed_on="2012", legal_regime=LegalRegime.PARTY_PAPER)
        assert (await only(client))["pillar"] == "party"

    async def test_takes_the_pillar_of_its_relationship_as_that_changes(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        tie = await make_relationship(session)
        await make_agreement(session, signed_on="2012", relationship_id=tie.id)
        await client.patch(f"{TIES}/{tie.id}", json={"pillar": "people"})
        assert (await only(client))["pillar"] == "people"

    async def test_is_not_made_before_the_signing_nor_of_a_child_paper(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        """R6: what amends or renews is a child record."""
        parent = await make_agreement(session)
        await make_agreement(session, signed_on="2020-01-02", parent_id=parent.id)
        assert await derived(client) == []

    async def test_follows_the_paper_until_it_is_deleted(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        paper = await make_agreement(session, signed_on="2020-01-02")
        paper.assign(signed_on="2020-01-03", title_vi="Thỏa thuận Thử")
        await session.flush()
        made = await only(client)
        assert (made["origin_date"], made["title_vi"]) == ("2020-01-03", "Ngày ký Thỏa thuận Thử")
        paper.deleted_at = session.info["now"]
        await session.flush()
        assert await derived(client) == []


class TestByHand:
    @pytest.fixture
    async def made(self, client: httpx.AsyncClient, tie_body: dict[str, Any]) -> dict[str, Any]:
        await client.post(TIES, json=tie_body)
        return await only(client)

    async def test_takes_what_is_the_offices_own(
        self, client: httpx.AsyncClient, session: AsyncSession, made: dict[str, Any]
    ) -> None:
        lead = await make_org_unit(session)
        change = {"lead_days": 20, "lead_unit_id": lead.id, "note": "ghi chú", "title_vi": "Mười năm Gifu"}
        answer = await client.patch(f"{ADDRESS}/{made['id']}", json=change)
        assert answer.status_code == 200, answer.text
        assert answer.json().items() >= change.items()
        assert answer.json()["derived_from"]["kept"] == ["title_vi"]

    async def test_keeps_a_title_changed_by_hand(
        self, client: httpx.AsyncClient, made: dict[str, Any], partner: Partner
    ) -> None:
        await client.patch(f"{ADDRESS}/{made['id']}", json={"title_vi": "Mười năm Gifu", "lead_days": 20})
        await client.patch(f"/v1/partners/{partner.id}", json={"name_vi": "Tỉnh Gifu", "name_en": "Gifu Prefecture"})
        told = await only(client)
        assert (told["title_vi"], told["lead_days"]) == ("Mười năm Gifu", 20)
        assert told["title_en"] == "Establishment of relations between Nghệ An and Gifu Prefecture"

    async def test_refuses_what_follows_its_source(self, client: httpx.AsyncClient, made: dict[str, Any]) -> None:
        change = {"origin_date": "2016", "kind": "other", "lead_days": 3}
        answer = await client.patch(f"{ADDRESS}/{made['id']}", json=change)
        assert (answer.status_code, answer.json()["code"]) == (409, "anniversary_is_derived")
        assert faults(answer) == [("/kind", "follows_source"), ("/origin_date", "follows_source")]
        assert answer.json()["source"] == {"collection": "relationships", "id": made["relationship_id"]}
        assert (await only(client))["version"] == 1

    async def test_takes_back_what_it_gave(self, client: httpx.AsyncClient, made: dict[str, Any]) -> None:
        same = {name: made[name] for name in ("subject", "kind", "origin_date", "title_vi", "confidentiality")}
        answer = await client.patch(f"{ADDRESS}/{made['id']}", json=same)
        assert (answer.status_code, answer.json()["version"]) == (200, 1)

    async def test_is_not_deleted_while_its_source_stands(
        self, client: httpx.AsyncClient, made: dict[str, Any]
    ) -> None:
        answer = await client.delete(f"{ADDRESS}/{made['id']}")
        assert (answer.status_code, answer.json()["code"]) == (409, "anniversary_is_derived")


class TestOthersOfTheSameSubject:
    async def test_follow_it_too(self, client: httpx.AsyncClient, session: AsyncSession, partner: Partner) -> None:
        """A statue's day, a party's day: what is told of them by their subject stays true."""
        tie = await make_relationship(session, partner_id=partner.id)
        statue = await make_anniversary(
            session, subject=subject(SubjectType.RELATIONSHIP, tie.id), relationship_id=tie.id
        )
        theirs = await make_anniversary(
            session, subject=subject(SubjectType.PARTNER, partner.id), partner_id=partner.id
        )
        unit = await make_org_unit(session)
        ours = await make_anniversary(session, subject=subject(SubjectType.ORG_UNIT, unit.id), org_unit_ids=[unit.id])
        await client.patch(f"{TIES}/{tie.id}", json={"org_unit_id": unit.id})
        await client.patch(f"/v1/partners/{partner.id}", json={"country": "LA", "kind": PartnerKind.NGO.value})
        await client.patch(f"/v1/org-units/{unit.id}", json={"kind": "party_body"})
        told = {item["id"]: item for item in items(await client.get(ADDRESS))}
        assert (told[statue.id]["org_unit_ids"], told[statue.id]["country"]) == ([unit.id], "LA")
        assert (told[theirs.id]["country"], told[theirs.id]["pillar"]) == ("LA", "people")
        assert told[ours.id]["pillar"] == "party"


class TestDeriveMissing:
    async def test_makes_what_bulk_statements_left_unmade(
        self, client: httpx.AsyncClient, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.anniversaries.deriving._AT_ONCE", 2)  # so that there are several rounds
        tie = await make_relationship(session, origin_claims=[claim("2015", chosen=True)])
        paper = await make_agreement(session)
        await session.execute(insert(Relationship), [_copy(tie, origin) for origin in ("2010", None, "2011", "2012")])
        await session.execute(insert(Relationship), [_copy(tie, "2013") | {"stage": Stage.ENDED}])
        papers = [_copy(paper, None) | {"signed_on": signed} for signed in ("2020-05", None)]
        await session.execute(insert(Agreement), papers)
        assert await derive_missing(session) == 4
        assert {item["origin_date"] for item in await derived(client)} == {"2010", "2011", "2012", "2015", "2020-05"}
        assert await derive_missing(session) == 0


def _copy(row: Relationship | Agreement, established_on: str | None) -> dict[str, Any]:
    values = {column.key: getattr(row, column.key) for column in row.__table__.columns} | {"id": new_id()}
    return values | ({"established_on": established_on} if isinstance(row, Relationship) else {})
