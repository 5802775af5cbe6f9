"""Migrations from inside the program: `doitac migrate`, and the server's own start."""

from pathlib import Path

from alembic import command
from alembic.config import Config

SCRIPTS = Path(__file__).resolve().parents[3] / "migrations"


def alembic_config(url: str) -> Config:
    """Alembic's configuration for one database; no alembic.ini is read, so that an installed package can migrate."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Bring a database to a revision. Call it outside an event loop."""
    command.upgrade(alembic_config(url), revision)
