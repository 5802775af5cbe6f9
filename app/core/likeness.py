"""How alike two names are."""

from functools import cache
from importlib import import_module
from typing import Any

from app.core.text import fold


@cache
def _library() -> Any:  # noqa: ANN401  # a module
    """Loaded with the first question: docs/decisions/0019."""
    return import_module("rapidfuzz.fuzz")


def _fold_words(text: str) -> str:
    return " ".join(sorted(fold(word) for word in text.replace("-", " ").split()))


def similarity(left: str, right: str) -> float:
    """Return how alike two names are, 0 to 1; symmetric; 0 when either holds no letter.

    The better of two edit ratios: of the names without spaces, and of their words in alphabetical order. Unlike
    rapidfuzz's WRatio no partial match counts: `Lào` lies whole inside `Lào Cai` and is still another place.
    """
    joined, ratio = (fold(left), fold(right)), _library().ratio
    return max(ratio(*joined), ratio(_fold_words(left), _fold_words(right))) / 100 if all(joined) else 0.0
