"""The measurement of imports: its files, what it makes of its figures, and the bare write of the same rows."""

import csv
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import httpx
import orjson
import pytest

from bench.delegation_files import HEADER, lines, write_file
from bench.import_report import Meanwhile, Race, as_json, meanwhile_lines, memory_lines, phase_note, race_line
from bench.import_runs import BELOW_WARM_UP, FIRST_OF_WARM_UP, Imported, phases_of
from bench.import_stores import REGISTRY, SqliteStore, filled
from bench.memory import Memory, Watch, child_of
from bench.servers import BenchError, cpu_ms_below, held_in
from bench.wrk import Round
from tests.conftest import KIND

UNITS, HOSTS = ["SO-00", "SO-01"], [("Tỉnh Giả định A", "LA"), ("Tỉnh Giả định B", "CN")]
AT_REST = Memory(before=100, peak=100)
IMPORTED = Imported(
    1_000, 2.0, {"sending": 0.5, "committing": 1.5}, cpu=1.2, database_cpu=0, server=AT_REST, worker=Memory(100, 120)
)


class TestTheFilesOfDelegations:
    def test_are_the_same_each_time(self, tmp_path: Path) -> None:
        for name in ("one", "other"):
            write_file(tmp_path / name, 40, UNITS, HOSTS)
        assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()

    def test_have_a_cell_for_each_heading_and_a_code_for_each_row(self, tmp_path: Path) -> None:
        write_file(tmp_path / "file", 40, UNITS, HOSTS)
        with (tmp_path / "file").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert list(rows[0]) == list(HEADER)
        assert len({row["code"] for row in rows}) == len({row["external_id"] for row in rows}) == 40
        assert {(row["partners"], row["countries"]) for row in rows} == set(HOSTS)

    def test_of_the_warm_up_are_told_apart_by_their_external_ids(self) -> None:
        place = HEADER.index("external_id")
        ours = [line[place] for line in lines(20, UNITS, HOSTS)]
        warm_up = [line[place] for line in lines(20, UNITS, HOSTS, first=FIRST_OF_WARM_UP)]
        assert max(ours) < BELOW_WARM_UP <= min(warm_up)


class TestTheMemoryOfAProcess:
    def test_is_what_it_held_and_the_most_since(self) -> None:
        watch = Watch(os.getpid())
        taken = bytearray(os.urandom(1)) * (40 * 1_024 * 1_024)
        memory = watch.memory()
        assert len(taken) == 40 * 1_024 * 1_024
        assert 30 < memory.growth == memory.peak - memory.before

    def test_is_read_in_mebibytes(self) -> None:
        status = "Name:\tpython\nVmHWM:\t  204800 kB\nVmRSS:\t  102400 kB\n"
        assert (held_in(status, "VmRSS"), held_in(status, "VmHWM"), held_in("State:\tZ\n", "VmRSS")) == (100, 200, 0)

    def test_of_one_that_is_not_there_cannot_be_had(self) -> None:
        with pytest.raises(BenchError, match="no child"):
            child_of(os.getpid(), "no.such.module")
        with pytest.raises(BenchError, match="gone"):
            Watch(2**30)


class TestTheProcessorTimeOfADatabase:
    def test_is_that_of_the_programs_it_has_started_whether_they_run_or_not(self) -> None:
        code = "import time\nwhile time.process_time() < 0.3: pass\nprint(flush=True)\ninput()"
        before = cpu_ms_below(os.getpid())
        with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            child.stdout.readline()
            running = cpu_ms_below(os.getpid())
            child.communicate(b"\n")
        assert before + 250 < running <= cpu_ms_below(os.getpid())


