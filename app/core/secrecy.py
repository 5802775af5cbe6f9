"""State secrets have no place here: this registry may run on a networked machine (QĐ 1178/QĐ-TTg; domain.md 10)."""

import re

from pydantic_core import PydanticCustomError

from app.core.text import fold

_LEVEL = r"(?:tuyệt mật|tối mật|mật|tuyet mat|toi mat|top secret)"
_MARKING = re.compile(rf"\W*(?:độ mật\W+)?{_LEVEL}\W*", re.IGNORECASE).fullmatch
_STAMP = re.compile(rf"[\[(<]\s*{_LEVEL}\s*[\])>]", re.IGNORECASE).search
_SECRET_WORDS = {"mat", "toimat", "tuyetmat", "secret", "topsecret", "confidential", "statesecret"}


def refuse_state_secret(value: object) -> object:
    """Mật, Tối mật, Tuyệt mật in any spelling."""
    if isinstance(value, str) and fold(value) in _SECRET_WORDS:
        code = "state_secret_refused"
        raise PydanticCustomError(code, "state secrets are refused")
    return value


def refuse_marking(text: str) -> str:
    """A text that is a marking of secrecy, or bears one as a stamp: `Độ mật: Tối mật`, `... (MẬT)`, `[tuyet mat]`.

    A text that speaks of secrets is none: `Danh mục bí mật nhà nước độ Mật` passes.
    """
    if _STAMP(text) or _MARKING(text):
        code = "state_secret_refused"
        raise PydanticCustomError(code, "state secrets are refused")
    return text
