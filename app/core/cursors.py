"""Cursors: the sort values and id of the last row, signed, and bound to the filter and sort that made them."""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import orjson

from app.core.errors import CursorMismatch, InvalidCursor

_SIGNATURE = 16
_BINDING = 8


class CursorSigner:
    """Signs with a key derived from the server's secret, so that every worker reads every cursor."""

    def __init__(self, secret: bytes) -> None:
        self._key = hashlib.blake2b(secret, person=b"doitac-cursor").digest()

    def _mac(self, data: bytes) -> bytes:
        return hashlib.blake2b(data, key=self._key, digest_size=_SIGNATURE).digest()

    def sign(self, binding: str, values: list[Any]) -> str:
        """An opaque URL-safe text. `values` must be JSON scalars, the id last."""
        data = _fingerprint(binding) + orjson.dumps(values)
        return _text(self._mac(data) + data)

    def read(self, binding: str, cursor: str) -> list[Any]:
        """The values signed. Raises InvalidCursor, or CursorMismatch when another query made it."""
        try:
            raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except (ValueError, UnicodeEncodeError) as error:
            raise InvalidCursor from error
        if _text(raw) != cursor:  # the decoder passes over foreign characters and spare bits
            raise InvalidCursor
        signature, data = raw[:_SIGNATURE], raw[_SIGNATURE:]
        if not hmac.compare_digest(signature, self._mac(data)):
            raise InvalidCursor
        if data[:_BINDING] != _fingerprint(binding):
            raise CursorMismatch
        values: list[Any] = orjson.loads(data[_BINDING:])
        return values


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _fingerprint(binding: str) -> bytes:
    return hashlib.blake2b(binding.encode(), digest_size=_BINDING).digest()
