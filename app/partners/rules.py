"""What needs no database: patches of free objects, names and lists when two partners become one."""

from collections.abc import Mapping, Sequence
from typing import Any

Alias = dict[str, Any]


def merge_patch(target: Any, patch: Any) -> Any:  # noqa: ANN401  # any JSON value
    """The target with the patch applied (RFC 7396): objects merge at every depth, null removes, the rest replaces."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged


def aliases_to_add(
    winner_names: Sequence[str], loser_names: Sequence[Alias], loser_aliases: Sequence[Alias]
) -> list[Alias]:
    """The loser's names, then its aliases, without the spellings that the winner has already, in whatever case."""
    known = {name.casefold() for name in winner_names}
    added = []
    for alias in [*loser_names, *loser_aliases]:
        if (spelling := alias["name"].casefold()) not in known:
            known.add(spelling)
            added.append(alias)
    return added


def without_added(current: Sequence[Alias], before: Sequence[Alias], after: Sequence[Alias]) -> list[Alias]:
    """The aliases of today without those that a merge added; what was added or taken away since stays so."""
    return [alias for alias in current if alias in before or alias not in after]


def members_after(members: Sequence[str], own_id: str, loser_id: str, winner_id: str) -> list[str]:
    """The list with the winner in the loser's place, once, and never the mechanism itself."""
    replaced = dict.fromkeys(winner_id if id_ == loser_id else id_ for id_ in members)
    return [id_ for id_ in replaced if id_ != own_id]


def successors_after(
    successors: Sequence[Mapping[str, Any]], own_id: str, loser_id: str, winner_id: str
) -> list[dict[str, Any]]:
    """As `members_after`, for the items of `successors`; of two items of one successor the first stays."""
    kept: dict[str, dict[str, Any]] = {}
    for item in successors:
        id_ = winner_id if item["partner_id"] == loser_id else item["partner_id"]
        if id_ != own_id:
            kept.setdefault(id_, {**item, "partner_id": id_})
    return list(kept.values())
