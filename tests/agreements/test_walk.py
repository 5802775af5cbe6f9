"""Whole lives of agreements, told over the API alone."""

from typing import Any

import httpx

from tests.agreements.conftest import ADDRESS, created, refusal


async def post(client: httpx.AsyncClient, path: str, **body: Any) -> dict[str, Any]:
    return created(await client.post(path, json=body))


async def patch(client: httpx.AsyncClient, path: str, **body: Any) -> dict[str, Any]:
    answer = await client.patch(path, json=body)
    assert answer.status_code == 200, answer.text
    record: dict[str, Any] = answer.json()
    return record


async def get(client: httpx.AsyncClient, path: str, **parameters: str) -> dict[str, Any]:
    answer = await client.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    record: dict[str, Any] = answer.json()
    return record


async def draft(client: httpx.AsyncClient, title: str, unit: str, partner: str, **values: Any) -> dict[str, Any]:
    """An agreement of a new province and a new partner of these names."""
    province = await post(client, "/v1/org-units", name_vi=unit, kind="province")
    neighbour = await post(client, "/v1/partners", name_vi=partner, kind="local_government", country="LA")
    parties = [
        {"side": "vietnamese", "org_unit_id": province["id"], "signer": "Chủ tịch UBND tỉnh"},
        {"side": "foreign", "partner_id": neighbour["id"]},
    ]
    kind = {"name_type": "ban_ghi_nho", "signing_capacity": "provincial_people_committee"}
    return await post(client, ADDRESS, title_vi=title, **kind, parties=parties, **values)


async def sign(client: httpx.AsyncClient, agreement_id: str, **values: Any) -> dict[str, Any]:
    return await patch(client, f"{ADDRESS}/{agreement_id}", **values)


