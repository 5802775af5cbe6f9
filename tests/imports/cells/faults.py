"""What a cell is refused for."""

from collections.abc import Callable
from typing import Any

import pytest

from app.core.fault_codes import FAULTS
from app.imports.drafts import CellFault


def fault_of(read: Callable[..., Any], *arguments: object) -> CellFault:
    """The fault that a reader raises; its words are known and its values fill them in both languages."""
    with pytest.raises(CellFault) as caught:
        read(*arguments)
    for words in FAULTS[caught.value.code]:
        words.format(**caught.value.values)
    return caught.value


def code_of(read: Callable[..., Any], *arguments: object) -> str:
    """The code of that fault."""
    return fault_of(read, *arguments).code
