"""The client against the application itself, against a server's process, and against one that answers by a script."""

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from doitac_client import AsyncDoitac, Doitac
from tests.conftest import MakeClient
from tests.servers import ADMIN_KEY, Server, serving


@pytest.fixture
async def doitac(app: FastAPI, make_client: MakeClient) -> AsyncIterator[AsyncDoitac]:
    """In this process, on the test's sandbox."""
    key = (await make_client()).headers["authorization"].removeprefix("Bearer ")
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with AsyncDoitac("http://doitac/v1/", key, transport=transport, language="en") as client:
        yield client


@pytest.fixture(scope="session")
def server(new_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A process of its own, with a database of its own; tests name their records so that they do not meet."""
    folder = tmp_path_factory.mktemp("client-server")
    with serving(new_database("client"), folder, DOITAC_RATE_LIMIT="0") as running:
        running.wait_until_ready()
        yield running


@pytest.fixture
def waiting(server: Server) -> Iterator[Doitac]:
    """The client that waits, on that process."""
    with Doitac(server.base_url, ADMIN_KEY, language="en") as client:
        yield client


@pytest.fixture
async def awaited(server: Server) -> AsyncIterator[AsyncDoitac]:
    """The client that awaits, on that process: for what must really be committed."""
    async with AsyncDoitac(server.base_url, ADMIN_KEY, language="en") as client:
        yield client


@dataclass
class Said:
    """One answer of the script. `cut`: so many bytes of the body are sent, then the connection ends."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None


@dataclass(frozen=True)
class Heard:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class ScriptedServer:
    """Gives its answers in order; the last one for ever."""

    base_url: str
    script: list[Said]
    heard: list[Heard] = field(default_factory=list)

    def next_answer(self) -> Said:
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]


def _handler_of(scripted: ScriptedServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            scripted.heard.append(Heard(self.command, self.path, headers, body))
            said = scripted.next_answer()
            if not said.status:  # the connection ends without a word
                self.close_connection = True
                return
            self.send_response(said.status)
            for name, value in {"content-length": str(len(said.body)), **said.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body[: said.cut])
            self.close_connection = self.close_connection or said.cut is not None

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815  # so the library looks for them

        def log_message(self, format: str, *args: object) -> None:
            """Nothing to the terminal."""

    return Handler


@pytest.fixture
def scripted() -> Iterator[Callable[..., ScriptedServer]]:
    """Starts such servers."""
    running: list[tuple[ThreadingHTTPServer, threading.Thread]] = []

    def start(*script: Said) -> ScriptedServer:
        answering = ScriptedServer("", list(script))
        http = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(answering))
        answering.base_url = f"http://127.0.0.1:{http.server_port}"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        running.append((http, thread))
        return answering

    yield start
    for http, thread in running:
        http.shutdown()
        http.server_close()
        thread.join()


StartScript = Callable[..., ScriptedServer]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A small file to upload."""
    path = tmp_path / "đoàn ra.csv"
    path.write_text("Tên đoàn\nĐoàn mẫu\n", encoding="utf-8")
    return path


@pytest.fixture
def prefix() -> str:
    """Tells this test's units from others'."""
    return f"Xã {uuid4().hex}"


@pytest.fixture
def good(tmp_path: Path, prefix: str) -> Path:
    """Two units."""
    return write_book(tmp_path / "tốt.csv", "name_vi,kind", f"{prefix} một,commune", f"{prefix} hai,commune")


def write_book(path: Path, *lines: str) -> Path:
    """The header first."""
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path
