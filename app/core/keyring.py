"""A keyring written as text: `2026:base64,2024:base64`, the key in use first, the retired ones after it."""

import re
from base64 import b64decode
from binascii import Error as NotBase64

KEY_BYTES = 32
_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,32}").fullmatch


def read_keyring(text: str) -> dict[str, bytes]:
    """The keys by id, in the order given. A malformed, repeated or short one is a ValueError, which tells no key."""
    keys: dict[str, bytes] = {}
    for place, entry in enumerate(text.split(","), start=1):
        key_id, _, encoded = entry.strip().partition(":")
        if not _KEY_ID(key_id) or key_id in keys:
            message = f"key {place} needs an id of its own: letters, digits, - and _, then a colon"
            raise ValueError(message)
        keys[key_id] = _decode(encoded, place)
    return keys


def _decode(encoded: str, place: int) -> bytes:
    try:
        key = b64decode(encoded, validate=True)
    except NotBase64:
        key = b""
    if len(key) != KEY_BYTES:
        message = f"key {place} must be {KEY_BYTES} bytes in base64"
        raise ValueError(message)
    return key
