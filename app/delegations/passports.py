"""Số hộ chiếu: passport numbers, sealed at rest, shown as a mask, opened for the cleared alone and never untraced.

A sealed number is `fingerprint.key.box`: a keyed hash that tells whether two numbers are the same, the id of the key,
and AES-256-GCM of the number bound to its member, so that it opens in no other row.
"""

import hmac
import re
import secrets
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from functools import cached_property
from hashlib import blake2b, sha256
from importlib import import_module
from typing import Any

import orjson

from app.audit.service import note_reading
from app.core.db.engine import Database
from app.core.keyring import KEY_BYTES, read_keyring
from app.core.problems import Problem
from app.core.settings import Settings
from app.delegations.models import DelegationMember

FINGERPRINT_LENGTH = 16
"""Characters of a sealed number that are the same for the same number, whoever's it is."""
_NONCE_BYTES = 12
VEIL = "•••"
_MOST_SHOWN, _LEAST_HIDDEN = 4, 4
_NUMBER = re.compile(r"[A-Z0-9]{6,20}").fullmatch
_MASK = re.compile(rf"{VEIL}[A-Z0-9]{{1,{_MOST_SHOWN}}}").fullmatch
_BETWEEN = re.compile(r"[\s-]+")


class PassportUnreadable(Problem):
    code = "passport_unreadable"
    status = 503
    title = ("Không mở được số hộ chiếu", "Passport number unreadable")
    detail = (
        "Máy chủ không có khóa đã niêm phong số này (DOITAC_PASSPORT_KEYS); dùng “fields” để đọc các trường khác.",
        "The server lacks the key that sealed this number (DOITAC_PASSPORT_KEYS); “fields” reads the other fields.",
    )


def normalize_number(text: str) -> str | None:
    """The number as it is kept, or the mask as it was shown; None for what is neither. Spaces and hyphens go."""
    compact = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    number = compact.upper() if compact.removeprefix(VEIL).isascii() else ""
    return number if _NUMBER(number) or _MASK(number) else None


def is_mask(text: str) -> bool:
    """Whether this stands for a number instead of being one."""
    return text.startswith(VEIL)


def mask_of(number: str) -> str:
    """`•••4567`: at most the last four characters, and never so many that fewer than four stay hidden."""
    return VEIL + number[-min(_MOST_SHOWN, len(number) - _LEAST_HIDDEN) :]


class PassportSealer:
    """Seals with the first key and opens with any; the key derived from the server's secret is the last."""

    def __init__(self, secret: bytes, keys: Mapping[str, bytes]) -> None:
        """`keys` by id, the one in use first; none: the derived one is in use."""
        self._secret, self._given = secret, keys

    @cached_property
    def _keys(self) -> dict[str, bytes]:
        own = _derive(self._secret, b"doitac passport key")
        return {**self._given, f"server-{blake2b(own, digest_size=4).hexdigest()}": own}

    @cached_property
    def _fingerprint_key(self) -> bytes:
        return _derive(self._secret, b"doitac passport fingerprint")

    def fingerprint(self, number: str) -> str:
        """What a sealed number begins with: the same for the same number, and of use to nobody without the secret."""
        digest = hmac.digest(self._fingerprint_key, number.encode(), sha256)
        return urlsafe_b64encode(digest).decode()[:FINGERPRINT_LENGTH]

    def is_of(self, sealed: str | None, number: str) -> bool:
        """Whether this is what was sealed, without opening it."""
        return sealed is not None and sealed.startswith(self.fingerprint(number))

    def seal(self, number: str, member_id: str) -> str:
        """The text to store for this member."""
        key_id, key = next(iter(self._keys.items()))
        nonce = secrets.token_bytes(_NONCE_BYTES)
        box = nonce + _cipher(key).encrypt(nonce, number.encode(), member_id.encode())
        return f"{self.fingerprint(number)}.{key_id}.{urlsafe_b64encode(box).decode()}"

    def open(self, sealed: str, member_id: str) -> str:
        """The number. Raises PassportUnreadable if its key is not on the ring, or is not the one that sealed it."""
        _, key_id, text = sealed.split(".")
        key = self._keys.get(key_id)
        if key is None:
            raise PassportUnreadable
        box = urlsafe_b64decode(text)
        try:
            number: bytes = _cipher(key).decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], member_id.encode())
        except _library("exceptions").InvalidTag as error:
            raise PassportUnreadable from error
        return number.decode()


def _library(part: str) -> Any:  # noqa: ANN401  # a module
    """Loaded with the first passport: docs/decisions/0019."""
    return import_module(f"cryptography.{part}")


def _cipher(key: bytes) -> Any:  # noqa: ANN401  # the library's AESGCM
    return _library("hazmat.primitives.ciphers.aead").AESGCM(key)


def _derive(secret: bytes, purpose: bytes) -> bytes:
    sha = _library("hazmat.primitives.hashes").SHA256()
    derived: bytes = _library("hazmat.primitives.kdf.hkdf").HKDF(sha, KEY_BYTES, None, purpose).derive(secret)
    return derived


def sealer_of(settings: Settings) -> PassportSealer:
    """The sealer of this server."""
    keys = settings.passport_keys
    return PassportSealer(settings.secret(), read_keyring(keys.get_secret_value()) if keys is not None else {})


async def reveal_passports(
    database: Database, sealer: PassportSealer, actor: str, request_id: str, items: Sequence[bytes]
) -> list[bytes]:
    """The records, as JSON, with the number in place of `{id, version, sealed}`.

    What is opened is noted in the member's audit in the transaction that opens it: no note, no number.
    """
    records = [orjson.loads(item) for item in items]
    places = [record["passport_number"] for record in records]
    sealed = [place for place in places if place["sealed"] is not None]
    if sealed:
        async with database.writing(actor, request_id=request_id) as session:
            noted = [(place["id"], place["version"]) for place in sealed]
            await note_reading(session, DelegationMember, noted)
            numbers = {place["id"]: sealer.open(place["sealed"], place["id"]) for place in sealed}
    else:
        numbers = {}
    shown = [record | {"passport_number": numbers.get(record["passport_number"]["id"])} for record in records]
    return [orjson.dumps(record) for record in shown]
