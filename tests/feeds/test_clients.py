"""Real calendar clients on a real server: vdirsyncer syncs a feed into a folder, khal lists the days from it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.feeds.conftest import NEXT_YEAR
from tests.servers import ADMIN_KEY, PATIENCE, Server, serving

BIN = Path(sys.executable).parent
DAYS = {"Quốc khánh Lào": "1975-12-02", "Quan hệ ngoại giao Việt Nam – Lào": "1962-09-05"}
COUNTRIES = iter(("LA", "KH", "TH", "CN", "KR", "JP"))
SYNC = """
[general]
status_path = "{home}/status/"

[pair doitac]
a = "registry"
b = "folder"
collections = null

[storage registry]
type = "http"
url = "{url}"

[storage folder]
type = "filesystem"
path = "{home}/calendar/"
fileext = ".ics"
"""
KHAL = """
[calendars]
[[doitac]]
path = {home}/calendar
type = calendar
readonly = True

[locale]
local_timezone = Asia/Ho_Chi_Minh
default_timezone = Asia/Ho_Chi_Minh
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M

[sqlite]
path = {home}/khal.db
"""


@pytest.fixture(scope="module")
def server(new_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(new_database("feeds"), tmp_path_factory.mktemp("feeds")) as started:
        started.wait_until_ready()
        yield started


@pytest.fixture
def registry(server: Server) -> Iterator[httpx.Client]:
    """An administrator of the running server."""
    headers = {"authorization": f"Bearer {ADMIN_KEY}"}
    with httpx.Client(base_url=server.base_url, headers=headers, timeout=PATIENCE) as client:
        yield client


@pytest.fixture
def country() -> str:
    """Another for each test: what one deletes stays cancelled in the feeds of the next."""
    return next(COUNTRIES)


@pytest.fixture
def anniversaries(registry: httpx.Client, country: str) -> list[str]:
    """Their addresses."""
    return [add(registry, country, title, origin) for title, origin in DAYS.items()]


def add(registry: httpx.Client, country: str, title: str, origin: str) -> str:
    subject = {"type": "country", "code": country}
    body = {"subject": subject, "kind": "other", "title_vi": title, "origin_date": origin}
    answer = registry.post("/v1/anniversaries", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


def subscribe(registry: httpx.Client, country: str) -> str:
    body = {"name": "Lịch Lào", "query": {"country": [country]}, "alarms": ["-P7D"]}
    answer = registry.post("/v1/feeds", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["url"])


def run(home: Path, program: str, *arguments: str, expected: int = 0) -> str:
    """A client of this environment, with no configuration but ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "DOITAC_"))}
    ours = {"HOME": str(home), "LC_ALL": "C.UTF-8", "PYTHONWARNINGS": "ignore", "COLUMNS": "200"}
    done = subprocess.run(
        [str(BIN / program), *arguments],
        env=kept | ours,
        cwd=home,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == expected, done.stdout + done.stderr
    return done.stdout


def configure(home: Path, url: str) -> None:
    (home / "calendar").mkdir()
    (home / "sync.conf").write_text(SYNC.format(home=home, url=url), encoding="utf-8")
    (home / "khal.conf").write_text(KHAL.format(home=home), encoding="utf-8")
    run(home, "vdirsyncer", "-c", "sync.conf", "discover")


def sync(home: Path, expected: int = 0) -> list[str]:
    """The calendars in the folder after it."""
    run(home, "vdirsyncer", "-c", "sync.conf", "sync", expected=expected)
    return [path.read_text(encoding="utf-8") for path in (home / "calendar").glob("*.ics")]


def listed(home: Path, start: str, end: str) -> list[str]:
    """`2027-12-02 Quốc khánh Lào`, by khal; its search includes the end."""
    shown = ("--format", "{start-date} {title}", "--day-format", "")
    told = run(home, "khal", "-c", "khal.conf", "list", *shown, start, end)
    return [line for line in told.splitlines() if line]


class TestVdirsyncer:
    def test_takes_each_event_as_an_item_and_nothing_the_second_time(
        self, registry: httpx.Client, anniversaries: list[str], country: str, tmp_path: Path
    ) -> None:
        configure(tmp_path, subscribe(registry, country))
        items = sync(tmp_path)
        assert len(items) == 6
        assert {item.count("BEGIN:VEVENT") for item in items} == {item.count("BEGIN:VALARM") for item in items} == {1}
        stamps = {path: path.stat().st_mtime_ns for path in (tmp_path / "calendar").glob("*.ics")}
        sync(tmp_path)
        assert {path: path.stat().st_mtime_ns for path in (tmp_path / "calendar").glob("*.ics")} == stamps

    def test_takes_over_what_was_moved_or_deleted(
        self, registry: httpx.Client, anniversaries: list[str], country: str, tmp_path: Path
    ) -> None:
        configure(tmp_path, subscribe(registry, country))
        sync(tmp_path)
        registry.patch(anniversaries[0], json={"origin_date": "1975-12-03"})
        registry.delete(anniversaries[1])
        items = sync(tmp_path)
        assert sum("STATUS:CANCELLED" in item for item in items) == 6
        standing = [item for item in items if "STATUS:CONFIRMED" in item]
        assert len(standing) == 3
        assert all("1203" in item for item in standing)

    def test_is_refused_at_an_address_that_was_rotated(
        self, registry: httpx.Client, anniversaries: list[str], country: str, tmp_path: Path
    ) -> None:
        url = subscribe(registry, country)
        configure(tmp_path, url)
        [feed] = [
            item for item in registry.get("/v1/feeds").json()["items"] if item["prefix"] == url.rpartition("/")[2][:12]
        ]
        registry.post(f"/v1/feeds/{feed['id']}/rotate")
        assert sync(tmp_path, expected=1) == []


class TestKhal:
    def test_lists_the_right_days(
        self, registry: httpx.Client, anniversaries: list[str], country: str, tmp_path: Path
    ) -> None:
        configure(tmp_path, subscribe(registry, country))
        sync(tmp_path)
        assert listed(tmp_path, f"{NEXT_YEAR}-01-01", f"{NEXT_YEAR}-12-31") == [
            f"{NEXT_YEAR}-09-05 {NEXT_YEAR - 1962} năm · Quan hệ ngoại giao Việt Nam – Lào",
            f"{NEXT_YEAR}-12-02 {NEXT_YEAR - 1975} năm · Quốc khánh Lào",
        ]
        assert listed(tmp_path, f"{NEXT_YEAR}-09-06", f"{NEXT_YEAR}-12-01") == []


class TestWire:
    def test_head_has_the_headers_of_get_and_no_body(
        self, registry: httpx.Client, anniversaries: list[str], country: str
    ) -> None:
        url = subscribe(registry, country)
        told, asked = httpx.get(url, timeout=PATIENCE), httpx.head(url, timeout=PATIENCE)
        assert (told.status_code, asked.status_code, asked.content) == (200, 200, b"")
        own = ("date", "x-request-id", "ratelimit")
        told_headers, asked_headers = (
            {name: value for name, value in answer.headers.items() if name not in own} for answer in (told, asked)
        )
        assert asked_headers == told_headers
        assert int(asked.headers["content-length"]) == len(told.content)

    def test_no_token_is_in_the_log(self, registry: httpx.Client, country: str, server: Server) -> None:
        url = subscribe(registry, country)
        httpx.get(url, timeout=PATIENCE)
        token = url.rpartition("/")[2].removesuffix(".ics")
        deadline = time.monotonic() + PATIENCE  # the line is written once the answer has left
        while "/feeds/***.ics" not in server.output and time.monotonic() < deadline:
            time.sleep(0.05)
        assert "/feeds/***.ics" in server.output
        assert token not in server.output