class TestOneAgreement:
    async def test_is_asked_about_signed_reported_renewed_twice_and_replaced(self, client: httpx.AsyncClient) -> None:
        """R2 to R6, R9: Điều 19, 27, 33 and 34."""
        made = await draft(client, "Bản ghi nhớ hợp tác", "Nghệ An", "Xiêng Khoảng", dossier_complete_on="2022-03-01")
        path = f"{ADDRESS}/{made['id']}"
        assert (made["status"], made["next_due_on"]) == ("preparing", "2022-03-10")
        assert refusal(await client.post(f"{path}/acts", json={"kind": "terminate", "effective_on": "2022-04-01"})) == (
            409,
            "agreement_not_signed",
        )
        await self.ask(client, path)
        await self.sign_and_report(client, path)
        await self.renew_twice(client, path)
        await self.replace(client, path)

    async def ask(self, client: httpx.AsyncClient, path: str) -> None:
        """One agency agrees, the other does not: the Prime Minister decides."""
        sent = {"sent_on": "2022-03-01", "answered_on": "2022-03-08"}
        agreed = await post(client, f"{path}/opinions", agency_name="Bộ Ngoại giao", verdict="agree", **sent)
        await post(client, f"{path}/opinions", agency_name="Bộ Công an", verdict="disagree", **sent)
        assert agreed["due_on"] == "2022-03-10"
        signing = {"signed_on": "2022-04-20", "place": "Vinh", "ends_on": "2023"}
        refused = await client.patch(path, json=signing)
        assert refusal(refused) == (409, "prime_minister_consent_missing")
        consented = {"number": "300/TTg-QHQT", "on": "2022-04-10"}
        assert (await patch(client, path, prime_minister_consent=consented))["status"] == "preparing"

    async def sign_and_report(self, client: httpx.AsyncClient, path: str) -> None:
        """R4: 15 days to report to the Prime Minister and send a copy to the Ministry."""
        signed = await patch(client, path, signed_on="2022-04-20", place="Vinh", ends_on="2023")
        due = {item["kind"]: item["due_on"] for item in signed["deadlines"] if item["done_on"] is None}
        assert due == {"prime_minister_report": "2022-05-05", "ministry_copy": "2022-05-05"}
        for kind in due:
            answer = await client.post(f"{path}/deadlines/{kind}/done", json={"on": "2022-05-04"})
            assert answer.status_code == 200
        listed = await get(client, f"{ADDRESS}/deadlines", due_to="2022-12-31", done="true")
        done = {item["kind"]: item["done_on"] for item in listed["items"]}
        assert done.items() >= dict.fromkeys(due, "2022-05-04").items()
        assert (await get(client, f"{ADDRESS}/deadlines", due_to="2022-12-31"))["items"] == []

    async def renew_twice(self, client: httpx.AsyncClient, path: str) -> None:
        """R6: each renewal is a paper of its own, which runs the same procedure."""
        for number, (on, ends) in enumerate((("2023-12-15", "2024-12-31"), ("2024-12-15", "2025-12-31")), start=1):
            act = await post(client, f"{path}/acts", kind="renew", effective_on=on, term_months=12)
            assert (act["sequence"], act["ends_on"]) == (number, ends)
            child = f"{ADDRESS}/{act['child_id']}"
            await post(client, f"{child}/opinions", agency_name="Bộ Ngoại giao", sent_on=f"{on[:4]}-11-01")
            signed = await patch(client, child, signed_on=on)
            assert (signed["title_vi"], signed["parent_id"]) == (
                "Gia hạn: Bản ghi nhớ hợp tác",
                path.removeprefix(f"{ADDRESS}/"),
            )
            assert signed["next_due_on"] == f"{on[:4]}-12-30"
        statuses = {
            day: (await get(client, path, status_as_of=day))["status"]
            for day in ("2022-04-19", "2022-04-20", "2023-12-14", "2024-06-01", "2025-12-31", "2026-01-01")
        }
        expected = ("preparing", "in_force", "expiring", "in_force", "expiring", "expired")
        assert tuple(statuses.values()) == expected

    async def replace(self, client: httpx.AsyncClient, path: str) -> None:
        """R6, R9: the successor is signed, and the old paper stays as it was signed."""
        before = await get(client, path)
        act = await post(client, f"{path}/acts", kind="replace", effective_on="2025-12-20")
        successor = await sign(client, act["child_id"], signed_on="2025-12-20", ends_on="2030")
        assert (successor["predecessor_id"], successor["parent_id"]) == (before["id"], None)
        after = await get(client, path, expand="acts")
        assert (after["status"], after["version"]) == ("replaced", before["version"] + 1)
        assert [item["kind"] for item in after["acts"]] == ["renew", "renew", "replace"]
        as_signed = ("title_vi", "parties", "signed_on", "ends_on", "place")
        assert {name: after[name] for name in as_signed} == {name: before[name] for name in as_signed}
        assert (await get(client, path, status_as_of="2025-12-19"))["status"] == "expiring"
        again = await client.post(
            f"{path}/acts", json={"kind": "renew", "effective_on": "2026-01-01", "ends_on": "2027"}
        )
        assert refusal(again) == (409, "agreement_ended")


class TestRollingPapers:
    async def test_of_an_giang_and_kandal_follow_each_other_in_a_chain(self, client: httpx.AsyncClient) -> None:
        """S73, S74: signed 12/10/2022 with orientations until the end of 2022, and so on with every review."""
        first = await draft(
            client, "Biên bản An Giang – Kandal", "An Giang", "Kandal", signed_on="2022-10-12", ends_on="2022"
        )
        assert (await get(client, f"{ADDRESS}/{first['id']}", status_as_of="2022-10-12"))["status"] == "expiring"
        chain = [first["id"]]
        for on, ends in (("2023-03-01", "2023-06"), ("2023-09-01", "2023"), ("2024-06-01", "2024-12-31")):
            act = await post(client, f"{ADDRESS}/{chain[-1]}/acts", kind="replace", effective_on=on)
            assert (await sign(client, act["child_id"], signed_on=on, ends_on=ends))["predecessor_id"] == chain[-1]
            chain.append(act["child_id"])
        told = [(await get(client, f"{ADDRESS}/{id_}", status_as_of="2023-10-15"))["status"] for id_ in chain]
        assert told == ["replaced", "replaced", "expiring", "preparing"]
        assert (await get(client, f"{ADDRESS}/{first['id']}", status_as_of="2023-01-01"))["status"] == "expired"
        circle = {"kind": "replace", "effective_on": "2025-01-01", "child_id": first["id"]}
        assert refusal(await client.post(f"{ADDRESS}/{chain[-1]}/acts", json=circle)) == (409, "agreement_cycle")
