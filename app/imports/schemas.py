"""Imports as the API takes and shows them (api.md, 3 and 6)."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StrictBool, StringConstraints

from app.core.listing import ListQuery
from app.core.schema import Answer, RecordId, Schema, ShortText, split_commas
from app.imports.models import ImportState, RowAction, RowStatus

ADDRESS = "/v1/imports"
_MOST_COLUMNS = 500
Header = Annotated[str, StringConstraints(max_length=1_000)]
Target = Annotated[str, StringConstraints(max_length=100)]
CellText = Annotated[str, StringConstraints(max_length=32_767)]
"""As much as a spreadsheet's cell holds."""
Way = Literal["id", "code", "external_id", "name"]


class Relation(Schema):
    """How the records that a column names are found: `by` in that order; names are read with their aliases.

    Of the old and the new unit of one name the day of the row says which is meant (a delegation's `planned_from` and
    `actual_from`, a greeting's `occurrence_date`, `sent_on` and `received_on`, an activity's `held_from`, a document's
    `issued_on`), as `Lào Cai (cũ)` and `Lào Cai (mới)` do. What may still mean several is refused as `ambiguous_match`,
    with the candidates.
    """

    by: Annotated[list[Way], Field(min_length=1, max_length=4)] = ["id", "code", "external_id", "name"]
    create_missing: Annotated[
        Literal[False], Field(description="a record is not made of a name alone: import it first")
    ] = False


class ImportSpec(Schema):
    """How to read a file and what to do with its rows.

    `mode`: `create` refuses a row whose record is there already, `update` one whose record is not; `upsert` does
    either; `fill` puts values only where the record has none. `match_on`: sets of columns, the first that the file has
    decides; absent, the collection's own keys. `blank`: what an empty cell means; a cell with `clear_token` always
    clears. `columns`: header → field, null for a column to leave aside; the others are found by their names.

    A row whose `id` nobody has is refused: it is mistyped, or of another registry. To take over another registry's
    export say `create`, or a `match_on` without `id`: such ids are then left aside, and new records get ids of their
    own. A text that is the `clear_token` itself needs another token, or null.
    """

    collection: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    format: Literal["auto", "csv", "xlsx", "ndjson"] = "auto"
    mode: Literal["create", "update", "upsert", "fill"] = "upsert"
    match_on: (
        Annotated[list[Annotated[list[Target], Field(min_length=1, max_length=10)]], Field(min_length=1, max_length=10)]
        | None
    ) = None
    transaction: Literal["atomic", "partial"] = "atomic"
    auto_commit: StrictBool = False
    max_error_rate: Annotated[float, Field(ge=0, le=1, description="of the rows, above which no commit is taken")] = 0.1
    blank: Literal["ignore", "clear"] = "ignore"
    clear_token: Annotated[str, StringConstraints(min_length=1, max_length=50)] | None = "(xóa)"  # noqa: S105  # what a cell says
    dates: Literal["auto", "DMY", "MDY", "YMD"] = "auto"
    encoding: Literal["auto", "utf-8", "utf-16", "windows-1258", "windows-1252"] = "auto"
    delimiter: Literal["auto", ",", ";", "\t", "|"] = "auto"
    sheet: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None
    columns: Annotated[dict[Header, Target | None], Field(max_length=_MOST_COLUMNS)] = {}
    relations: Annotated[dict[Target, Relation], Field(max_length=50)] = {}
    comment: Annotated[ShortText | Literal[""], Field(description="joins the history of every record written")] = ""


class Counters(Answer):
    """`rows_read` is the sum of the others; before the commit they tell what it would do."""

    rows_read: int
    created: int
    updated: int
    unchanged: int
    skipped: int
    failed: int
    blank: int


class Detected(Answer):
    """What the file turned out to be; all null until it has been looked at."""

    format: str | None
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    header_line: int | None
    date_order: Annotated[dict[str, str], Field(description="of each column of dates: header → DMY, MDY or YMD")]
    columns: Annotated[dict[str, str | None], Field(description="header → field; null: nothing takes it")]
    unknown_columns: Annotated[list[str], Field(description="of either sheet")]
    members_sheet: Annotated[
        str | None, Field(description="of a workbook of delegations: the sheet beside that lists their members")
    ]
    members_header_line: int | None
    members_columns: Annotated[dict[str, str | None], Field(description="of that sheet, as `columns`")]
    members_date_order: Annotated[dict[str, str], Field(description="of that sheet, as `date_order`")]


class ImportFailure(Answer):
    """Why an import failed, in the caller's language."""

    code: str
    title: str
    detail: str


class ImportRead(Answer):
    """One import. `rate` in rows a second; `rate` and `eta_seconds` are null unless it is at work."""

    id: RecordId
    collection: str
    state: ImportState
    counters: Counters
    rows_done: int
    rows_total: int | None
    rate: float | None
    eta_seconds: float | None
    warnings: Annotated[list[dict[str, Any]], Field(description="each with its `code` and `detail`")]
    detected: Detected
    spec: dict[str, Any]
    error: ImportFailure | None
    resumable: bool
    file_name: str
    file_size: int
    created_by: str
    created_at: datetime
    updated_at: datetime
    links: dict[str, str]


class ImportRowRead(Answer):
    """A staged line: `raw` as the file has it, `values` what would be written, `diff` {field: [before, after]}."""

    line: Annotated[
        int,
        Field(
            description="as the spreadsheet or text editor shows it; on a sheet of members 2,000,000 are added to it"
        ),
    ]
    sheet: Annotated[str | None, Field(description="the sheet of a workbook that the line stands on")]
    action: RowAction
    status: RowStatus
    record_id: RecordId | None
    version: int | None
    raw: dict[str, Any]
    values: dict[str, Any] | None
    diff: dict[str, Any] | None
    errors: Annotated[list[dict[str, Any]], Field(description="each with `column`, `field`, `code` and `detail`")]
    warnings: list[dict[str, Any]]
    candidates: Annotated[list[dict[str, Any]], Field(description="the records between which a name does not decide")]


class RowCorrection(Schema):
    """New cells of one line, by header; the others stay."""

    cells: Annotated[
        dict[Header, CellText | StrictBool | int | float | None], Field(min_length=1, max_length=_MOST_COLUMNS)
    ]


class ErrorExample(Answer):
    """A refused cell."""

    line: int
    value: Any


class ErrorGroup(Answer):
    """All refusals of one code in one column."""

    sheet: Annotated[str | None, Field(description="the sheet of a workbook that the column is of")]
    code: str
    column: str | None
    field: str | None
    detail: str
    count: int
    lines: Annotated[str, Field(description="`5-9, 12`; `…` ends a list that would be too long")]
    examples: list[ErrorExample]


class ErrorGroups(Answer):
    """What is wrong with an import's rows, the most frequent first."""

    items: list[ErrorGroup]


class ImportProfileRead(Answer):
    """A saved spec: what was given, without the defaults."""

    name: str
    spec: dict[str, Any]
    updated_by: str
    updated_at: datetime


class ImportQuery(ListQuery):
    """Filters of the list."""

    collection: Annotated[list[str] | None, BeforeValidator(split_commas)] = None
    state: Annotated[list[ImportState] | None, BeforeValidator(split_commas)] = None


class ImportRowQuery(ListQuery):
    """Filters of the staged rows."""

    status: Annotated[list[RowStatus] | None, BeforeValidator(split_commas)] = None
    action: Annotated[list[RowAction] | None, BeforeValidator(split_commas)] = None


class TemplateQuery(Schema):
    """The language of a template's headers and words."""

    lang: Literal["vi", "en"] = "vi"
