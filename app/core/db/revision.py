"""The revision of the tables, known without loading Alembic: a server that starts on a current database never does."""

from sqlalchemy import text

from app.core.db.reader import Reader

HEAD = "0003"
"""The revision that this program expects; a test holds it equal to the newest file under migrations/."""


async def stored_revision(reader: Reader) -> str | None:
    """The database's revision. Raises what the database raises: an empty one has no such table."""
    found = await reader.execute(text("SELECT version_num FROM alembic_version"))
    revision: str | None = found.scalar()
    return revision
