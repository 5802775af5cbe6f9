"""Optimistic concurrency: ETag is the version; If-Match guards a write, If-None-Match spares a read (RFC 9110, 13)."""

import re
from typing import Annotated

from fastapi import Depends, Request

from app.core.errors import InvalidRequest, PreconditionFailed, PreconditionRequired
from app.core.problems import Fault

_MOST_DIGITS = 9  # of a version; what is longer is nobody's
_TAGS = re.compile(r'\s*(?:W/)?"([^"]*)"\s*(?:,|$)')


def etag(version: int) -> str:
    """`"7"`: a strong validator."""
    return f'"{version}"'


async def read_if_match(request: Request) -> frozenset[int] | None:
    """The versions that the caller accepts; None means any (absent, or `*`).

    Raises PreconditionRequired when the key must always send If-Match and did not.
    """
    header = request.headers.get("if-match")
    if header is None:
        if request.state.require_if_match:
            raise PreconditionRequired
        return None
    if header.strip() == "*":
        return None
    tags = _TAGS.findall(header)
    if not tags:
        raise InvalidRequest(errors=[Fault("invalid_format", "If-Match", "header")])
    return frozenset(int(tag) for tag in tags if tag.isdecimal() and len(tag) <= _MOST_DIGITS)


IfMatch = Annotated[frozenset[int] | None, Depends(read_if_match, scope="function")]


def check_version(accepted: frozenset[int] | None, current: int, changed_fields: list[str]) -> None:
    """Raises PreconditionFailed, which tells the current version and the fields changed since the caller's."""
    if accepted is not None and current not in accepted:
        raise PreconditionFailed(
            current_version=current, changed_fields=changed_fields, headers={"etag": etag(current)}
        )


def is_unchanged(request: Request, tag: str) -> bool:
    """Whether If-None-Match names this ETag (weak comparison, as the RFC asks)."""
    header = request.headers.get("if-none-match")
    if header is None:
        return False
    return header.strip() == "*" or tag.strip('"') in _TAGS.findall(header)
