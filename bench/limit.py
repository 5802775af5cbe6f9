"""The limit: the smallest program that answers about partners as the API does, from the same tables with the same SQL.

asyncpg, orjson and ASGI by hand: no keys, no validation, no framework. What the API costs is its distance from this.
`tests/test_bench.py` holds the two to the same bytes.
"""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import asyncpg  # type: ignore[import-untyped]
import orjson
import uuid_utils

from app.core.text import fold, normalize_text, sort_key_vi

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

DATABASE_VARIABLE = "BENCH_DATABASE_URL"
ADDRESS = "/v1/partners"
PAGE_SIZE = 50
POOL_SIZE = 10  # as many as the API has to write, twice as many as it has to read

# fmt: off
COLUMNS = (
    "id", "version", "created_at", "updated_at", "created_by", "updated_by", "source_system", "external_id",
    "confidentiality", "citations", "note", "kind", "name_vi", "name_en", "name_local", "aliases", "country",
    "subdivision", "admin_level", "parent_id", "members", "border_adjacent", "jurisdiction", "tier", "status",
    "valid_from", "valid_to", "successors", "profile", "website", "address", "time_zone", "last_verified_on",
)
# fmt: on
_STORED = (*COLUMNS, "name_sort", "name_key", "search_text")
_NEW: dict[str, Any] = dict.fromkeys(COLUMNS) | {
    "version": 1,
    "confidentiality": "internal",
    "citations": [],
    "aliases": [],
    "members": [],
    "border_adjacent": False,
    "tier": "other",
    "status": "active",
    "successors": [],
    "profile": {},
}

_SELECT = (
    f"SELECT {', '.join(COLUMNS)} FROM partners "
    "WHERE deleted_at IS NULL AND confidentiality IN ('public', 'internal') AND merged_into_id IS NULL"
)
_DETAIL = f"{_SELECT} AND id = $1"
_FIRST = f"{_SELECT} ORDER BY id LIMIT {PAGE_SIZE + 1}"
_NEXT = f"{_SELECT} AND id > $1 ORDER BY id LIMIT {PAGE_SIZE + 1}"
_RANK = "CASE WHEN name_key LIKE $2 THEN 0 WHEN search_text LIKE $3 THEN 1 WHEN search_text LIKE $4 THEN 2 ELSE 3 END"
_SEARCH = f"{_SELECT} AND search_text LIKE $1 ORDER BY {_RANK}, id LIMIT {PAGE_SIZE + 1}"
_INSERT = (
    f"INSERT INTO partners ({', '.join(_STORED)}) VALUES ({', '.join(f'${n + 1}' for n in range(len(_STORED)))}) "
    f"RETURNING {', '.join(COLUMNS)}"
)
_AUDIT = (
    "INSERT INTO audit_entries (collection, record_id, version, at, actor, action, changes, restricted_changes) "
    "VALUES ('partners', $1, 1, $2, $3, 'create', $4, '{}')"
)
_UNAUDITED = {"id", "version", "created_at", "updated_at", "created_by", "updated_by"}


def create_limit() -> "Limit":
    """For `uvicorn --factory`; the address of the database comes from the environment."""
    return Limit(os.environ[DATABASE_VARIABLE])


