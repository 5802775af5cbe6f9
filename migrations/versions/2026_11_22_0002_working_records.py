"""Delegations, agreements, tasks, activities, anniversaries, greetings, feeds."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.db.list_index import CodeList, create_list_index, drop_list_index
from app.core.db.search import create_search_index, drop_search_index
from app.core.db.types import Instant

_SEARCHED = ("delegations", "delegation_members", "agreements", "tasks", "activities", "anniversaries")
_LISTED = (
    ("delegations", "partner_ids"),
    ("delegations", "countries"),
    ("agreements", "partner_ids"),
    ("agreements", "org_unit_ids"),
    ("agreements", "countries"),
    ("tasks", "coordinating_unit_ids"),
    ("tasks", "linked_ids"),
    ("activities", "partner_ids"),
    ("activities", "countries"),
    ("anniversaries", "org_unit_ids"),
)

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "code_counters",
        sa.Column("org_unit_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("prefix", sa.String(length=10), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("org_unit_id", "prefix", "year", name=op.f("pk_code_counters")),
    )
    op.create_table(
        "greeting_policies",
        sa.Column(
            "kind",
            sa.Enum(
                "diplomatic_relations",
                "national_day",
                "twinning",
                "agreement_signing",
                "party_founding",
                "traditional_day",
                "new_year_festival",
                "friendship_year",
                "other",
                name="anniversarykind",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column(
            "tier",
            sa.Enum(
                "special",
                "traditional",
                "priority",
                "other",
                name="partnertier",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column(
            "year_class",
            sa.Enum("round", "five", "other", name="yearclass", native_enum=False, create_constraint=True, length=64),
            nullable=True,
        ),
        sa.Column(
            "pillar",
            sa.Enum("party", "state", "people", name="pillar", native_enum=False, create_constraint=True, length=64),
            nullable=True,
        ),
        sa.Column("actions", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("source_system", sa.String(length=100), nullable=True),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column(
            "confidentiality",
            sa.Enum(
                "public",
                "internal",
                "restricted",
                name="confidentiality",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("citations", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("deleted_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_greeting_policies")),
    )
    with op.batch_alter_table("greeting_policies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_greeting_policies_updated_at_id"), ["updated_at", "id"], unique=False)
        batch_op.create_index(
            "uq_greeting_policies_external",
            ["source_system", "external_id"],
            unique=True,
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "feeds",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("owner_key_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("prefix", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("query", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("alarms", sa.JSON(none_as_null=True), nullable=False),
        sa.Column(
            "show",
            sa.Enum("full", "title_only", name="feedshow", native_enum=False, create_constraint=True, length=64),
            nullable=False,
        ),
        sa.Column(
            "lang",
            sa.Enum("vi", "en", name="feedlanguage", native_enum=False, create_constraint=True, length=64),
            nullable=False,
        ),
        sa.Column("last_used_at", Instant(), nullable=True),
        sa.Column("id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("source_system", sa.String(length=100), nullable=True),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column(
            "confidentiality",
            sa.Enum(
                "public",
                "internal",
                "restricted",
                name="confidentiality",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("citations", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("deleted_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["owner_key_id"], ["api_keys.id"], name=op.f("fk_feeds_owner_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
    )
    with op.batch_alter_table("feeds", schema=None) as batch_op:
        batch_op.create_index("ix_feeds_digest", ["digest"], unique=True)
        batch_op.create_index(batch_op.f("ix_feeds_owner_key_id"), ["owner_key_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_feeds_updated_at_id"), ["updated_at", "id"], unique=False)
        batch_op.create_index(
            "uq_feeds_external",
            ["source_system", "external_id"],
            unique=True,
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "tasks",
        sa.Column("document_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("section_path", sa.String(length=50), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "task",
                "outbound_delegation",
                "inbound_delegation",
                "conference",
                "signing",
                "anniversary",
                name="taskkind",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "pillar",
            sa.Enum("party", "state", "people", name="pillar", native_enum=False, create_constraint=True, length=64),
            nullable=True,
        ),
        sa.Column("lead_unit_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column("coordinating_unit_ids", CodeList, nullable=False),
        sa.Column("due_on", sa.String(length=10), nullable=True),
        sa.Column(
            "frequency",
            sa.Enum(
                "once",
                "ongoing",
                "monthly",
                "quarterly",
                "half_yearly",
                "yearly",
                name="frequency",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("output", sa.Text(), nullable=True),
        sa.Column("linked", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("linked_ids", CodeList, nullable=False),
        sa.Column("progress", sa.JSON(none_as_null=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "not_started",
                "in_progress",
                "completed",
                "cancelled",
                name="taskstate",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("unplanned", sa.Boolean(), nullable=False),
        sa.Column("change_reason", sa.Text(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column(
            "name_sort",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("source_system", sa.String(length=100), nullable=True),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column(
            "confidentiality",
            sa.Enum(
                "public",
                "internal",
                "restricted",
                name="confidentiality",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("citations", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("deleted_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_tasks_document_id")),
        sa.ForeignKeyConstraint(["lead_unit_id"], ["org_units.id"], name=op.f("fk_tasks_lead_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tasks_document_id_number"), ["document_id", "number"], unique=False)
        batch_op.create_index(batch_op.f("ix_tasks_expires_on"), ["expires_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_tasks_lead_unit_id"), ["lead_unit_id"], unique=False)
        batch_op.create_index(
            "ix_tasks_name_sort",
            ["name_sort", "id"],
            unique=False,
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_tasks_updated_at_id"), ["updated_at", "id"], unique=False)
        batch_op.create_index(
            "uq_tasks_external",
            ["source_system", "external_id"],
            unique=True,
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "delegations",
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column(
            "direction",
            sa.Enum("outbound", "inbound", name="direction", native_enum=False, create_constraint=True, length=64),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Text(), nullable=True),
        sa.Column(
            "visit_type",
            sa.Enum(
                "official_visit",
                "working_visit",
                "courtesy_call",
                "event",
                "survey",
                "training",
                "promotion",
                "aid",
                "press",
                "private",
                "other",
                name="visittype",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column(
            "pillar",
            sa.Enum("party", "state", "people", name="pillar", native_enum=False, create_constraint=True, length=64),
            nullable=True,
        ),
        sa.Column(
            "level",
            sa.Enum(
                "central",
                "provincial_leader",
                "department",
                "commune",
                "organization",
                "expert",
                "other",
                name="delegationlevel",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column("org_unit_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("partner_ids", CodeList, nullable=False),
        sa.Column("countries", CodeList, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("planned_from", sa.String(length=10), nullable=True),
        sa.Column("planned_to", sa.String(length=10), nullable=True),
        sa.Column("actual_from", sa.Date(), nullable=True),
        sa.Column("actual_to", sa.Date(), nullable=True),
        sa.Column("headcount_planned", sa.Integer(), nullable=True),
        sa.Column("headcount_actual", sa.Integer(), nullable=True),
        sa.Column("in_plan", sa.Boolean(), nullable=False),
        sa.Column("plan_item_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column("unplanned_reason", sa.Text(), nullable=True),
        sa.Column("invitation", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("itinerary", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("funding", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("receiving_leader", sa.Text(), nullable=True),
        sa.Column("outcomes", sa.Text(), nullable=True),
        sa.Column("agreement_ids", sa.JSON(none_as_null=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "consulting",
                "submitted",
                "approved",
                "rejected",
                "in_progress",
                "completed",
                "reported",
                "postponed",
                "cancelled",
                name="delegationstatus",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("report_due_on", sa.Date(), nullable=True),
        sa.Column("report_submitted_on", sa.Date(), nullable=True),
        sa.Column("transitions", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("changes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("starts_by", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column(
            "name_sort",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("source_system", sa.String(length=100), nullable=True),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column(
            "confidentiality",
            sa.Enum(
                "public",
                "internal",
                "restricted",
                name="confidentiality",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("citations", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("deleted_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["org_unit_id"], ["org_units.id"], name=op.f("fk_delegations_org_unit_id")),
        sa.ForeignKeyConstraint(["plan_item_id"], ["tasks.id"], name=op.f("fk_delegations_plan_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
    )
    with op.batch_alter_table("delegations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegations_code"), ["code"], unique=False)
        batch_op.create_index(
            "ix_delegations_name_sort",
            ["name_sort", "id"],
            unique=False,
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_delegations_plan_item_id"), ["plan_item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delegations_report_due_on"), ["report_due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_delegations_starts_on_id"), ["starts_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delegations_updated_at_id"), ["updated_at", "id"], unique=False)
        batch_op.create_index(
            "uq_delegations_external",
            ["source_system", "external_id"],
            unique=True,
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(
            "uq_delegations_org_unit_id_code",
            ["org_unit_id", "code"],
            unique=True,
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "activities",
        sa.Column(
            "kind",
            sa.Enum(
                "meeting",
                "exchange",
                "conference",
                "bulletin",
                "training",
                "citizen_protection",
                "other",
                name="activitykind",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "pillar",
            sa.Enum("party", "state", "people", name="pillar", native_enum=False, create_constraint=True, length=64),
            nullable=True,
        ),
        sa.Column("org_unit_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("partner_ids", CodeList, nullable=False),
        sa.Column("countries", CodeList, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("held_from", sa.String(length=10), nullable=True),
        sa.Column("held_to", sa.String(length=10), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column(
            "mode",
            sa.Enum(
                "in_person",
                "online",
                "hybrid",
                name="activitymode",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column("co_organizers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("sponsors", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("attendees_vietnamese", sa.Integer(), nullable=True),
        sa.Column("attendees_foreign", sa.Integer(), nullable=True),
        sa.Column("highest_guest", sa.Text(), nullable=True),
        sa.Column("minister_level_guest", sa.Boolean(), nullable=False),
        sa.Column("sensitive_topic", sa.Boolean(), nullable=False),
        sa.Column("funding", sa.JSON(none_as_null=True), nullable=False),
        sa.Column(
            "authority",
            sa.Enum(
                "prime_minister",
                "competent_person",
                name="conferenceauthority",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column("file_due_on", sa.Date(), nullable=True),
        sa.Column("file_submitted_on", sa.Date(), nullable=True),
        sa.Column("decision_number", sa.String(length=100), nullable=True),
        sa.Column("decision_on", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "submitted",
                "approved",
                "rejected",
                "held",
                "reported",
                "cancelled",
                name="activitystatus",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("results", sa.Text(), nullable=True),
        sa.Column("report_due_on", sa.Date(), nullable=True),
        sa.Column("report_submitted_on", sa.Date(), nullable=True),
        sa.Column("delegation_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column("plan_item_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column(
            "name_sort",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("source_system", sa.String(length=100), nullable=True),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column(
            "confidentiality",
            sa.Enum(
                "public",
                "internal",
                "restricted",
                name="confidentiality",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("citations", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("deleted_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name=op.f("fk_activities_delegation_id")),
        sa.ForeignKeyConstraint(["org_unit_id"], ["org_units.id"], name=op.f("fk_activities_org_unit_id")),
        sa.ForeignKeyConstraint(["plan_item_id"], ["tasks.id"], name=op.f("fk_activities_plan_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
    )
    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activities_delegation_id"), ["delegation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activities_held_from_id"), ["held_from", "id"], unique=False)
        batch_op.create_index(
            "ix_activities_name_sort",
            ["name_sort", "id"],
            unique=False,
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_activities_org_unit_id"), ["org_unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activities_plan_item_id"), ["plan_item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activities_report_due_on"), ["report_due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_activities_updated_at_id"), ["updated_at", "id"], unique=False)
        batch_op.create_index(
            "uq_activities_external",
            ["source_system", "external_id"],
            unique=True,
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "agreements",
        sa.Column("title_vi", sa.Text(), nullable=False),
        sa.Column("title_foreign", sa.Text(), nullable=True),
        sa.Column(
            "name_type",
            sa.Enum(
                "thoa_thuan",
                "thong_cao",
                "tuyen_bo",
                "y_dinh_thu",
                "ban_ghi_nho",
                "bien_ban_thoa_thuan",
                "bien_ban_trao_doi",
                "chuong_trinh_hop_tac",
                "ke_hoach_hop_tac",
                "other",
                name="nametype",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column(
            "signing_capacity",
            sa.Enum(
                "provincial_people_council",
                "provincial_people_committee",
                "department",
                "district_people_committee",
                "border_commune",
                "organization",
                "party_committee",
                "other",
                name="signingcapacity",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column(
            "legal_regime",
            sa.Enum(
                "law_2020",
                "ordinance_2007",
                "earlier",
                "party_paper",
                "ngo_aid",
                "oda",
                "civil_contract",
                name="legalregime",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("under_law", sa.Boolean(), nullable=False),
        sa.Column(
            "procedure_type",
            sa.Enum(
                "ordinary", "simplified", name="proceduretype", native_enum=False, create_constraint=True, length=64
            ),
            nullable=False,
        ),
        sa.Column("parties", sa.JSON(none_as_null=True), nullable=False),
        sa.Column(
            "relationship_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True
        ),
        sa.Column("fields", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("dossier_complete_on", sa.Date(), nullable=True),
        sa.Column("prime_minister_consent", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("signed_on", sa.String(length=10), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column(
            "signing_mode",
            sa.Enum(
                "in_person",
                "online",
                "circulation",
                name="signingmode",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column("delegation_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column("languages", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("effective_on", sa.String(length=10), nullable=True),
        sa.Column("ends_on", sa.String(length=10), nullable=True),
        sa.Column("term_months", sa.Integer(), nullable=True),
        sa.Column("renewal", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("renews_automatically", sa.Boolean(), nullable=False),
        sa.Column("predecessor_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column("parent_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column("lead_unit_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column("original_location", sa.Text(), nullable=True),
        sa.Column("deadlines", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("act_count", sa.Integer(), nullable=False),
        sa.Column("partner_ids", CodeList, nullable=False),
        sa.Column("org_unit_ids", CodeList, nullable=False),
        sa.Column("countries", CodeList, nullable=False),
        sa.Column(
            "responsible_unit_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True
        ),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column(
            "name_sort",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("source_system", sa.String(length=100), nullable=True),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column(
            "confidentiality",
            sa.Enum(
                "public",
                "internal",
                "restricted",
                name="confidentiality",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("citations", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("deleted_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name=op.f("fk_agreements_delegation_id")),
        sa.ForeignKeyConstraint(["lead_unit_id"], ["org_units.id"], name=op.f("fk_agreements_lead_unit_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["agreements.id"], name=op.f("fk_agreements_parent_id")),
        sa.ForeignKeyConstraint(["predecessor_id"], ["agreements.id"], name=op.f("fk_agreements_predecessor_id")),
        sa.ForeignKeyConstraint(["relationship_id"], ["relationships.id"], name=op.f("fk_agreements_relationship_id")),
        sa.ForeignKeyConstraint(
            ["responsible_unit_id"], ["org_units.id"], name=op.f("fk_agreements_responsible_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
    )
    with op.batch_alter_table("agreements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreements_delegation_id"), ["delegation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreements_expires_on"), ["expires_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreements_lead_unit_id"), ["lead_unit_id"], unique=False)
        batch_op.create_index(
            "ix_agreements_name_sort",
            ["name_sort", "id"],
            unique=False,
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_agreements_next_due_on"), ["next_due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreements_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreements_predecessor_id"), ["predecessor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreements_relationship_id"), ["relationship_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreements_responsible_unit_id"), ["responsible_unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreements_signed_on"), ["signed_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreements_updated_at_id"), ["updated_at", "id"], unique=False)
        batch_op.create_index(
            "uq_agreements_external",
            ["source_system", "external_id"],
            unique=True,
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "delegation_members",
        sa.Column("delegation_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "leader",
                "deputy_leader",
                "member",
                "secretary",
                "interpreter",
                name="memberrole",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("nationality", sa.String(length=2), nullable=True),
        sa.Column("position", sa.Text(), nullable=True),
        sa.Column("organization", sa.Text(), nullable=True),
        sa.Column(
            "management_level",
            sa.Enum(
                "central",
                "standing_committee",
                "people_committee",
                "unit",
                "none",
                name="managementlevel",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column("participated", sa.Boolean(), nullable=True),
        sa.Column("passport_number", sa.String(length=20), nullable=True),
        sa.Column("passport_sealed", sa.Text(), nullable=True),
        sa.Column(
            "passport_type",
            sa.Enum(
                "diplomatic",
                "official",
                "ordinary",
                name="passporttype",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column("passport_expires_on", sa.Date(), nullable=True),
        sa.Column(
            "name_sort",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("source_system", sa.String(length=100), nullable=True),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column(
            "confidentiality",
            sa.Enum(
                "public",
                "internal",
                "restricted",
                name="confidentiality",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("citations", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("deleted_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegations.id"], name=op.f("fk_delegation_members_delegation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation_members")),
    )
    with op.batch_alter_table("delegation_members", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_delegation_members_delegation_id_order"), ["delegation_id", "order"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_delegation_members_updated_at_id"), ["updated_at", "id"], unique=False)
        batch_op.create_index(
            "uq_delegation_members_external",
            ["source_system", "external_id"],
            unique=True,
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(
            "uq_delegation_members_leader",
            ["delegation_id"],
            unique=True,
            postgresql_where=sa.text("role = 'leader' AND deleted_at IS NULL"),
            sqlite_where=sa.text("role = 'leader' AND deleted_at IS NULL"),
        )

    op.create_table(
        "delegation_opinions",
        sa.Column("delegation_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("agency_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column("agency_name", sa.Text(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column(
            "verdict",
            sa.Enum(
                "agree",
                "agree_with_comments",
                "disagree",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column("document_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column("id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("source_system", sa.String(length=100), nullable=True),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column(
            "confidentiality",
            sa.Enum(
                "public",
                "internal",
                "restricted",
                name="confidentiality",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("citations", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("deleted_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["org_units.id"], name=op.f("fk_delegation_opinions_agency_id")),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegations.id"], name=op.f("fk_delegation_opinions_delegation_id")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_delegation_opinions_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation_opinions")),
    )
    with op.batch_alter_table("delegation_opinions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegation_opinions_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delegation_opinions_delegation_id"), ["delegation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delegation_opinions_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delegation_opinions_updated_at_id"), ["updated_at", "id"], unique=False)
        batch_op.create_index(
            "uq_delegation_opinions_external",
            ["source_system", "external_id"],
            unique=True,
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "agreement_acts",
        sa.Column("agreement_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "amend",
                "renew",
                "terminate",
                "withdraw",
                "suspend",
                "resume",
                "replace",
                "inherit",
                name="actkind",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("document_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column("ends_on", sa.String(length=10), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("child_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column("to_unit_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "keep",
                "amend",
                "replace",
                "terminate",
                "withdraw",
                "suspend",
                "pending",
                name="inheritanceoutcome",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column("foreign_party_notified_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("source_system", sa.String(length=100), nullable=True),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column(
            "confidentiality",
            sa.Enum(
                "public",
                "internal",
                "restricted",
                name="confidentiality",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("citations", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("deleted_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], name=op.f("fk_agreement_acts_agreement_id")),
        sa.ForeignKeyConstraint(["child_id"], ["agreements.id"], name=op.f("fk_agreement_acts_child_id")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_agreement_acts_document_id")),
        sa.ForeignKeyConstraint(["to_unit_id"], ["org_units.id"], name=op.f("fk_agreement_acts_to_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_acts")),
    )
    with op.batch_alter_table("agreement_acts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agreement_acts_agreement_id_effective_on_sequence"),
            ["agreement_id", "effective_on", "sequence"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_agreement_acts_child_id"), ["child_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_acts_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_acts_to_unit_id"), ["to_unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_acts_updated_at_id"), ["updated_at", "id"], unique=False)
        batch_op.create_index(
            "uq_agreement_acts_external",
            ["source_system", "external_id"],
            unique=True,
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "agreement_opinions",
        sa.Column("agreement_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("agency_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column("agency_name", sa.Text(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column(
            "verdict",
            sa.Enum(
                "agree",
                "agree_with_comments",
                "disagree",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column("document_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column("id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("source_system", sa.String(length=100), nullable=True),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column(
            "confidentiality",
            sa.Enum(
                "public",
                "internal",
                "restricted",
                name="confidentiality",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("citations", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("deleted_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["org_units.id"], name=op.f("fk_agreement_opinions_agency_id")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], name=op.f("fk_agreement_opinions_agreement_id")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_agreement_opinions_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_opinions")),
    )
    with op.batch_alter_table("agreement_opinions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_opinions_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_opinions_agreement_id"), ["agreement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_opinions_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_opinions_updated_at_id"), ["updated_at", "id"], unique=False)
        batch_op.create_index(
            "uq_agreement_opinions_external",
            ["source_system", "external_id"],
            unique=True,
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "anniversaries",
        sa.Column("subject", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("partner_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column(
            "relationship_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True
        ),
        sa.Column("agreement_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column("org_unit_ids", CodeList, nullable=False),
        sa.Column(
            "pillar",
            sa.Enum("party", "state", "people", name="pillar", native_enum=False, create_constraint=True, length=64),
            nullable=True,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "diplomatic_relations",
                "national_day",
                "twinning",
                "agreement_signing",
                "party_founding",
                "traditional_day",
                "new_year_festival",
                "friendship_year",
                "other",
                name="anniversarykind",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("title_vi", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=True),
        sa.Column("origin_date", sa.String(length=10), nullable=True),
        sa.Column(
            "calendar",
            sa.Enum(
                "gregorian",
                "vietnamese_lunar",
                "table",
                name="calendar",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("lunar", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("table", sa.String(length=50), nullable=True),
        sa.Column(
            "feb29",
            sa.Enum("feb28", "mar1", "leap_years", name="feb29", native_enum=False, create_constraint=True, length=64),
            nullable=False,
        ),
        sa.Column("valid_from", sa.String(length=10), nullable=True),
        sa.Column("valid_to", sa.String(length=10), nullable=True),
        sa.Column("lead_days", sa.Integer(), nullable=True),
        sa.Column("lead_unit_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column("derived_from", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("derived_id", sa.String(length=36), nullable=True),
        sa.Column("month_day", sa.Integer(), nullable=True),
        sa.Column(
            "name_sort",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("source_system", sa.String(length=100), nullable=True),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column(
            "confidentiality",
            sa.Enum(
                "public",
                "internal",
                "restricted",
                name="confidentiality",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("citations", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("deleted_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], name=op.f("fk_anniversaries_agreement_id")),
        sa.ForeignKeyConstraint(["lead_unit_id"], ["org_units.id"], name=op.f("fk_anniversaries_lead_unit_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_anniversaries_partner_id")),
        sa.ForeignKeyConstraint(
            ["relationship_id"], ["relationships.id"], name=op.f("fk_anniversaries_relationship_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anniversaries")),
    )
    with op.batch_alter_table("anniversaries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_anniversaries_agreement_id"), ["agreement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_anniversaries_country"), ["country"], unique=False)
        batch_op.create_index(batch_op.f("ix_anniversaries_lead_unit_id"), ["lead_unit_id"], unique=False)
        batch_op.create_index(
            "ix_anniversaries_month_day",
            ["month_day", "id"],
            unique=False,
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_anniversaries_name_sort",
            ["name_sort", "id"],
            unique=False,
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_anniversaries_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_anniversaries_relationship_id"), ["relationship_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_anniversaries_updated_at_id"), ["updated_at", "id"], unique=False)
        batch_op.create_index(
            "uq_anniversaries_derived",
            ["derived_id"],
            unique=True,
            postgresql_where=sa.text("derived_id IS NOT NULL AND deleted_at IS NULL"),
            sqlite_where=sa.text("derived_id IS NOT NULL AND deleted_at IS NULL"),
        )
        batch_op.create_index(
            "uq_anniversaries_external",
            ["source_system", "external_id"],
            unique=True,
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "greetings",
        sa.Column(
            "direction",
            sa.Enum("sent", "received", name="greetingdirection", native_enum=False, create_constraint=True, length=64),
            nullable=False,
        ),
        sa.Column(
            "type",
            sa.Enum(
                "letter",
                "telegram",
                "flowers",
                "card",
                "condolence",
                "sympathy",
                "thanks",
                name="greetingtype",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("anniversary_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column("occurrence_date", sa.String(length=10), nullable=True),
        sa.Column("occasion", sa.Text(), nullable=True),
        sa.Column("org_unit_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("partner_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column(
            "channel",
            sa.Enum(
                "party",
                "government",
                "council",
                "front",
                name="greetingchannel",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column("sender", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("recipient", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("languages", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("draft", sa.Text(), nullable=True),
        sa.Column("translation", sa.Text(), nullable=True),
        sa.Column("reference_number", sa.String(length=100), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("sent_via", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "signed",
                "sent",
                "received",
                "answered",
                "cancelled",
                name="greetingstatus",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("reply_to_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column("publicity", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("source_system", sa.String(length=100), nullable=True),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column(
            "confidentiality",
            sa.Enum(
                "public",
                "internal",
                "restricted",
                name="confidentiality",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("citations", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("deleted_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["anniversary_id"], ["anniversaries.id"], name=op.f("fk_greetings_anniversary_id")),
        sa.ForeignKeyConstraint(["org_unit_id"], ["org_units.id"], name=op.f("fk_greetings_org_unit_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_greetings_partner_id")),
        sa.ForeignKeyConstraint(["reply_to_id"], ["greetings.id"], name=op.f("fk_greetings_reply_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_greetings")),
    )
    with op.batch_alter_table("greetings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_greetings_anniversary_id_occurrence_date"),
            ["anniversary_id", "occurrence_date"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_greetings_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_greetings_org_unit_id"), ["org_unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_greetings_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_greetings_reply_to_id"), ["reply_to_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_greetings_updated_at_id"), ["updated_at", "id"], unique=False)
        batch_op.create_index(
            "uq_greetings_external",
            ["source_system", "external_id"],
            unique=True,
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )

    dialect = op.get_bind().dialect.name
    made = [statement for table in _SEARCHED for statement in create_search_index(table, dialect)]
    made += [statement for table, column in _LISTED for statement in create_list_index(table, column, dialect)]
    for statement in made:
        op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    dropped = [statement for table in _SEARCHED for statement in drop_search_index(table, dialect)]
    dropped += [statement for table, column in _LISTED for statement in drop_list_index(table, column, dialect)]
    for statement in dropped:
        op.execute(statement)
    with op.batch_alter_table("greetings", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_greetings_external",
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_greetings_updated_at_id"))
        batch_op.drop_index(batch_op.f("ix_greetings_reply_to_id"))
        batch_op.drop_index(batch_op.f("ix_greetings_partner_id"))
        batch_op.drop_index(batch_op.f("ix_greetings_org_unit_id"))
        batch_op.drop_index(batch_op.f("ix_greetings_due_on"))
        batch_op.drop_index(batch_op.f("ix_greetings_anniversary_id_occurrence_date"))

    op.drop_table("greetings")
    with op.batch_alter_table("anniversaries", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_anniversaries_external",
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_anniversaries_derived",
            postgresql_where=sa.text("derived_id IS NOT NULL AND deleted_at IS NULL"),
            sqlite_where=sa.text("derived_id IS NOT NULL AND deleted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_anniversaries_updated_at_id"))
        batch_op.drop_index(batch_op.f("ix_anniversaries_relationship_id"))
        batch_op.drop_index(batch_op.f("ix_anniversaries_partner_id"))
        batch_op.drop_index(
            "ix_anniversaries_name_sort",
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_anniversaries_month_day",
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_anniversaries_lead_unit_id"))
        batch_op.drop_index(batch_op.f("ix_anniversaries_country"))
        batch_op.drop_index(batch_op.f("ix_anniversaries_agreement_id"))

    op.drop_table("anniversaries")
    with op.batch_alter_table("agreement_opinions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_agreement_opinions_external",
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_agreement_opinions_updated_at_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_opinions_document_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_opinions_agreement_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_opinions_agency_id"))

    op.drop_table("agreement_opinions")
    with op.batch_alter_table("agreement_acts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_agreement_acts_external",
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_agreement_acts_updated_at_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_acts_to_unit_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_acts_document_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_acts_child_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_acts_agreement_id_effective_on_sequence"))

    op.drop_table("agreement_acts")
    with op.batch_alter_table("delegation_opinions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_delegation_opinions_external",
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_delegation_opinions_updated_at_id"))
        batch_op.drop_index(batch_op.f("ix_delegation_opinions_document_id"))
        batch_op.drop_index(batch_op.f("ix_delegation_opinions_delegation_id"))
        batch_op.drop_index(batch_op.f("ix_delegation_opinions_agency_id"))

    op.drop_table("delegation_opinions")
    with op.batch_alter_table("delegation_members", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_delegation_members_leader",
            postgresql_where=sa.text("role = 'leader' AND deleted_at IS NULL"),
            sqlite_where=sa.text("role = 'leader' AND deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_delegation_members_external",
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_delegation_members_updated_at_id"))
        batch_op.drop_index(batch_op.f("ix_delegation_members_delegation_id_order"))

    op.drop_table("delegation_members")
    with op.batch_alter_table("agreements", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_agreements_external",
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_agreements_updated_at_id"))
        batch_op.drop_index(batch_op.f("ix_agreements_signed_on"))
        batch_op.drop_index(batch_op.f("ix_agreements_responsible_unit_id"))
        batch_op.drop_index(batch_op.f("ix_agreements_relationship_id"))
        batch_op.drop_index(batch_op.f("ix_agreements_predecessor_id"))
        batch_op.drop_index(batch_op.f("ix_agreements_parent_id"))
        batch_op.drop_index(batch_op.f("ix_agreements_next_due_on"))
        batch_op.drop_index(
            "ix_agreements_name_sort",
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_agreements_lead_unit_id"))
        batch_op.drop_index(batch_op.f("ix_agreements_expires_on"))
        batch_op.drop_index(batch_op.f("ix_agreements_delegation_id"))

    op.drop_table("agreements")
    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_activities_external",
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_activities_updated_at_id"))
        batch_op.drop_index(batch_op.f("ix_activities_report_due_on"))
        batch_op.drop_index(batch_op.f("ix_activities_plan_item_id"))
        batch_op.drop_index(batch_op.f("ix_activities_org_unit_id"))
        batch_op.drop_index(
            "ix_activities_name_sort",
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_activities_held_from_id"))
        batch_op.drop_index(batch_op.f("ix_activities_delegation_id"))

    op.drop_table("activities")
    with op.batch_alter_table("delegations", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_delegations_org_unit_id_code",
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_delegations_external",
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_delegations_updated_at_id"))
        batch_op.drop_index(batch_op.f("ix_delegations_starts_on_id"))
        batch_op.drop_index(batch_op.f("ix_delegations_report_due_on"))
        batch_op.drop_index(batch_op.f("ix_delegations_plan_item_id"))
        batch_op.drop_index(
            "ix_delegations_name_sort",
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_delegations_code"))

    op.drop_table("delegations")
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_tasks_external",
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_tasks_updated_at_id"))
        batch_op.drop_index(
            "ix_tasks_name_sort",
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_tasks_lead_unit_id"))
        batch_op.drop_index(batch_op.f("ix_tasks_expires_on"))
        batch_op.drop_index(batch_op.f("ix_tasks_document_id_number"))

    op.drop_table("tasks")
    with op.batch_alter_table("feeds", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_feeds_external",
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_feeds_updated_at_id"))
        batch_op.drop_index(batch_op.f("ix_feeds_owner_key_id"))
        batch_op.drop_index("ix_feeds_digest")

    op.drop_table("feeds")
    with op.batch_alter_table("greeting_policies", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_greeting_policies_external",
            postgresql_where=sa.text("deleted_at IS NULL"),
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_greeting_policies_updated_at_id"))

    op.drop_table("greeting_policies")
    op.drop_table("code_counters")