class TestTheReportOfImports:
    def test_a_phase_lasts_until_the_next_is_seen(self) -> None:
        assert phases_of({"sending": 1.0, "validating": 3.0, "completed": 7.5}) == {"sending": 2.0, "validating": 4.5}

    def test_rates_are_medians_and_the_ratio_is_theirs(self) -> None:
        slow = replace(IMPORTED, seconds=4.0, phases={"sending": 1.5, "committing": 2.5})
        race = Race("SQLite", "executemany", [IMPORTED, slow], [0.5, 0.5])
        line = race_line(race)
        assert (line.ours, line.beside) == (375, 2_000)
        assert line.claim is not None
        assert (line.claim.figure, line.claim.holds) == (375 / 2_000, False)
        assert phase_note(race) == "SQLite: sending 1.0 s, committing 2.0 s; the worker's own processor time 1.2 s"
        beside = replace(race, limit="COPY", imported=[replace(IMPORTED, database_cpu=1.5)])
        assert phase_note(beside).endswith("processor time 1.2 s, the database's 1.5 s; COPY took 0.5 s")

    def test_memory_is_the_most_of_each_size_and_how_far_the_sizes_differ(self) -> None:
        larger = [replace(IMPORTED, rows=9_000, worker=Memory(100, peak)) for peak in (125, 170)]
        claims = [line.claim for line in memory_lines("SQLite", [*larger, IMPORTED])]
        figures = [(claim.name, claim.figure, claim.holds) for claim in claims if claim is not None]
        assert figures[:3] == [("growth", 20, True), ("growth", 70, False), ("difference", 50, False)]
        assert figures[3:] == [("growth", 0, True), ("growth", 0, True), ("difference", 0, True)]

    def test_others_wait_so_many_times_as_long(self) -> None:
        idle, busy = (Round(per_second=100, p50=2, p99=p99, cpu=1, memory=100) for p99 in (10.0, 60.0))
        found = Meanwhile(idle, busy)
        slowest, median = meanwhile_lines(found)
        assert slowest.claim is not None
        assert (slowest.claim.figure, slowest.claim.holds, median.claim) == (6, False, None)
        told = orjson.loads(orjson.dumps(as_json([], [slowest, median], found, {"processors": 2})))
        assert [line["claim"] and line["claim"]["holds"] for line in told["lines"]] == [False, None]
        assert told["meanwhile"]["busy"]["p99"] == 60

    def test_what_no_row_has_is_not_written(self) -> None:
        rows = filled(["a", "b", "c"], [(1, None, None), (2, None, "x")])
        assert (rows.columns, rows.records) == (["a", "c"], [(1, None), (2, "x")])


if KIND == "sqlite":

    @pytest.fixture
    async def store(live_client: httpx.AsyncClient, live_url: str, tmp_path: Path) -> SqliteStore:
        """Three delegations in `imported`, none in the registry, to which they belong."""
        unit = await live_client.post("/v1/org-units", json={"code": "SO", "name_vi": "Sở", "kind": "department"})
        made = SqliteStore(tmp_path)
        _copy(live_url, made.url(REGISTRY))
        for number in range(3):
            body = {
                "direction": "outbound",
                "title": f"Đoàn giả định {number}",
                "org_unit_id": unit.json()["id"],
                "countries": ["LA", "KH"],
                "external_id": f"HS-{number:07}",
                "source_system": "van-thu-cu",
            }
            answer = await live_client.post("/v1/delegations", json=body)
            assert answer.status_code == 201
        _copy(live_url, made.url("imported"))
        made.settle()
        return made

    def _copy(source: str, target: str) -> None:
        paths = (address.partition(":///")[2] for address in (source, target))
        with closing(sqlite3.connect(next(paths))) as old, closing(sqlite3.connect(next(paths))) as new:
            old.backup(new)

    def _files_in(folder: Path) -> list[str]:
        return [path.name for path in folder.glob("*.db*")]

    class TestTheBareWriteOfSqlite:
        async def test_leaves_the_same_rows_with_their_search_and_lists(
            self, store: SqliteStore, tmp_path: Path
        ) -> None:
            rows = store.read_rows("imported", BELOW_WARM_UP)
            store.copy("bare")
            assert store.time_writing("bare", rows) > 0
            assert store.read_rows("bare", BELOW_WARM_UP) == rows
            assert len(rows.records) == 3
            with closing(sqlite3.connect(tmp_path / "bare.db")) as bare:
                counted = [
                    bare.execute(f"SELECT count(*) FROM {table}").fetchone()
                    for table in ("delegations_fts_docs", "delegations_countries_items")
                ]
                assert counted == [(3,), (6,)]
                assert bare.execute("PRAGMA journal_mode").fetchone() == ("wal",)

        async def test_holds_to_the_foreign_keys(self, store: SqliteStore) -> None:
            rows = store.read_rows("imported", BELOW_WARM_UP)
            place = list(rows.columns).index("org_unit_id")
            stray = [(*record[:place], "of nobody", *record[place + 1 :]) for record in rows.records]
            with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
                store.time_writing(REGISTRY, replace(rows, records=stray))

        async def test_leaves_nothing_behind(self, store: SqliteStore, tmp_path: Path) -> None:
            store.copy("bare")
            for name in ("bare", "imported"):
                store.remove(name)
            assert _files_in(tmp_path) == ["registry.db"]
