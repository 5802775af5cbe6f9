"""Small files of partners and delegations, and what somebody else does to the records meanwhile."""

from typing import Any

from tests.imports.sending import Sender, csv_of

KEY = ["country", "name_vi"]
UNIT = "SNV"


def partners(*rows: list[str], more: str = "name_en") -> bytes:
    """Partners of Laos: name and one more column."""
    return csv_of(["kind", *KEY, more], *(["local_government", "LA", *row] for row in rows))


def delegations(*rows: list[Any]) -> bytes:
    """Outgoing delegations of the office: code and title."""
    return csv_of(["org_unit", "direction", "code", "title"], *([UNIT, "outbound", *row] for row in rows))


async def shown(sender: Sender, id_: str, collection: str = "partners") -> dict[str, Any]:
    record: dict[str, Any] = (await sender.client.get(f"/v1/{collection}/{id_}")).json()
    return record


async def patch(sender: Sender, id_: str, collection: str = "partners", **values: Any) -> None:
    """What somebody else does meanwhile."""
    answer = await sender.client.patch(f"/v1/{collection}/{id_}", json=values)
    assert answer.status_code == 200, answer.text


def assert_adds_up(told: dict[str, Any], **numbers: int) -> None:
    """The counters are these, the others nought, and their sum is what was read."""
    counters = dict(told["counters"])
    assert counters.pop("rows_read") == sum(counters.values())
    assert {name: number for name, number in counters.items() if number} == numbers
