"""Specs: what was sent, over what a profile keeps, read as strictly as any body."""

from collections.abc import Mapping
from typing import Any

import orjson
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.core.body import read_json
from app.core.errors import InvalidRequest
from app.core.faults import fault_of, pointer
from app.core.problems import Fault
from app.imports.matching.records import matchable
from app.imports.matching.resolver import relation_names
from app.imports.models import ImportProfile
from app.imports.schemas import ImportSpec
from app.imports.targets import TARGETS


def read_given(text: bytes | None) -> dict[str, Any]:
    """The part `spec` as JSON. Raises InvalidRequest for what is no object, MalformedRequest for bottomless nesting."""
    if text is None:
        return {}
    try:
        given = read_json(text)
    except orjson.JSONDecodeError as error:
        raise InvalidRequest(errors=[Fault("invalid_format", "/spec")]) from error
    except InvalidRequest as error:
        raise InvalidRequest(errors=[Fault(fault.code, f"/spec{fault.place}") for fault in error.errors]) from error
    if not isinstance(given, dict):
        raise InvalidRequest(errors=[Fault("not_an_object", "/spec")])
    return given


def read_spec(given: Mapping[str, Any]) -> ImportSpec:
    """Raises InvalidRequest with every fault, its pointer below `/spec`."""
    try:
        spec = ImportSpec.model_validate(given)
    except ValidationError as error:
        raise InvalidRequest(errors=[fault_of(dict(found), ("spec",)) for found in error.errors()]) from error
    check_collection(spec, "/spec")
    return spec


def check_collection(spec: ImportSpec, place: str = "") -> None:
    """Raises InvalidRequest for a collection that takes no files."""
    if spec.collection not in TARGETS:
        allowed = {"allowed": ", ".join(sorted(TARGETS))}
        raise InvalidRequest(errors=[Fault("unknown_value", f"{place}/collection", values=allowed)])


def check_names(spec: ImportSpec, principal: Principal) -> None:
    """Raises InvalidRequest for `match_on` or `relations` of what the collection, or the caller, does not have."""
    target = TARGETS[spec.collection]
    columns = matchable(target, principal)
    given = {
        f"/spec/match_on/{place}/{index}": (name, columns)
        for place, names in enumerate(spec.match_on or ())
        for index, name in enumerate(names)
    }
    given |= {pointer(["spec", "relations", name]): (name, relation_names(target)) for name in spec.relations}
    faults = [
        Fault("unknown_value", place, values={"allowed": ", ".join(sorted(allowed))})
        for place, (name, allowed) in given.items()
        if name not in allowed
    ]
    if faults:
        raise InvalidRequest(errors=faults)


async def save_profile(session: AsyncSession, name: str, spec: ImportSpec) -> bool:
    """Keep what the spec says, without the defaults; True if there was none of this name."""
    check_collection(spec)
    values = {"spec": spec.model_dump(mode="json", exclude_unset=True)}
    values |= {"updated_by": session.info["actor"], "updated_at": session.info["now"]}
    row = await session.get(ImportProfile, name, with_for_update=True)
    if row is None:
        session.add(ImportProfile(name=name, **values))
    else:
        for key, value in values.items():
            setattr(row, key, value)
    await session.flush()
    return row is None
