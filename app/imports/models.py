"""Imports, their staged rows, and saved specs."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db.types import Id
from app.core.i18n import Labelled
from app.core.model import Base


class ImportState(Labelled):
    """Trạng thái của một lần nhập (api.md, 3). `interrupted` is not stored: an active state without a worker is it."""

    UPLOADED = "uploaded", "Đã tải lên", "Uploaded"
    PARSING = "parsing", "Đang đọc tệp", "Parsing"
    VALIDATING = "validating", "Đang kiểm tra", "Validating"
    VALIDATED = "validated", "Đã kiểm tra", "Validated"
    COMMITTING = "committing", "Đang ghi", "Committing"
    COMPLETED = "completed", "Đã xong", "Completed"
    COMPLETED_WITH_ERRORS = "completed_with_errors", "Đã xong, có dòng lỗi", "Completed with errors"
    CANCELLED = "cancelled", "Đã hủy", "Cancelled"
    FAILED = "failed", "Thất bại", "Failed"
    INTERRUPTED = "interrupted", "Bị gián đoạn", "Interrupted"
    UNDOING = "undoing", "Đang hoàn tác", "Undoing"
    UNDONE = "undone", "Đã hoàn tác", "Undone"
    PARTLY_UNDONE = "partly_undone", "Đã hoàn tác một phần", "Partly undone"


class RowAction(Labelled):
    """What the commit does with a row."""

    CREATE = "create", "Thêm mới", "Create"
    UPDATE = "update", "Cập nhật", "Update"
    UNCHANGED = "unchanged", "Không đổi", "Unchanged"
    SKIP = "skip", "Bỏ qua", "Skip"
    FAIL = "fail", "Lỗi", "Fail"
    BLANK = "blank", "Dòng trống", "Blank"


class RowStatus(Labelled):
    """What has been done with a row."""

    PENDING = "pending", "Chưa ghi", "Pending"
    COMMITTED = "committed", "Đã ghi", "Committed"
    UNDONE = "undone", "Đã hoàn tác", "Undone"
    CONFLICT = "conflict", "Xung đột", "Conflict"


class ImportJob(Base):
    """Một lần nhập.

    JSON: `spec` and `detected` as api.md shows them; `columns` [[header, target], ...] in the file's order, target null
    where nothing takes the column; `orders` {header: date order}; `counters`; `warnings` [{code, ...}]; `error` a
    problem's code and words, null unless failed. Lines up to `staged_through` are staged, up to `committed_through`
    committed, from `undone_from` on undone: a row's own state is not written a hundred thousand times.
    """

    __tablename__ = "imports"
    __table_args__ = (Index(None, "created_by", "created_at"), Index(None, "created_at"))

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    collection: Mapped[str] = mapped_column(String(64))
    state: Mapped[ImportState]
    file_name: Mapped[str]
    file_size: Mapped[int] = mapped_column(BigInteger)
    spec: Mapped[dict[str, Any]]
    detected: Mapped[dict[str, Any]]
    columns: Mapped[list[Any]]
    orders: Mapped[dict[str, Any]]
    counters: Mapped[dict[str, Any]]
    warnings: Mapped[list[Any]]
    error: Mapped[dict[str, Any] | None]
    rows_total: Mapped[int | None]
    staged_through: Mapped[int]
    committed_through: Mapped[int]
    undone_from: Mapped[int | None]
    request_id: Mapped[str | None] = mapped_column(String(128))
    created_by: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ImportRow(Base):
    """One staged line of a file; no foreign key, whose check of each of a million rows would cost more than the row.

    `raw` [cell, ...] in the order of the import's columns; `values` what a POST or PATCH of the record would send,
    with `members` for delegations; `diff` {field: [before, after]}; `errors`, `warnings`, `candidates` lists or null.
    `status` is null where the import's marks tell it. `head_line`: the line whose delegation this one adds to; its own,
    if it is on a members' sheet and no other line has that delegation. `match_key`: what the line names its record by,
    or its delegation. Lines of a members' sheet follow those of the first (sheets.py).
    """

    __tablename__ = "import_rows"

    import_id: Mapped[str] = mapped_column(Id, primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    action: Mapped[RowAction]
    status: Mapped[RowStatus | None]
    record_id: Mapped[str | None] = mapped_column(Id)
    version: Mapped[int | None]
    head_line: Mapped[int | None]
    match_key: Mapped[str | None]
    raw: Mapped[list[Any]]
    values: Mapped[dict[str, Any] | None]
    diff: Mapped[dict[str, Any] | None]
    errors: Mapped[list[Any] | None]
    warnings: Mapped[list[Any] | None]
    candidates: Mapped[list[Any] | None]


class ImportProfile(Base):
    """A saved spec, by name."""

    __tablename__ = "import_profiles"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    spec: Mapped[dict[str, Any]]
    updated_by: Mapped[str] = mapped_column(String(64))
    updated_at: Mapped[datetime]
