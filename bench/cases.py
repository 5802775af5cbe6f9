"""What is asked of both programs, and the claims that the project makes about the answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
import orjson

from bench.limit import ADDRESS
from bench.load import new_partners, search_terms
from bench.servers import BenchError, Server
from bench.wrk import Ask

DEPTH = 0.9
TERMS = 64
BODIES = 64
_IDS_A_PAGE = 4
_LARGEST_PAGE = 200
_OWN = ("id", "created_at", "updated_at", "created_by", "updated_by")


@dataclass(frozen=True, slots=True)
class Sample:
    """What there is to ask for: ids from everywhere, and where the page at depth begins in each program's words."""

    ids: list[str]
    cursors: dict[str, str]
    hits: list[int]
    """How many visible partners each search finds, ascending."""


@dataclass(frozen=True, slots=True)
class Case:
    """`asks` makes the requests for the program of a name; `target` is the least share of the limit's rate."""

    name: str
    title: str
    target: float
    asks: Callable[[Sample, str], list[Ask]]
    writes: bool = False
    """Measured last: its rows would change what the reads find."""


def _details(sample: Sample, _name: str) -> list[Ask]:
    return [Ask(f"{ADDRESS}/{id_}") for id_ in sample.ids]


def _first_page(_sample: Sample, _name: str) -> list[Ask]:
    return [Ask(ADDRESS)]


def _deep_page(sample: Sample, name: str) -> list[Ask]:
    return [Ask(f"{ADDRESS}?cursor={sample.cursors[name]}")]


def _searches(_sample: Sample, _name: str) -> list[Ask]:
    return [Ask(f"{ADDRESS}?q={quote(term)}") for term in search_terms(TERMS)]


def _creations(_sample: Sample, _name: str) -> list[Ask]:
    return [Ask(ADDRESS, orjson.dumps(body).decode()) for body in new_partners(BODIES)]


CASES = (
    Case("detail", "one partner by id", 0.35, _details),
    Case("list", "page one of 50", 0.60, _first_page),
    Case("deep", f"page of 50 at {DEPTH:.0%}", 0.55, _deep_page),
    Case("search", "folded search of names", 0.50, _searches),
    Case("create", "create with its audit row", 0.20, _creations, writes=True),
)


def take_sample(api: Server) -> Sample:
    """Walk the list to its depth through the API alone, as any client would."""
    with api.client() as client:
        total = _ask(client, {"limit": 1, "count": "exact"})["count"]
        query: dict[str, Any] = {"limit": max(1, min(_LARGEST_PAGE, total // 10)), "fields": "id"}
        ids: list[str] = []
        seen, last = 0, ""
        while seen < DEPTH * total:
            page = _ask(client, query)
            found = [item["id"] for item in page["items"]]
            ids += found[:: max(1, len(found) // _IDS_A_PAGE)]
            seen, last = seen + len(found), found[-1]
            query["cursor"] = page["next_cursor"]
        hits = [_ask(client, {"limit": 1, "count": "exact", "q": term})["count"] for term in search_terms(TERMS)]
    return Sample(ids, {"api": query["cursor"], "limit": last}, sorted(hits))


def _ask(client: httpx.Client, query: dict[str, Any]) -> dict[str, Any]:
    answer = client.get(ADDRESS, params=query)
    if answer.status_code != httpx.codes.OK:
        raise BenchError(f"GET {answer.url}: {answer.status_code} {answer.text[:500]}")
    found: dict[str, Any] = answer.json()
    return found


def require_same_answers(case: Case, sample: Sample, api: Server, limit: Server, most: int = 8) -> None:
    """Raises BenchError unless both programs say the same: a ratio between different answers means nothing."""
    pairs = list(zip(case.asks(sample, api.name), case.asks(sample, limit.name), strict=True))
    with api.client() as api_client, limit.client() as limit_client:
        for ours, theirs in pairs[:: max(1, len(pairs) // most)]:
            our_answer, their_answer = _content(api_client, ours), _content(limit_client, theirs)
            if our_answer != their_answer:
                question = f"{ours.method} {ours.path}"
                raise BenchError(f"The two programs differ about {question}:\n{our_answer}\n{their_answer}")


def _content(client: httpx.Client, ask: Ask) -> Any:  # noqa: ANN401  # a JSON value
    answer = client.request(ask.method, ask.path, content=ask.body, headers={"content-type": "application/json"})
    if not answer.is_success:
        raise BenchError(f"{ask.method} {answer.url}: {answer.status_code} {answer.text[:500]}")
    content: dict[str, Any] = answer.json()
    if ask.body is not None:
        return {name: value for name, value in content.items() if name not in _OWN}
    return content.get("items", content)
