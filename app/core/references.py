"""Which records point to which: foreign keys and lists of ids, read from the mappings themselves."""

from typing import Any

from sqlalchemy import inspect

from app.core.model import Base, Record


def record_classes() -> dict[str, type[Record]]:
    """Every record class, by the name of its table."""
    classes = (mapper.class_ for mapper in Base.registry.mappers)
    return {model.__tablename__: model for model in classes if issubclass(model, Record)}


def referring_columns(model: type[Record]) -> list[tuple[type[Record], str]]:
    """Every (record class, attribute) whose foreign key points to `model`, from the mappings themselves."""
    return [
        (referring, attribute.key)
        for referring in record_classes().values()
        for attribute in inspect(referring).column_attrs
        if model.__tablename__ in _targets(attribute.columns[0])
    ]


def referring_lists(model: type[Record]) -> list[tuple[type[Record], str]]:
    """Every (record class, attribute) that lists ids of `model`."""
    return [
        (referring, name)
        for referring in record_classes().values()
        for name, tables in referring.reference_lists.items()
        if model.__tablename__ in tables
    ]


def _targets(column: Any) -> set[str]:  # noqa: ANN401  # a table's column
    return {key.column.table.name for key in column.foreign_keys}


def referred_class(model: type[Record], name: str) -> type[Record]:
    """The record class that a foreign key points to: for a reference to a slice above, which may not be imported."""
    targets = _targets(inspect(model).column_attrs[name].columns[0])
    return next(mapper.class_ for mapper in Base.registry.mappers if mapper.class_.__tablename__ in targets)
