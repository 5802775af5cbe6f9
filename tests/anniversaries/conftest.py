"""What the tests of the anniversaries share: bodies, and how an answer is read."""

from typing import Any

import httpx

ADDRESS = "/v1/anniversaries"
OCCURRENCES = f"{ADDRESS}/occurrences"
MISSING_ID = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"
URL = "https://example.org/press"


def body(**values: Any) -> dict[str, Any]:
    """A country's day."""
    country = {"subject": {"type": "country", "code": "LA"}, "kind": "diplomatic_relations"}
    return {**country, "title_vi": "Quan hệ ngoại giao Việt Nam – Lào", "origin_date": "1962-09-05", **values}


def faults(answer: httpx.Response) -> list[tuple[str, str]]:
    """(place, code) of every fault."""
    assert answer.status_code in (409, 422), answer.text
    return [(fault.get("pointer", fault.get("parameter")), fault["code"]) for fault in answer.json()["errors"]]


def items(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found
