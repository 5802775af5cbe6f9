"""Receiving a file: the form is taken apart as it comes, the file goes to the disk, and nowhere else."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from app.core.errors import BodyTooLarge, InvalidRequest, MalformedRequest
from app.core.problems import Fault, Problem
from app.core.text import normalize_text
from app.imports.folders import NO_ROOM, UPLOAD, make_folder
from app.imports.rules import MOST_SPEC_BYTES

_FILE, _TEXTS = "file", {"spec": MOST_SPEC_BYTES, "profile": 1_024}
_LONGEST_NAME = 255
_SPOOLED_BYTES = 1_048_576


class NotMultipart(Problem):
    code = "multipart_expected"
    status = 415
    title = ("Cần biểu mẫu nhiều phần", "A multipart form is expected")
    detail = (
        "Gửi multipart/form-data với hai phần “file” và “spec”.",
        "Send multipart/form-data with the parts “file” and “spec”.",
    )


class StorageFull(Problem):
    code = "storage_full"
    status = 507
    title = ("Máy chủ hết chỗ lưu", "Storage full")
    detail = ("Tệp không được lưu; hãy báo người quản trị.", "The file was not stored; tell the administrator.")


@dataclass
class Received:
    """What a form held; the file lies in the import's folder."""

    texts: dict[str, bytearray] = field(default_factory=dict)
    file_name: str | None = None
    file_size: int = 0
    file_hash: bytes = b""

    @property
    def content(self) -> bytes:
        """What makes two uploads the same, however their forms were written."""
        texts = sorted((name, bytes(text)) for name, text in self.texts.items())
        return repr((self.file_name, self.file_hash, texts)).encode()


def boundary_of(content_type: str) -> bytes:
    """Raises NotMultipart for another media type or one without its boundary."""
    media_type, parameters = parse_options_header(content_type)
    if media_type != b"multipart/form-data" or not parameters.get(b"boundary"):
        raise NotMultipart
    return parameters[b"boundary"]


async def receive_form(folder: Path, boundary: bytes, chunks: AsyncIterator[bytes], most_bytes: int) -> Received:
    """Take the form in, its file into `folder`, safe on the disk when this returns.

    Raises MalformedRequest (also when the client goes away), InvalidRequest, BodyTooLarge, StorageFull.
    """
    try:
        make_folder(folder)
        with _FileSink(folder / UPLOAD, most_bytes) as sink:
            form = _Form(sink)
            await _feed(form, boundary, chunks)
            await asyncio.to_thread(sink.finish)
    except (FormParserError, ClientDisconnect) as error:
        raise MalformedRequest from error
    except OSError as error:
        if error.errno in NO_ROOM:
            raise StorageFull from error
        raise
    received = form.received
    received.file_size, received.file_hash = sink.size, sink.hash.digest()
    return received


async def _feed(form: "_Form", boundary: bytes, chunks: AsyncIterator[bytes]) -> None:
    parser = MultipartParser(boundary, form.callbacks)
    async for chunk in chunks:
        parser.write(chunk)
        if len(form.sink.waiting) >= _SPOOLED_BYTES:
            await asyncio.to_thread(form.sink.write)
    parser.finalize()
    if not form.is_whole:
        raise MalformedRequest


class _FileSink:
    """A file that is written in large pieces, off the event loop, and hashed on the way."""

    def __init__(self, path: Path, most_bytes: int) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        self._file = os.fdopen(descriptor, "wb", buffering=0)
        self._most_bytes = most_bytes
        self.waiting = bytearray()
        self.size = 0
        self.hash = hashlib.sha256()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def take(self, data: bytes) -> None:
        """Raises BodyTooLarge for one byte too many."""
        self.size += len(data)
        if self.size > self._most_bytes:
            raise BodyTooLarge
        self.waiting += data

    def write(self) -> None:
        """What waits goes to the file. Blocking."""
        data = memoryview(bytes(self.waiting))
        self.waiting.clear()
        self.hash.update(data)
        while data:
            data = data[self._file.write(data) :]

    def finish(self) -> None:
        """The rest as well, safe from a power cut. Blocking."""
        self.write()
        os.fsync(self._file.fileno())


class _Form:
    """Hears what the parser finds: parts `file`, `spec` and `profile`, each once, in any order."""

    def __init__(self, sink: _FileSink) -> None:
        self.sink = sink
        self.received = Received()
        self.is_whole = False
        self._header: tuple[bytearray, bytearray] = (bytearray(), bytearray())
        self._disposition = ""
        self._name = ""

    @property
    def callbacks(self) -> Any:  # noqa: ANN401  # a type that the library keeps to itself
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._header[0].extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._header[1].extend(data[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._open,
            "on_part_data": lambda data, start, end: self._take(data[start:end]),
            "on_end": self._end,
        }

    def _begin(self) -> None:
        self._disposition = ""

    def _end_header(self) -> None:
        name, value = (bytes(part).decode("utf-8", "replace") for part in self._header)
        self._header = (bytearray(), bytearray())
        if name.lower() == "content-disposition":
            self._disposition = value

    def _open(self) -> None:
        options = _options_of(self._disposition)
        name = self._name = options.get("name", "")
        if name != _FILE and name not in _TEXTS:
            raise InvalidRequest(errors=[Fault("unknown_field", f"/{name[:100]}")])
        if name in self.received.texts or (name == _FILE and self.received.file_name is not None):
            raise InvalidRequest(errors=[Fault("too_long", f"/{name}")])
        if name == _FILE:
            self.received.file_name = _name_of(options.get("filename", ""))
        else:
            self.received.texts[name] = bytearray()

    def _take(self, data: bytes) -> None:
        if self._name == _FILE:
            self.sink.take(data)
            return
        text = self.received.texts[self._name]
        text += data
        if len(text) > _TEXTS[self._name]:
            raise InvalidRequest(errors=[Fault("too_long", f"/{self._name}")])

    def _end(self) -> None:
        self.is_whole = True


def _options_of(disposition: str) -> dict[str, str]:
    """The parser's own reading is of Latin-1; names of files are UTF-8 (RFC 7578, 5.1)."""
    _, options = parse_options_header(disposition.encode().decode("latin-1"))
    return {name.decode("latin-1"): value.decode("utf-8", "replace") for name, value in options.items()}


def _name_of(given: str) -> str:
    """The file's own name, whatever path came before it, without what a terminal would obey."""
    name = given.replace("\\", "/").rpartition("/")[2]
    return normalize_text("".join(letter for letter in name if letter.isprintable()))[:_LONGEST_NAME]
