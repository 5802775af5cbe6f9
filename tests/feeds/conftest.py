"""What the tests of the feeds share: making one, and reading what it tells."""

import csv
import io
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import httpx
from icalendar import Calendar

from app.core.clock import now
from app.core.dates import today_in

ADDRESS = "/v1/feeds"
TODAY = today_in("Asia/Ho_Chi_Minh", now())
NEXT_YEAR = TODAY.year + 1
WIDE = {"years_back": 2, "years_ahead": 3}


async def issue(client: httpx.AsyncClient, **values: Any) -> dict[str, Any]:
    """A new feed, with its addresses as paths."""
    answer = await client.post(ADDRESS, json={"name": "Lịch kỷ niệm", "query": WIDE, **values})
    assert answer.status_code == 201, answer.text
    feed: dict[str, Any] = answer.json()
    return feed | {name: urlsplit(feed[name]).path for name in ("url", "json_url", "csv_url")}


async def fetch(client: httpx.AsyncClient, address: str, **headers: str) -> httpx.Response:
    """Without a key: the address is one."""
    request = client.build_request(
        "GET", address, headers={name.replace("_", "-"): text for name, text in headers.items()}
    )
    del request.headers["authorization"]
    return await client.send(request)


def read_calendar(answer: httpx.Response) -> Any:
    """Typed loosely: a property of the library's may be any of thirty kinds."""
    assert answer.status_code == 200, answer.text
    return Calendar.from_ical(answer.content)


async def events(client: httpx.AsyncClient, address: str) -> list[Any]:
    """The events of a calendar."""
    return list(read_calendar(await fetch(client, address)).walk("VEVENT"))


async def statuses(client: httpx.AsyncClient, address: str) -> dict[date, str]:
    """The status of each day of a calendar with one anniversary."""
    return {event["dtstart"].dt: str(event["status"]) for event in await events(client, address)}


async def json_items(client: httpx.AsyncClient, address: str) -> list[dict[str, Any]]:
    answer = await fetch(client, address)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def csv_items(client: httpx.AsyncClient, address: str) -> list[dict[str, str]]:
    text = (await fetch(client, address)).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


async def titles(client: httpx.AsyncClient, address: str) -> set[str]:
    return {item["title"] for item in await json_items(client, address)}


def faults(answer: httpx.Response) -> list[tuple[str, str]]:
    """(place, code) of every fault."""
    assert answer.status_code == 422, answer.text
    return [(fault.get("pointer", fault.get("parameter")), fault["code"]) for fault in answer.json()["errors"]]
