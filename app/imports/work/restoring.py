"""A record's values as they were before an import changed it.

What a PATCH takes goes through the slice's own service. A status is no value that can be put back so: there is no step
from what was reached to where it came from. It is put back as it was, with the list of steps and the days that the
step set, which the audit remembers.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from app.audit.queries import touched_outside, written_by_import
from app.core.errors import PreconditionFailed
from app.core.model import Record
from app.delegations.queries import PARTS, parts_of
from app.imports.drafts import Work
from app.imports.work.jobs import Run


async def restore_record(run: Run, work: Work, staged: Any) -> None:  # noqa: ANN401  # a staged row
    """Raises PreconditionFailed if somebody changed the record since, and what its service raises."""
    verbs, fields = run.target.verbs(work), run.target.update.model_fields
    before: dict[str, Any] = {name: pair[0] for name, pair in staged.diff.items()}
    row: Record = await verbs.load(staged.record_id, frozenset({staged.version}))
    if not before.keys() <= fields.keys():
        before = await _before_import(run, work, row) | before
        _put_back(row, {name: value for name, value in before.items() if name not in fields})
    patch = {name: value for name, value in before.items() if name in fields}
    _forget(row, [name for name, value in patch.items() if value is None])
    await verbs.update(row, run.target.update.model_validate(patch))


async def remove_delegation(run: Run, work: Work, staged: Any) -> None:  # noqa: ANN401
    """Its members and opinions go with it. Raises PreconditionFailed if one of them is not as this import left it."""
    verbs = run.target.verbs(work)
    row: Record = await verbs.load(staged.record_id, frozenset({staged.version or 1}))
    for model in PARTS:
        parts = parts_of(model, row.id, None).with_only_columns(model.id)
        if (await work.session.execute(touched_outside(run.job.id, parts))).first() is not None:
            raise PreconditionFailed(current_version=row.version, changed=[model.__tablename__])
    await verbs.delete(row)


async def _before_import(run: Run, work: Work, row: Record) -> dict[str, Any]:
    """The values that this import's writes of the record found, the first of them last."""
    entries = written_by_import(row.id, run.job.id)
    found: dict[str, Any] = {}
    for entry in (await work.session.execute(entries)).all():
        found |= {name: pair[0] for changes in entry for name, pair in changes.items()}
    return found


def _put_back(row: Record, values: Mapping[str, Any]) -> None:
    """A status, a list of steps; days that the service derives are its own."""
    held = {name: getattr(row, name) for name in values}
    row.assign(**{name: values[name] for name, value in held.items() if isinstance(value, list)})
    row.assign(**{name: type(value)(values[name]) for name, value in held.items() if isinstance(value, Enum)})


def _forget(row: Record, names: Sequence[str]) -> None:
    """Of what only the cleared see: from others the service takes a null to say nothing."""
    columns = type(row).__table__.columns
    row.assign(**{name: None for name in names if columns[name].info.get("restricted")})
