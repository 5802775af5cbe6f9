"""The `doitac` command: serve, migrate, seed, demo, keys, openapi; and the client's import and export."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Annotated, Any, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console, RenderableType
from rich.table import Table
from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

import app.models as tables
from app.anniversaries.queries.occurrences import lunar_ones
from app.anniversaries.schemas.occurrences import OccurrenceWindow
from app.anniversaries.service.occurrences import read_occurrences
from app.anniversaries.terminal import draw_calendar
from app.auth.keys import KeyHasher
from app.auth.principal import system_principal
from app.auth.queries import readable as readable_keys
from app.auth.rules import Role
from app.auth.schemas import ApiKeyCreate
from app.auth.service import issue_api_key, revoke_api_key
from app.core.clock import now
from app.core.dates import today_in
from app.core.db.engine import Database
from app.core.faults import fault_of
from app.core.i18n import Language
from app.core.problems import Fault, Problem
from app.core.schema import Confidentiality
from app.core.settings import Settings
from app.feeds.models import FeedLanguage
from app.main import create_app
from app.serving import migrate_database, serve
from demo.bar import show_load
from demo.load import DemoRefusedError
from demo.sizes import Size
from doitac_client.cli import add_commands
from seed.loader import load_seed

cli = typer.Typer(
    help="Doitac: the registry of foreign partners.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)
keys = typer.Typer(help="Issue, list and revoke API keys.", no_args_is_help=True)
cli.add_typer(keys, name="keys")
add_commands(cli)
console = Console()
Result = TypeVar("Result")


def main() -> None:
    """The console script."""
    cli()


cli.command()(serve)


@cli.command()
def migrate(revision: Annotated[str, typer.Argument(help="head, or a revision")] = "head") -> None:
    """Bring the database's tables up to date."""
    migrate_database(Settings(), revision)
    console.print("The database is up to date.")


@cli.command()
def seed() -> None:
    """Load the facts of the five plans; what is there already stays as it is."""
    counts = _run(load_seed)
    for collection, count in counts.items():
        console.print(f"{collection}: {count} new")


@cli.command()
def demo(
    size: Annotated[Size, typer.Option(help="a bit of all; 20 years of a province; 34 provinces")] = Size.SMALL,
    seed: Annotated[int, typer.Option(help="another number makes other records")] = 7,
) -> None:
    """Fill the database with records that are plainly made up, to try it with; never a second time."""
    begun = time.monotonic()
    try:
        counts = _run(lambda session: show_load(session, Settings(), size, seed, console), actor="demo")
    except DemoRefusedError as refused:
        console.print(str(refused), style="red")
        raise typer.Exit(1) from refused
    for collection, count in counts.items():
        console.print(f"{collection}: {count} new")
    console.print(f"{time.monotonic() - begun:.1f} s")


@cli.command()
def anniversaries(
    from_: Annotated[str | None, typer.Option("--from", help="first day, YYYY-MM-DD; 1 January if absent")] = None,
    to: Annotated[str | None, typer.Option(help="last day, YYYY-MM-DD; the end of that year if absent")] = None,
    lang: Annotated[FeedLanguage, typer.Option(help="of titles and words")] = FeedLanguage.VI,
    country: Annotated[list[str] | None, typer.Option(help="ISO 3166-1 codes; may be given more than once")] = None,
) -> None:
    """Print the anniversaries of a year, or of another window, by month."""
    settings = Settings()
    start = from_ or f"{today_in(settings.time_zone, now()).year}-01-01"
    try:
        window = OccurrenceWindow.model_validate({"from": start, "to": to or f"{start[:4]}-12-31", "country": country})
    except ValidationError as error:
        raise _refused([fault_of(dict(found)) for found in error.errors()]) from error
    for panel in asyncio.run(_draw_anniversaries(settings, window, "en" if lang is FeedLanguage.EN else "vi")):
        console.print(panel)


@cli.command()
def openapi(*, compact: Annotated[bool, typer.Option("--compact", help="on one line")] = False) -> None:
    """Print the OpenAPI document."""
    layout: dict[str, Any] = {"separators": (",", ":")} if compact else {"indent": 2}
    typer.echo(json.dumps(create_app().openapi(), ensure_ascii=False, **layout))


@keys.command("create")
def create_key(
    name: str,
    role: Annotated[list[Role], typer.Option(help="may be given more than once")] = [Role.READER],  # noqa: B006  # typer copies it
    clearance: Confidentiality = Confidentiality.INTERNAL,
    org_unit: Annotated[list[str], typer.Option(help="an org unit's id; none means every unit")] = [],  # noqa: B006
) -> None:
    """Issue a key and print it, once."""
    values = ApiKeyCreate(name=name, roles=role, clearance=clearance, org_unit_ids=org_unit)
    _, secret = _run(lambda session: issue_api_key(session, KeyHasher(Settings().secret()), values))
    typer.echo(secret)


@keys.command("list")
def list_keys() -> None:
    """Show every key, without its secret."""
    table = Table("id", "prefix", "name", "roles", "clearance", "expires", "revoked", "last used")
    for row in _run(lambda session: _all(session, readable_keys().with_only_columns(tables.ApiKey))):
        moments = (row.expires_at, row.revoked_at, row.last_used_at)
        shown = (moment.isoformat(timespec="seconds") if moment else "-" for moment in moments)
        table.add_row(row.id, row.prefix, row.name, ", ".join(row.roles), row.clearance.value, *shown)
    console.print(table)


@keys.command("revoke")
def revoke_key(id_: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Revoke the key with this id."""

    async def revoke(session: AsyncSession) -> bool:
        found = await _all(session, readable_keys().where(tables.ApiKey.id == id_).with_only_columns(tables.ApiKey))
        for row in found:
            await revoke_api_key(session, row)
        return bool(found)

    if not _run(revoke):
        console.print("No key has this id.")
        raise typer.Exit(1)
    console.print("Revoked.")


async def _draw_anniversaries(settings: Settings, window: OccurrenceWindow, language: Language) -> list[RenderableType]:
    database, principal = Database(settings), system_principal("cli")
    try:
        rows = await read_occurrences(database.reader, principal, window, language)
        lunar = (await database.reader.execute(lunar_ones(principal))).scalars()
        return list(draw_calendar(rows, set(lunar), language))
    finally:
        await database.dispose()


async def _all(session: AsyncSession, statement: Select[tables.ApiKey]) -> list[tables.ApiKey]:
    return list((await session.execute(statement)).scalars())


def _run(work: Callable[[AsyncSession], Awaitable[Result]], actor: str = "system") -> Result:
    async def within() -> Result:
        database = Database(Settings())
        try:
            async with database.writing(actor=actor) as session:
                return await work(session)
        finally:
            await database.dispose()

    try:
        return asyncio.run(within())
    except Problem as problem:
        raise _refused(problem.errors) from problem


def _refused(faults: Iterable[Fault]) -> typer.Exit:
    for fault in faults:
        console.print(f"{fault.place}: {fault.code}", style="red")
    return typer.Exit(1)
