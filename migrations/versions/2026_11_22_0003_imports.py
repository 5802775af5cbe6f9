"""Imports and their rows; the order in which changes were committed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.db.types import Instant

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "import_profiles",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("spec", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_import_profiles")),
    )
    op.create_table(
        "imports",
        sa.Column("id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("collection", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "uploaded",
                "parsing",
                "validating",
                "validated",
                "committing",
                "completed",
                "completed_with_errors",
                "cancelled",
                "failed",
                "interrupted",
                "undoing",
                "undone",
                "partly_undone",
                name="importstate",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_size", sa.BigInteger(), nullable=False),
        sa.Column("spec", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("detected", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("columns", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("orders", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("counters", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("warnings", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("error", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("rows_total", sa.Integer(), nullable=True),
        sa.Column("staged_through", sa.Integer(), nullable=False),
        sa.Column("committed_through", sa.Integer(), nullable=False),
        sa.Column("undone_from", sa.Integer(), nullable=True),
        sa.Column("request_id", sa.String(length=128), nullable=True),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_imports_created_at"), ["created_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_imports_created_by_created_at"), ["created_by", "created_at"], unique=False
        )

    op.create_table(
        "import_rows",
        sa.Column("import_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "create",
                "update",
                "unchanged",
                "skip",
                "fail",
                "blank",
                name="rowaction",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "committed",
                "undone",
                "conflict",
                name="rowstatus",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column("record_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("head_line", sa.Integer(), nullable=True),
        sa.Column("match_key", sa.Text(), nullable=True),
        sa.Column("raw", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("values", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("diff", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("errors", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("warnings", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("candidates", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("import_id", "line", name=op.f("pk_import_rows")),
    )
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tx", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
        batch_op.create_index(batch_op.f("ix_audit_entries_tx_id"), ["tx", "id"], unique=False)

    if op.get_bind().dialect.name == "postgresql":
        # Entries of before keep 0 and their ids' order; new ones are numbered by their transaction, or by the last that
        # had ended if that is later: what a transaction has seen committed stands before what it writes.
        last_ended = "pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1"
        number = f"greatest(pg_current_xact_id()::text::bigint, {last_ended})"
        op.execute(f"ALTER TABLE audit_entries ALTER COLUMN tx SET DEFAULT {number}")


def downgrade() -> None:
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entries_tx_id"))
        batch_op.drop_column("tx")

    op.drop_table("import_rows")
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_imports_created_by_created_at"))
        batch_op.drop_index(batch_op.f("ix_imports_created_at"))

    op.drop_table("imports")
    op.drop_table("import_profiles")
