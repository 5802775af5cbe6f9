"""What every table shares: naming, types, and the columns that the contract gives each record (api.md, 1)."""

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

import uuid_utils
from sqlalchemy import JSON, Enum, Index, MetaData, String, Text, event, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column

from app.core.db.types import Id, Instant
from app.core.schema import Confidentiality


def codes_of(members: type[enum.Enum]) -> list[str]:
    """The values, not the names, are stored."""
    return [str(member.value) for member in members]


def coded(members: type[enum.Enum], name: str | None = None) -> Enum:
    """A column of an enum's codes with a CHECK; `name` tells two such columns of one table apart."""
    named = {"name": name} if name else {}
    return Enum(members, native_enum=False, create_constraint=True, values_callable=codes_of, length=64, **named)


class Base(DeclarativeBase):
    """The declarative root; constraint names are spelled out so that errors and migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant(),
        list[Any]: JSON(none_as_null=True),
        dict[str, Any]: JSON(none_as_null=True),
        str: Text(),
        enum.Enum: coded(enum.Enum),
    }


def new_id() -> str:
    """A UUIDv7 (RFC 9562): sorts by the moment it was made."""
    return str(uuid_utils.uuid7())


class Record(Base):
    """A record of a collection: identity, version, authorship, origin, confidentiality, citations, soft deletion."""

    __abstract__ = True

    more_table_args: ClassVar[tuple[Any, ...]] = ()
    """Indexes and constraints of the one table, beside those that every record has."""
    unit_columns: ClassVar[tuple[str, ...]] = ()
    """Columns that name the org units a record belongs to; none: it is shared by all units."""
    unit_lists: ClassVar[tuple[str, ...]] = ()
    """The same, as lists of ids (`CodeList`)."""
    reference_lists: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Lists of ids (`CodeList`), and the tables whose rows each may name."""
    made_from: ClassVar[str | None] = None
    """The column with the id of the record that a row is made from, and goes with: it does not hold that one back."""
    sides: ClassVar[tuple[str, ...]] = ()
    """Foreign keys to records that a row is never shown without: who may not know of one may not know of the row."""
    gone_by: ClassVar[tuple[str, ...]] = ("deleted_at",)
    """Columns that take a row out of the lists once they are set."""
    is_private: ClassVar[bool] = False
    """Whether rows are their owner's own affair, of which the feed of changes does not tell."""

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    version: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(64))
    updated_by: Mapped[str] = mapped_column(String(64))
    source_system: Mapped[str | None] = mapped_column(String(100))
    external_id: Mapped[str | None] = mapped_column(String(200))
    confidentiality: Mapped[Confidentiality] = mapped_column(default=Confidentiality.INTERNAL)
    citations: Mapped[list[Any]] = mapped_column(default=list)
    note: Mapped[str | None]
    deleted_at: Mapped[datetime | None]

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Unique values are free again after a delete, hence the partial index."""
        live = text("deleted_at IS NULL")
        external = Index(
            f"uq_{cls.__tablename__}_external",
            "source_system",
            "external_id",
            unique=True,
            postgresql_where=live,
            sqlite_where=live,
        )
        return (external, Index(None, "updated_at", "id"), *cls.more_table_args)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version, "eager_defaults": False}

    def assign(self, **values: object) -> None:
        """Set what differs; a write that changes nothing makes no version."""
        for name, value in values.items():
            if getattr(self, name) != value:
                setattr(self, name, value)

    def repoint(self, name: str, old: str, new: str) -> None:
        """Lead a reference, a key or one in a list, from a record that went up in another to that other."""
        value = getattr(self, name)
        if isinstance(value, list):
            value = list(dict.fromkeys(new if item == old else item for item in value))
        self.assign(**{name: new if value == old else value})


@event.listens_for(Session, "before_flush")
def _stamp(session: Session, _context: object, _instances: object) -> None:
    """Who and when, from the session's own `info`, set where the session is opened."""
    for row in session.new | session.dirty:
        if isinstance(row, Record) and (row in session.new or session.is_modified(row)):
            row.updated_at, row.updated_by = session.info["now"], session.info["actor"]
            if row in session.new:
                row.created_at, row.created_by = row.updated_at, row.updated_by
