"""Issuing and revoking API keys."""

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.keys import KeyHasher, generate_key, prefix_of
from app.auth.models import ApiKey
from app.auth.queries import any_key, key_with_digest, missing_units
from app.auth.rules import Role
from app.auth.schemas import ApiKeyCreate
from app.core.errors import InvalidRequest
from app.core.problems import Fault
from app.core.records import add_record
from app.core.schema import Confidentiality, stored_values


async def issue_api_key(
    session: AsyncSession, hasher: KeyHasher, values: ApiKeyCreate, key: SecretStr | None = None
) -> tuple[ApiKey, str]:
    """Store a key and return it in the clear, which nothing can do again. `key` is one chosen by the operator."""
    missing = await missing_units(session, values.org_unit_ids)
    if missing:
        places = [values.org_unit_ids.index(unit) for unit in missing]
        raise InvalidRequest(errors=[Fault("unknown_reference", f"/org_unit_ids/{place}") for place in places])
    secret = key.get_secret_value() if key else generate_key()
    row = ApiKey(**stored_values(values), prefix=prefix_of(secret), digest=hasher.digest(secret))
    return await add_record(session, row), secret


async def revoke_api_key(session: AsyncSession, row: ApiKey) -> None:
    """From now on the key opens nothing; its record stays."""
    if row.revoked_at is None:
        row.revoked_at = session.info["now"]
        await session.flush()


async def ensure_admin_key(session: AsyncSession, hasher: KeyHasher, chosen: SecretStr | None) -> str | None:
    """The first administrator key: the operator's `chosen` one, or a new one if the table is empty.

    Returns a key only when it was made here, to be shown once.
    """
    if chosen is not None:
        digest = hasher.digest(chosen.get_secret_value())
        known = (await session.execute(key_with_digest(digest))).first()
    else:
        known = (await session.execute(any_key())).first()
    if known:
        return None
    values = ApiKeyCreate(name="administrator", roles=[Role.ADMINISTRATOR], clearance=Confidentiality.RESTRICTED)
    _, secret = await issue_api_key(session, hasher, values, chosen)
    return None if chosen else secret
