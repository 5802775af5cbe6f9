"""Making and recognising API keys: 256 random bits, kept only as HMAC-SHA256 under a pepper."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from functools import cached_property

_MARK = "dt"
_PREFIX_LENGTH = 12


@dataclass(frozen=True)
class KeyHasher:
    """Holds the pepper, derived from the server's secret."""

    secret: bytes

    @cached_property
    def _begun(self) -> hmac.HMAC:
        """HMAC-SHA256 with the pepper already in it: OpenSSL takes ten times as long to begin one as to copy one."""
        return hmac.new(hashlib.sha256(b"doitac-key\n" + self.secret).digest(), digestmod="sha256")

    def digest(self, key: str) -> str:
        """64 hexadecimal digits."""
        begun = self._begun.copy()
        begun.update(key.encode())
        return begun.hexdigest()

    def matches(self, key: str, digest: str) -> bool:
        """In constant time."""
        return hmac.compare_digest(self.digest(key), digest)


def generate_key(mark: str = _MARK) -> str:
    """`dt_`, or another mark, and 256 random bits, URL-safe."""
    return f"{mark}_{secrets.token_urlsafe(32)}"


def prefix_of(key: str) -> str:
    """The part that is kept in the clear and shown in lists: of no use without the rest."""
    return key[:_PREFIX_LENGTH] if len(key) > 2 * _PREFIX_LENGTH else key[:3]
