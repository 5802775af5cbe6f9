"""`import`, `export` and `undo-import`, of `doitac` and of `doitac-client`, which needs no server's code beside it.

They end with 0 if all is well; 1 if rows failed, the import did, or the server refused it; 2 if the command itself is
wrong, the server was not reached, or it does not know the key.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from doitac_client.errors import DoitacError
from doitac_client.imports import ImportResult
from doitac_client.reporting import FailOn, Report
from doitac_client.sync import Doitac

FAILED, MISUSED = 1, 2
_ASKED_WRONGLY = frozenset({None, 400, 401, 403, 404})

Url = Annotated[str, typer.Option(help="the server", envvar="DOITAC_URL")]
Key = Annotated[str | None, typer.Option(help="an API key", envvar="DOITAC_KEY", show_envvar=True)]
Lang = Annotated[str, typer.Option(help="of messages: vi or en")]
Json = Annotated[bool, typer.Option("--json", help="one JSON object on standard output, and nothing else")]
Watch = Annotated[bool | None, typer.Option("--watch/--no-watch", help="a live bar; as a rule, on a terminal")]
LOCAL = "http://127.0.0.1:8000"

client = typer.Typer(help="Ask a Doitac server.", no_args_is_help=True, add_completion=False)


def main() -> None:
    """The console script."""
    client()


def add_commands(cli: typer.Typer) -> None:
    """The same three commands for another command line."""
    cli.command("import")(import_file)
    cli.command("export")(export_collection)
    cli.command("undo-import")(undo_import)


def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="CSV, XLSX or NDJSON")],
    collection: Annotated[str, typer.Option(help="where the rows go: delegations, partners, ...")],
    url: Url = LOCAL,
    key: Key = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="check, commit nothing")] = False,
    watch: Watch = None,
    fail_on: Annotated[FailOn, typer.Option(help="with these, nothing is committed and the exit code is 1")] = (
        FailOn.ERRORS
    ),
    mode: Annotated[str | None, typer.Option(help="create, update, upsert or fill")] = None,
    match_on: Annotated[list[str] | None, typer.Option(help="`code`, or `source_system,external_id`; in order")] = None,
    columns: Annotated[list[str] | None, typer.Option(help='"Tên đoàn=title"; nothing after = leaves it out')] = None,
    profile: Annotated[str | None, typer.Option(help="a spec saved on the server")] = None,
    transaction: Annotated[str | None, typer.Option(help="atomic or partial")] = None,
    max_error_rate: Annotated[float | None, typer.Option(help="more failed rows than this part: no commit")] = None,
    dates: Annotated[str | None, typer.Option(help="DMY, MDY or YMD, if the file does not tell")] = None,
    sheet: Annotated[str | None, typer.Option(help="of a workbook")] = None,
    encoding: Annotated[str | None, typer.Option(help="of a CSV file")] = None,
    delimiter: Annotated[str | None, typer.Option(help="of a CSV file")] = None,
    comment: Annotated[str | None, typer.Option(help="joins the history of every record")] = None,
    errors_to: Annotated[Path | None, typer.Option(help="write the refused rows there, CSV or XLSX")] = None,
    lang: Lang = "vi",
    as_json: Json = False,
) -> None:
    """Check a file's rows and commit them."""
    spec = _spec_of(
        mode=mode,
        match_on=[part.split(",") for part in match_on or ()],
        columns={name: field or None for name, field in _pairs("--columns", columns)},
        transaction=transaction,
        max_error_rate=max_error_rate,
        dates=dates,
        sheet=sheet,
        encoding=encoding,
        delimiter=delimiter,
        comment=comment,
    )
    report = Report(fail_on=fail_on, as_json=as_json, watch=watch)

    def is_wanted(checked: ImportResult) -> bool:
        return not dry_run and report.is_good(checked)

    with _asking(url, key, lang, report) as doitac:
        with report.watching() as on_progress:
            result = doitac.imports.run(
                file, collection, commit=is_wanted, on_progress=on_progress, profile=profile, **spec
            )
        if errors_to is not None and result.failed:
            doitac.imports.download_errors(result.id, errors_to)
        report.tell_import(result, list(doitac.imports.errors(result.id)) if result.failed else [], dry_run=dry_run)
    if not (report.is_good(result) and (result.is_committed or (dry_run and result.is_usable))):
        raise typer.Exit(FAILED)


def export_collection(
    collection: Annotated[str, typer.Argument(help="delegations, partners, ...")],
    output: Annotated[Path, typer.Option(help="the file; - is standard output")] = Path("-"),
    format: Annotated[str | None, typer.Option(help="csv, xlsx or ndjson; as a rule, what the file is named")] = None,
    filter: Annotated[list[str] | None, typer.Option(help="status=approved; of the list, and so is sort")] = None,
    url: Url = LOCAL,
    key: Key = None,
    lang: Lang = "vi",
) -> None:
    """Write the records that the filters let through to a file, which appears when it is whole."""
    filters = dict(_pairs("--filter", filter))
    target = typer.get_binary_stream("stdout") if output == Path("-") else output
    with _asking(url, key, lang, Report()) as doitac:
        doitac.exports.download(collection, target, format=format, **({"lang": lang} | filters))


def undo_import(
    id: Annotated[str, typer.Argument(metavar="ID", help="as `import` printed it")],
    url: Url = LOCAL,
    key: Key = None,
    watch: Watch = None,
    lang: Lang = "vi",
    as_json: Json = False,
) -> None:
    """Take an import back; a record that was changed since stays, and is reported as a conflict."""
    report = Report(as_json=as_json, watch=watch)
    with _asking(url, key, lang, report) as doitac:
        with report.watching() as on_progress:
            result = doitac.imports.undo(id, on_progress)
        conflicts = list(doitac.imports.rows(id, status="conflict")) if result.state == "partly_undone" else []
        report.tell_undo(result, conflicts)
    if result.state != "undone":
        raise typer.Exit(FAILED)


@contextmanager
def _asking(url: str, key: str | None, language: str, report: Report) -> Iterator[Doitac]:
    try:
        with Doitac(url, key, language=language) as doitac:
            yield doitac
    except DoitacError as error:
        report.tell_refusal(error)
        raise typer.Exit(MISUSED if error.status in _ASKED_WRONGLY else FAILED) from error
    except KeyboardInterrupt:
        report.tell_where()
        raise


def _spec_of(**options: object) -> dict[str, Any]:
    """What was said: the rest is the profile's, or the server's own."""
    return {name: value for name, value in options.items() if value not in (None, [], {})}


def _pairs(option: str, given: Sequence[str] | None) -> list[tuple[str, str]]:
    """`name=value`, cut at the last `=` of a header and the first of a filter alike: neither's other side has one."""
    pairs = []
    for text in given or ():
        name, equals, value = text.rpartition("=") if option == "--columns" else text.partition("=")
        if not equals or not name:
            raise typer.BadParameter(f"{text!r} is not NAME=VALUE", param_hint=option)
        pairs.append((name, value))
    return pairs


add_commands(client)
