"""Text of a cell as it is handed on."""

import unicodedata


def clean_text(text: str) -> str:
    """Composed (NFC), plain spaces for those that do not break, nothing at the ends; line breaks inside are kept."""
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFC", text).replace("\N{NO-BREAK SPACE}", " ").strip()
