"""How a change is called: pure."""

from typing import Final

READING: Final = "read_restricted"
"""An action that is in the log and changes nothing."""
EVENTS: Final = frozenset({"imports"})
"""Collections of which the log tells what was done, though they are no records: who did it may know, nobody else."""
_PAST: Final = {
    "create": "created",
    "update": "updated",
    "delete": "deleted",
    "restore": "restored",
    "merge": "merged",
    "unmerge": "unmerged",
    "revert": "reverted",
    "transition": "transitioned",
    "complete": "completed",
    "undo": "undone",
}


def collection_of(table: str) -> str:
    """`org-units`: the name that the API gives to what a table holds."""
    return table.replace("_", "-")


def noun_of(table: str) -> str:
    """`org_unit`, `greeting_policy`: one of what a table holds."""
    return f"{table.removesuffix('ies')}y" if table.endswith("ies") else table.removesuffix("s")


def type_of(table: str, action: str) -> str:
    """`delegation.updated`; an action without a past of its own is an update."""
    return f"{noun_of(table)}.{_PAST.get(action, 'updated')}"


def is_wanted(type_: str, wanted: list[str] | None) -> bool:
    """Whether `delegation.updated` is among `["partner.*", "delegation.updated"]`; None wants all."""
    return wanted is None or type_ in wanted or f"{type_.partition('.')[0]}.*" in wanted


def types_of(table: str) -> list[str]:
    """Every type of change that there may be of a table, and the word for all of them."""
    return [f"{noun_of(table)}.*", *(type_of(table, action) for action in _PAST)]