class Limit:
    """The program as an ASGI application, with the pools of connections it holds while it lives."""

    def __init__(self, url: str) -> None:
        self._url = url.replace("+asyncpg", "")
        self._pool: Any = None
        self._searching: Any = None

    async def open(self) -> None:
        """Connect. A search is planned for its own pattern, all else once: the best of each."""
        self._pool = await self._connect()
        self._searching = await self._connect(plan_cache_mode="force_custom_plan")

    async def close(self) -> None:
        """Let go of every connection."""
        await self._pool.close()
        await self._searching.close()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request, or live from start to end (ASGI's lifespan)."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["method"] == "POST":
            await self._create(orjson.loads(await _read_body(receive)), send)
        elif scope["path"] == ADDRESS:
            await self._list(parse_qs(scope["query_string"].decode()), send)
        else:
            await self._detail(scope["path"].rpartition("/")[2], send)

    async def _connect(self, **settings: str) -> Any:  # noqa: ANN401  # asyncpg has no types
        settings["jit"] = "off"
        sizes = {"min_size": POOL_SIZE, "max_size": POOL_SIZE}
        return await asyncpg.create_pool(self._url, init=_set_codecs, server_settings=settings, **sizes)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await self.open()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _detail(self, id_: str, send: Send) -> None:
        row = await self._pool.fetchrow(_DETAIL, id_)
        if row is None:
            await _answer(send, 404, b"{}")
        else:
            await _answer(send, 200, _render(_record(row)), etag=row["version"])

    async def _list(self, query: dict[str, list[str]], send: Send) -> None:
        if "q" in query:
            rows = await self._searching.fetch(_SEARCH, *_patterns(query["q"][0]))
        elif "cursor" in query:
            rows = await self._pool.fetch(_NEXT, query["cursor"][0])
        else:
            rows = await self._pool.fetch(_FIRST)
        items = [_record(row) for row in rows[:PAGE_SIZE]]
        cursor = items[-1]["id"] if len(rows) > PAGE_SIZE else None
        await _answer(send, 200, _render({"items": items, "next_cursor": cursor}))

    async def _create(self, sent: dict[str, Any], send: Send) -> None:
        now, id_ = datetime.now(UTC), str(uuid_utils.uuid7())  # noqa: TID251  # this is the edge
        own = {"id": id_, "created_at": now, "updated_at": now, "created_by": "limit", "updated_by": "limit"}
        values = _NEW | sent | own
        audited = {name: value for name, value in values.items() if value is not None and name not in _UNAUDITED}
        changes = {name: [None, value] for name, value in audited.items()}
        stored = values | _search_columns(values)
        async with self._pool.acquire() as connection, connection.transaction():
            row = await connection.fetchrow(_INSERT, *(stored[name] for name in _STORED))
            await connection.execute(_AUDIT, id_, now, "limit", changes)
        await _answer(send, 201, _render(_record(row)), etag=1, location=f"{ADDRESS}/{id_}")


async def _set_codecs(connection: Any) -> None:  # noqa: ANN401
    """Ids are texts; stored JSON goes into the answer as it is."""
    await connection.set_type_codec("uuid", encoder=str, decoder=str, schema="pg_catalog", format="text")
    await connection.set_type_codec("json", encoder=_dumps, decoder=orjson.Fragment, schema="pg_catalog", format="text")


def _dumps(value: object) -> str:
    return orjson.dumps(value).decode()


def _record(row: Any) -> dict[str, Any]:  # noqa: ANN401
    return dict(zip(COLUMNS, row, strict=True))


def _render(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_UTC_Z)


def _patterns(q: str) -> tuple[str, str, str, str]:
    folded = fold(q)
    return f"%{folded}%", f"%|{normalize_text(q).casefold()}|%", f"%|{folded}%#%", f"%{folded}%#%"


def _search_columns(values: dict[str, Any]) -> dict[str, str]:
    names = [name for name in (values["name_vi"], values["name_en"], values["name_local"]) if name]
    folded = "|".join(map(fold, names))
    aliases = "".join(f"{fold(alias['name'])}|" for alias in values["aliases"])
    key = "|".join(name.casefold() for name in names)
    return {"name_sort": sort_key_vi(names[0]), "name_key": f"|{key}|", "search_text": f"|{folded}|#|{aliases}"}


async def _read_body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if not message.get("more_body"):
            return body


async def _answer(send: Send, status: int, body: bytes, etag: int | None = None, location: str | None = None) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if etag is not None:
        headers.append((b"etag", f'"{etag}"'.encode()))
    if location is not None:
        headers.append((b"location", location.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
