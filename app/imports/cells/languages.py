"""Languages by their ISO 639 code or their name in Vietnamese or English: `tiếng Lào`, `Lào`, `Lao` → `lo`."""

from typing import Final

from app.imports.cells.words import clean, folded

_NAMES: Final = {
    "vi": "Việt; tiếng Việt; Vietnamese",
    "en": "Anh; tiếng Anh; English",
    "lo": "Lào; tiếng Lào; Lao; Laotian",
    "km": "Khmer; tiếng Khmer; Campuchia; tiếng Campuchia; Cambodian",
    "zh": "Trung; tiếng Trung; Hoa; tiếng Hoa; Trung Quốc; tiếng Trung Quốc; Chinese",
    "ja": "Nhật; tiếng Nhật; Japanese",
    "ko": "Hàn; tiếng Hàn; Hàn Quốc; tiếng Hàn Quốc; Korean",
    "th": "Thái; tiếng Thái; Thai",
    "fr": "Pháp; tiếng Pháp; French",
    "ru": "Nga; tiếng Nga; Russian",
    "de": "Đức; tiếng Đức; German",
    "es": "Tây Ban Nha; tiếng Tây Ban Nha; Spanish",
    "my": "Myanmar; tiếng Myanmar; Miến Điện; tiếng Miến Điện; Burmese",
}
_CODES: Final = {folded(name): code for code, names in _NAMES.items() for name in names.split("; ")}


def read_language(text: str) -> str:
    """The code of a language that is named; any other text in lower case, for the schema to judge."""
    return _CODES.get(folded(text), clean(text).lower())
