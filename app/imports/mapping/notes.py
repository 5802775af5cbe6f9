"""Columns that are kept as lines of the record's note."""

from app.imports.drafts import Cell, Draft
from app.imports.mapping.plain import shown_text


class NoteColumn:
    """Kept as a line `Header: text`: of what has no field of its own nothing is lost."""

    __slots__ = ("fills", "header", "target")

    def __init__(self, header: str, target: str) -> None:
        self.header = header
        self.target = target
        self.fills = ("note",)

    def read(self, cell: Cell, draft: Draft) -> None:
        add_note(draft, self.header, cell)


def add_note(draft: Draft, header: str, cell: Cell) -> None:
    """One more line of the note, in one line whatever breaks the cell and its header have."""
    draft.notes.append(f"{' '.join(header.split())}: {' '.join(shown_text(cell).split())}")
