"""Two writes at once, for real: what neither could break alone they do not break together."""

import asyncio
from typing import Any

import httpx
import pytest

ROUNDS = 5


async def create(client: httpx.AsyncClient, collection: str, **body: Any) -> str:
    answer = await client.post(f"/v1/{collection}", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


@pytest.mark.parametrize("round_", range(ROUNDS))
async def test_two_documents_cannot_implement_each_other(live_client: httpx.AsyncClient, round_: int) -> None:
    one, other = [await create(live_client, "documents", subject=f"Văn bản {n}", type="plan") for n in (1, 2)]
    answers = await asyncio.gather(
        live_client.patch(f"/v1/documents/{one}", json={"implements": [other]}),
        live_client.patch(f"/v1/documents/{other}", json={"implements": [one]}),
    )
    codes = sorted(answer.status_code for answer in answers)
    # A deadlock is broken by the database: 503, and nothing stored.
    assert codes in ([200, 409], [200, 503]), [answer.text for answer in answers]


@pytest.mark.parametrize("round_", range(ROUNDS))
async def test_a_new_tie_never_points_to_a_partner_that_went_up_in_another(
    live_client: httpx.AsyncClient, round_: int
) -> None:
    unit = await create(live_client, "org-units", name_vi="Tỉnh Thử", kind="province")
    names = ("Đối tác còn lại", "Đối tác bị gộp")
    winner, loser = [await create(live_client, "partners", name_vi=name, kind="ngo") for name in names]
    kind = {"channel": "government", "pillar": "state", "type": "contact", "stage": "exploring"}
    tie = {"org_unit_id": unit, "partner_id": loser, **kind}
    merged, tied = await asyncio.gather(
        live_client.post(f"/v1/partners/{winner}/merge", json={"loser_id": loser}),
        live_client.post("/v1/relationships", json=tie),
    )
    assert merged.status_code == 200, merged.text
    assert tied.status_code in {201, 422}, tied.text
    pointing = await live_client.get("/v1/relationships", params={"fields": "partner_id"})
    assert all(item["partner_id"] == winner for item in pointing.json()["items"])
