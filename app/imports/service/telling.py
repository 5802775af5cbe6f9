"""What is shown of an import and of its rows, made of what is stored: states, progress, words in a language."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from app.auth.principal import Principal
from app.core.bulk import table_of
from app.core.fault_codes import FAULTS
from app.core.i18n import Language
from app.core.problems import REGISTRY
from app.delegations.models import DelegationMember
from app.imports.rules import ACTIVE
from app.imports.schemas import ADDRESS, Detected, ImportRead
from app.imports.sheets import MembersSheet, is_of_members
from app.imports.targets import TARGETS

_PATHS = {"events": "events", "rows": "rows", "errors": "errors", "errors_csv": "errors.csv"}
_PATHS |= {"errors_xlsx": "errors.xlsx", "results": "results.csv"}
_STORED = ("id", "collection", "warnings", "spec", "file_name", "file_size", "created_by", "created_at", "updated_at")


class _Values(dict[str, Any]):
    """For words whose values are not all there: the name stands for itself."""

    def __missing__(self, name: str) -> str:
        return name


def state_of(stored: str, *, is_held: bool) -> str:
    """`interrupted` is an active state without anybody at work."""
    return stored if is_held or stored not in ACTIVE else "interrupted"


def is_resumable(state: str, error: Mapping[str, Any] | None) -> bool:
    """Whether an import that is told to be in this state may go on: it was interrupted, or failed for a while only."""
    return state == "interrupted" or (state == "failed" and bool((error or {}).get("resumable")))


def tell_import(
    job: Mapping[str, Any], progress: Mapping[str, Any], language: Language, *, is_held: bool
) -> dict[str, Any]:
    """The answer of one import, of its columns as stored."""
    state = state_of(job["state"], is_held=is_held)
    at_work = progress if job["state"] in ACTIVE and progress.get("phase") == job["state"] else {}
    counters = job["counters"]
    told = {name: job[name] for name in _STORED} | {
        "state": state,
        "counters": counters,
        "rows_done": at_work.get("rows_done", 0 if job["state"] in ACTIVE else counters["rows_read"]),
        "rows_total": job["rows_total"] if job["rows_total"] is not None else at_work.get("rows_total"),
        "rate": at_work.get("rate") if state != "interrupted" else None,
        "eta_seconds": at_work.get("eta_seconds") if state != "interrupted" else None,
        "warnings": [tell_fault(warning, language) for warning in job["warnings"]],
        "detected": _tell_detected(job),
        "error": _tell_failure(job["error"], language),
        "resumable": is_resumable(state, job["error"]),
        "links": _links(f"{ADDRESS}/{job['id']}"),
    }
    return {name: told[name] for name in ImportRead.model_fields}


def _tell_detected(job: Mapping[str, Any]) -> dict[str, Any]:
    found = {"columns": dict(job["columns"]), "date_order": job["orders"]} | job["detected"]
    if (members := MembersSheet.of(job["detected"])) is not None:
        found |= {"members_sheet": members.name, "members_header_line": members.header_line}
        found |= {"members_columns": dict(members.columns), "members_date_order": members.orders}  # type: ignore[arg-type]  # pairs
    lists: dict[str, Any] = {"columns": {}, "date_order": {}, "unknown_columns": []}
    lists |= {"members_columns": {}, "members_date_order": {}}
    return {name: found.get(name, lists.get(name)) for name in Detected.model_fields}


def _links(address: str) -> dict[str, str]:
    return {"self": address} | {name: f"{address}/{path}" for name, path in _PATHS.items()}


def _tell_failure(error: Mapping[str, Any] | None, language: Language) -> dict[str, str] | None:
    """`error` is stored as {"code", "values", ...}; a code of neither catalogue brings its own words."""
    if error is None:
        return None
    detail = words_of(error, language)
    problem = REGISTRY.get(error["code"])
    title = problem.title[language == "en"] if problem else detail
    return {"code": error["code"], "title": title, "detail": detail}


def words_of(fault: Mapping[str, Any], language: Language) -> str:
    """What a stored code and its values say in this language."""
    code, index = fault["code"], int(language == "en")
    if code in FAULTS:
        words = FAULTS[code][index]
    elif code in REGISTRY:
        words = REGISTRY[code].detail[index]
    else:
        return str(fault.get("detail", code))
    return words.format_map(_Values(fault.get("values") or {}))


def tell_fault(fault: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """A fault or warning as stored, {"code", "values", ...}, its values as members and its words beside them."""
    told = {name: value for name, value in fault.items() if name != "values"}
    return told | {"detail": words_of(fault, language)} | (fault.get("values") or {})


def names_of(columns: Sequence[Sequence[Any]]) -> list[str]:
    """The headers, each once: a second `Ghi chú` is `Ghi chú (2)`, one without words `#3`."""
    seen: Counter[str] = Counter()
    names = []
    for place, (header, *_) in enumerate(columns, 1):
        name = header or f"#{place}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


class Sheets:
    """The headers and the name of the sheet that a staged line stands on."""

    def __init__(self, job: Mapping[str, Any]) -> None:
        """`job` has at least `columns` and `detected`."""
        members = MembersSheet.of(job["detected"])
        columns = [job["columns"], members.columns if members is not None else []]
        self.is_second = members is not None
        self._places: list[dict[str | None, int]] = [
            {header: place for place, (header, *_) in reversed(list(enumerate(held)))} for held in columns
        ]
        self._names = [names_of(held) for held in columns]
        self._sheets: list[str | None] = [job["detected"].get("sheet"), members.name if members is not None else None]

    @property
    def all_names(self) -> list[str]:
        """Those of the first, and those that the second has beside."""
        return list(dict.fromkeys(name for names in self._names for name in names))

    @property
    def sheets(self) -> list[tuple[str, list[str]]]:
        """The name of each sheet, and its headers."""
        return [(str(name), names) for name, names in zip(self._sheets, self._names, strict=True)][: 1 + self.is_second]

    def names(self, line: int) -> list[str]:
        return self._names[is_of_members(line)]

    def sheet(self, line: int) -> str | None:
        return self._sheets[is_of_members(line)]

    def place(self, line: int, header: str | None) -> int | None:
        """Where the first column of this header stands."""
        return self._places[is_of_members(line)].get(header)


def tell_row(
    row: Mapping[str, Any], sheets: Sheets, language: Language, hidden: AbstractSet[str] = frozenset()
) -> dict[str, Any]:
    """A staged row: its cells by header, its refusals in words; cells beyond the header go without.

    Of the fields `hidden` no value is told, of the record or for it; the cells are what the caller sent.
    """
    names = sheets.names(row["line"])
    raw = {name: shown_cell(cell) for name, cell in zip(names, row["raw"], strict=False)}
    errors = [tell_fault(error, language) for error in row["errors"] or ()]
    warnings = [tell_fault(warning, language) for warning in row["warnings"] or ()]
    told = {"raw": raw, "values": _shown(row["values"], hidden), "errors": errors, "warnings": warnings}
    diff = row["diff"] and {name: [None, None] if name in hidden else pair for name, pair in row["diff"].items()}
    told |= {"sheet": sheets.sheet(row["line"]), "candidates": row["candidates"] or []}
    return {**row, **told, "diff": diff}


def hidden_from(principal: Principal, collection: str) -> frozenset[str]:
    """The fields of a record, and of what it is made of, whose values the caller may not see."""
    if principal.is_cleared:
        return frozenset()
    target = TARGETS[collection]
    models = (target.model, DelegationMember) if target.takes_members else (target.model,)
    columns = [column for model in models for column in table_of(model).columns]
    return frozenset(column.key for column in columns if column.info.get("restricted"))


def shown_cell(cell: Any) -> Any:  # noqa: ANN401  # a staged cell
    """A passport's number, by itself or a member's, lies sealed beside its mask: the mask is shown."""
    if isinstance(cell, list):
        return [shown_cell(item) for item in cell]
    if not isinstance(cell, dict):
        return cell
    if cell.keys() == {"mask", "sealed"}:
        return cell["mask"]
    return {name: shown_cell(value) for name, value in cell.items()}


def _shown(values: Any, hidden: AbstractSet[str]) -> Any:  # noqa: ANN401  # JSON
    """The values without what is sealed in them, and null for the hidden, at whatever depth."""
    if isinstance(values, dict):
        told = {name: _shown(value, hidden) for name, value in values.items() if name != "passport_sealed"}
        return {name: None if name in hidden else value for name, value in told.items()}
    return [_shown(value, hidden) for value in values] if isinstance(values, list) else values
