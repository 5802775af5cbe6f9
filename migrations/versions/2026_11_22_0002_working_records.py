"""Delegations, agreements, tasks, activities, anniversaries, greetings, feeds."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

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

_LIVE = sa.text("deleted_at IS NULL")

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _coded(name: str, *codes: str) -> sa.Enum:
    """A column of codes with its CHECK."""
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=64)


def _record_columns() -> list[sa.Column[Any]]:
    """What every record has."""
    return [
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
            _coded("confidentiality", "public", "internal", "restricted"),
            nullable=False,
        ),
        sa.Column("citations", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("deleted_at", Instant(), nullable=True),
    ]


def _index_record(table: BatchOperations, name: str) -> None:
    """The indexes that every record has."""
    table.create_index(table.f(f"ix_{name}_updated_at_id"), ["updated_at", "id"], unique=False)
    table.create_index(
        f"uq_{name}_external", ["source_system", "external_id"], unique=True, postgresql_where=_LIVE, sqlite_where=_LIVE
    )


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
            _coded(
                "anniversarykind",
                "diplomatic_relations",
                "national_day",
                "twinning",
                "agreement_signing",
                "party_founding",
                "traditional_day",
                "new_year_festival",
                "friendship_year",
                "other",
            ),
            nullable=False,
        ),
        sa.Column(
            "tier",
            _coded("partnertier", "special", "traditional", "priority", "other"),
            nullable=True,
        ),
        sa.Column(
            "year_class",
            _coded("yearclass", "round", "five", "other"),
            nullable=True,
        ),
        sa.Column(
            "pillar",
            _coded("pillar", "party", "state", "people"),
            nullable=True,
        ),
        sa.Column("actions", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("basis", sa.Text(), nullable=True),
        *_record_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_greeting_policies")),
    )
    with op.batch_alter_table("greeting_policies", schema=None) as batch_op:
        _index_record(batch_op, "greeting_policies")

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
            _coded("feedshow", "full", "title_only"),
            nullable=False,
        ),
        sa.Column(
            "lang",
            _coded("feedlanguage", "vi", "en"),
            nullable=False,
        ),
        sa.Column("last_used_at", Instant(), nullable=True),
        *_record_columns(),
        sa.ForeignKeyConstraint(["owner_key_id"], ["api_keys.id"], name=op.f("fk_feeds_owner_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
    )
    with op.batch_alter_table("feeds", schema=None) as batch_op:
        batch_op.create_index("ix_feeds_digest", ["digest"], unique=True)
        batch_op.create_index(batch_op.f("ix_feeds_owner_key_id"), ["owner_key_id"], unique=False)
        _index_record(batch_op, "feeds")

    op.create_table(
        "tasks",
        sa.Column("document_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("section_path", sa.String(length=50), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            _coded(
                "taskkind", "task", "outbound_delegation", "inbound_delegation", "conference", "signing", "anniversary"
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "pillar",
            _coded("pillar", "party", "state", "people"),
            nullable=True,
        ),
        sa.Column("lead_unit_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column("coordinating_unit_ids", CodeList, nullable=False),
        sa.Column("due_on", sa.String(length=10), nullable=True),
        sa.Column(
            "frequency",
            _coded("frequency", "once", "ongoing", "monthly", "quarterly", "half_yearly", "yearly"),
            nullable=False,
        ),
        sa.Column("output", sa.Text(), nullable=True),
        sa.Column("linked", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("linked_ids", CodeList, nullable=False),
        sa.Column("progress", sa.JSON(none_as_null=True), nullable=False),
        sa.Column(
            "state",
            _coded("taskstate", "not_started", "in_progress", "completed", "cancelled"),
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
        *_record_columns(),
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
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
        )
        _index_record(batch_op, "tasks")

    op.create_table(
        "delegations",
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column(
            "direction",
            _coded("direction", "outbound", "inbound"),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Text(), nullable=True),
        sa.Column(
            "visit_type",
            _coded(
                "visittype",
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
            ),
            nullable=True,
        ),
        sa.Column(
            "pillar",
            _coded("pillar", "party", "state", "people"),
            nullable=True,
        ),
        sa.Column(
            "level",
            _coded(
                "delegationlevel",
                "central",
                "provincial_leader",
                "department",
                "commune",
                "organization",
                "expert",
                "other",
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
            _coded(
                "delegationstatus",
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
        *_record_columns(),
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
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
        )
        batch_op.create_index(batch_op.f("ix_delegations_plan_item_id"), ["plan_item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delegations_report_due_on"), ["report_due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_delegations_starts_on_id"), ["starts_on", "id"], unique=False)
        _index_record(batch_op, "delegations")
        batch_op.create_index(
            "uq_delegations_org_unit_id_code",
            ["org_unit_id", "code"],
            unique=True,
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
        )

    op.create_table(
        "activities",
        sa.Column(
            "kind",
            _coded(
                "activitykind",
                "meeting",
                "exchange",
                "conference",
                "bulletin",
                "training",
                "citizen_protection",
                "other",
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "pillar",
            _coded("pillar", "party", "state", "people"),
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
            _coded("activitymode", "in_person", "online", "hybrid"),
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
            _coded("conferenceauthority", "prime_minister", "competent_person"),
            nullable=True,
        ),
        sa.Column("file_due_on", sa.Date(), nullable=True),
        sa.Column("file_submitted_on", sa.Date(), nullable=True),
        sa.Column("decision_number", sa.String(length=100), nullable=True),
        sa.Column("decision_on", sa.Date(), nullable=True),
        sa.Column(
            "status",
            _coded("activitystatus", "planned", "submitted", "approved", "rejected", "held", "reported", "cancelled"),
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
        *_record_columns(),
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
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
        )
        batch_op.create_index(batch_op.f("ix_activities_org_unit_id"), ["org_unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activities_plan_item_id"), ["plan_item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activities_report_due_on"), ["report_due_on"], unique=False)
        _index_record(batch_op, "activities")

    op.create_table(
        "agreements",
        sa.Column("title_vi", sa.Text(), nullable=False),
        sa.Column("title_foreign", sa.Text(), nullable=True),
        sa.Column(
            "name_type",
            _coded(
                "nametype",
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
            ),
            nullable=False,
        ),
        sa.Column(
            "signing_capacity",
            _coded(
                "signingcapacity",
                "provincial_people_council",
                "provincial_people_committee",
                "department",
                "district_people_committee",
                "border_commune",
                "organization",
                "party_committee",
                "other",
            ),
            nullable=False,
        ),
        sa.Column(
            "legal_regime",
            _coded(
                "legalregime",
                "law_2020",
                "ordinance_2007",
                "earlier",
                "party_paper",
                "ngo_aid",
                "oda",
                "civil_contract",
            ),
            nullable=False,
        ),
        sa.Column("under_law", sa.Boolean(), nullable=False),
        sa.Column(
            "procedure_type",
            _coded("proceduretype", "ordinary", "simplified"),
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
            _coded("signingmode", "in_person", "online", "circulation"),
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
        *_record_columns(),
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
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
        )
        batch_op.create_index(batch_op.f("ix_agreements_next_due_on"), ["next_due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreements_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreements_predecessor_id"), ["predecessor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreements_relationship_id"), ["relationship_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreements_responsible_unit_id"), ["responsible_unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreements_signed_on"), ["signed_on"], unique=False)
        _index_record(batch_op, "agreements")

    op.create_table(
        "delegation_members",
        sa.Column("delegation_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            _coded("memberrole", "leader", "deputy_leader", "member", "secretary", "interpreter"),
            nullable=False,
        ),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("nationality", sa.String(length=2), nullable=True),
        sa.Column("position", sa.Text(), nullable=True),
        sa.Column("organization", sa.Text(), nullable=True),
        sa.Column(
            "management_level",
            _coded("managementlevel", "central", "standing_committee", "people_committee", "unit", "none"),
            nullable=True,
        ),
        sa.Column("participated", sa.Boolean(), nullable=True),
        sa.Column("passport_number", sa.String(length=20), nullable=True),
        sa.Column("passport_sealed", sa.Text(), nullable=True),
        sa.Column(
            "passport_type",
            _coded("passporttype", "diplomatic", "official", "ordinary"),
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
        *_record_columns(),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegations.id"], name=op.f("fk_delegation_members_delegation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation_members")),
    )
    with op.batch_alter_table("delegation_members", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_delegation_members_delegation_id_order"), ["delegation_id", "order"], unique=False
        )
        _index_record(batch_op, "delegation_members")
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
            _coded("verdict", "agree", "agree_with_comments", "disagree"),
            nullable=True,
        ),
        sa.Column("document_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        *_record_columns(),
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
        _index_record(batch_op, "delegation_opinions")

    op.create_table(
        "agreement_acts",
        sa.Column("agreement_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _coded("actkind", "amend", "renew", "terminate", "withdraw", "suspend", "resume", "replace", "inherit"),
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
            _coded("inheritanceoutcome", "keep", "amend", "replace", "terminate", "withdraw", "suspend", "pending"),
            nullable=True,
        ),
        sa.Column("foreign_party_notified_on", sa.Date(), nullable=True),
        *_record_columns(),
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
        _index_record(batch_op, "agreement_acts")

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
            _coded("verdict", "agree", "agree_with_comments", "disagree"),
            nullable=True,
        ),
        sa.Column("document_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        *_record_columns(),
        sa.ForeignKeyConstraint(["agency_id"], ["org_units.id"], name=op.f("fk_agreement_opinions_agency_id")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], name=op.f("fk_agreement_opinions_agreement_id")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_agreement_opinions_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_opinions")),
    )
    with op.batch_alter_table("agreement_opinions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_opinions_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_opinions_agreement_id"), ["agreement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_opinions_document_id"), ["document_id"], unique=False)
        _index_record(batch_op, "agreement_opinions")

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
            _coded("pillar", "party", "state", "people"),
            nullable=True,
        ),
        sa.Column(
            "kind",
            _coded(
                "anniversarykind",
                "diplomatic_relations",
                "national_day",
                "twinning",
                "agreement_signing",
                "party_founding",
                "traditional_day",
                "new_year_festival",
                "friendship_year",
                "other",
            ),
            nullable=False,
        ),
        sa.Column("title_vi", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=True),
        sa.Column("origin_date", sa.String(length=10), nullable=True),
        sa.Column(
            "calendar",
            _coded("calendar", "gregorian", "vietnamese_lunar", "table"),
            nullable=False,
        ),
        sa.Column("lunar", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("table", sa.String(length=50), nullable=True),
        sa.Column(
            "feb29",
            _coded("feb29", "feb28", "mar1", "leap_years"),
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
        *_record_columns(),
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
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
        )
        batch_op.create_index(
            "ix_anniversaries_name_sort",
            ["name_sort", "id"],
            unique=False,
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
        )
        batch_op.create_index(batch_op.f("ix_anniversaries_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_anniversaries_relationship_id"), ["relationship_id"], unique=False)
        batch_op.create_index(
            "uq_anniversaries_derived",
            ["derived_id"],
            unique=True,
            postgresql_where=sa.text("derived_id IS NOT NULL AND deleted_at IS NULL"),
            sqlite_where=sa.text("derived_id IS NOT NULL AND deleted_at IS NULL"),
        )
        _index_record(batch_op, "anniversaries")

    op.create_table(
        "greetings",
        sa.Column(
            "direction",
            _coded("greetingdirection", "sent", "received"),
            nullable=False,
        ),
        sa.Column(
            "type",
            _coded("greetingtype", "letter", "telegram", "flowers", "card", "condolence", "sympathy", "thanks"),
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
            _coded("greetingchannel", "party", "government", "council", "front"),
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
            _coded("greetingstatus", "draft", "submitted", "signed", "sent", "received", "answered", "cancelled"),
            nullable=False,
        ),
        sa.Column("reply_to_id", sa.Uuid(as_uuid=False).with_variant(sa.String(length=36), "sqlite"), nullable=True),
        sa.Column("publicity", sa.Text(), nullable=True),
        *_record_columns(),
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
        _index_record(batch_op, "greetings")

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
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
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
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
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
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
        )
        batch_op.drop_index(
            "ix_anniversaries_month_day",
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
        )
        batch_op.drop_index(batch_op.f("ix_anniversaries_lead_unit_id"))
        batch_op.drop_index(batch_op.f("ix_anniversaries_country"))
        batch_op.drop_index(batch_op.f("ix_anniversaries_agreement_id"))

    op.drop_table("anniversaries")
    with op.batch_alter_table("agreement_opinions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_agreement_opinions_external",
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
        )
        batch_op.drop_index(batch_op.f("ix_agreement_opinions_updated_at_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_opinions_document_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_opinions_agreement_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_opinions_agency_id"))

    op.drop_table("agreement_opinions")
    with op.batch_alter_table("agreement_acts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_agreement_acts_external",
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
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
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
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
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
        )
        batch_op.drop_index(batch_op.f("ix_delegation_members_updated_at_id"))
        batch_op.drop_index(batch_op.f("ix_delegation_members_delegation_id_order"))

    op.drop_table("delegation_members")
    with op.batch_alter_table("agreements", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_agreements_external",
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
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
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
        )
        batch_op.drop_index(batch_op.f("ix_agreements_lead_unit_id"))
        batch_op.drop_index(batch_op.f("ix_agreements_expires_on"))
        batch_op.drop_index(batch_op.f("ix_agreements_delegation_id"))

    op.drop_table("agreements")
    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_activities_external",
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
        )
        batch_op.drop_index(batch_op.f("ix_activities_updated_at_id"))
        batch_op.drop_index(batch_op.f("ix_activities_report_due_on"))
        batch_op.drop_index(batch_op.f("ix_activities_plan_item_id"))
        batch_op.drop_index(batch_op.f("ix_activities_org_unit_id"))
        batch_op.drop_index(
            "ix_activities_name_sort",
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
        )
        batch_op.drop_index(batch_op.f("ix_activities_held_from_id"))
        batch_op.drop_index(batch_op.f("ix_activities_delegation_id"))

    op.drop_table("activities")
    with op.batch_alter_table("delegations", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_delegations_org_unit_id_code",
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
        )
        batch_op.drop_index(
            "uq_delegations_external",
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
        )
        batch_op.drop_index(batch_op.f("ix_delegations_updated_at_id"))
        batch_op.drop_index(batch_op.f("ix_delegations_starts_on_id"))
        batch_op.drop_index(batch_op.f("ix_delegations_report_due_on"))
        batch_op.drop_index(batch_op.f("ix_delegations_plan_item_id"))
        batch_op.drop_index(
            "ix_delegations_name_sort",
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
        )
        batch_op.drop_index(batch_op.f("ix_delegations_code"))

    op.drop_table("delegations")
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_tasks_external",
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
        )
        batch_op.drop_index(batch_op.f("ix_tasks_updated_at_id"))
        batch_op.drop_index(
            "ix_tasks_name_sort",
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
        )
        batch_op.drop_index(batch_op.f("ix_tasks_lead_unit_id"))
        batch_op.drop_index(batch_op.f("ix_tasks_expires_on"))
        batch_op.drop_index(batch_op.f("ix_tasks_document_id_number"))

    op.drop_table("tasks")
    with op.batch_alter_table("feeds", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_feeds_external",
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
        )
        batch_op.drop_index(batch_op.f("ix_feeds_updated_at_id"))
        batch_op.drop_index(batch_op.f("ix_feeds_owner_key_id"))
        batch_op.drop_index("ix_feeds_digest")

    op.drop_table("feeds")
    with op.batch_alter_table("greeting_policies", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_greeting_policies_external",
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
        )
        batch_op.drop_index(batch_op.f("ix_greeting_policies_updated_at_id"))

    op.drop_table("greeting_policies")
    op.drop_table("code_counters")
