"""Which encoding a text file is in, and that the whole of it is; one pass, so that no line fails later."""

import codecs
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from app.imports.reading.legacy import refuse_legacy_font
from app.imports.reading.raw import UnreadableFile

BLOCK = 1 << 20
SAMPLE = 1 << 18
LINE_LIMIT = 1 << 22
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NAMES = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "windows-1258", "windows-1252")
_MOSTLY = 4
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_VOWELS = frozenset("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY")


def find_encoding(path: Path, wanted: str) -> str:
    """Return the name of the codec that reads the whole file; in UTF-16 its mark, if any, is still the first character.

    Raises UnreadableFile: `unknown_value`, `bad_encoding`, `nul_in_file`, `field_too_long`, `empty_file`,
    `legacy_font`.
    """
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    if not head.strip(b"\r\n\t \0"):
        raise UnreadableFile("empty_file")
    encoding = _guess_encoding(head) if wanted == "auto" else _named_encoding(wanted, head)
    try:
        _verify(path, encoding)
    except UnreadableFile as fault:
        # Plain ASCII for longer than the sample, then a byte that is not UTF-8: the sample told nothing.
        if fault.code != "bad_encoding" or wanted != "auto" or encoding != "utf-8" or not head.isascii():
            raise
        encoding = _eight_bit_encoding(_sample_beyond_ascii(path))
        _verify(path, encoding)
    return encoding


def _named_encoding(wanted: str, head: bytes) -> str:
    try:
        name = codecs.lookup(wanted).name
    except LookupError:
        name = ""
    if name not in {codecs.lookup(known).name for known in _NAMES} | {"utf-8-sig"}:
        raise UnreadableFile("unknown_value", allowed=", ".join(_NAMES))
    if name == "utf-16":
        marked = dict(_BOMS).get(head[:2])
        return marked or _utf16_without_mark(head) or "utf-16-le"
    return "utf-8-sig" if name == "utf-8" and head.startswith(codecs.BOM_UTF8) else name


def _guess_encoding(head: bytes) -> str:
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    return _utf16_without_mark(head) or _utf8_or_eight_bit(head)


def _utf16_without_mark(head: bytes) -> str | None:
    """Half of the bytes of common text in UTF-16 are zero, and always the same half."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    pairs = len(head) // 2
    if odd > pairs // 5 and even * 10 < odd:
        return "utf-16-le"
    if even > pairs // 5 and odd * 10 < even:
        return "utf-16-be"
    return None


def _utf8_or_eight_bit(head: bytes) -> str:
    """One bad byte among good text is a fault to be told with its line; bad bytes alone are another encoding."""
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(head)
    bad = text.count("\N{REPLACEMENT CHARACTER}") - head.count("\N{REPLACEMENT CHARACTER}".encode())
    good = sum(not char.isascii() for char in text) - bad if bad else 0
    return "utf-8" if not bad or good > _MOSTLY * bad else _eight_bit_encoding(head)


def _eight_bit_encoding(sample: bytes) -> str:
    """Tell windows-1258, whose tone marks follow their vowel as characters of their own, from windows-1252."""
    refuse_legacy_font([sample.decode("cp1252", "replace")])
    text = sample.decode("cp1258", "replace")
    fitting = alone = 0
    for before, char in zip(" " + text, text, strict=False):
        if char in _TONES:
            vowel = unicodedata.normalize("NFC", before)
            fitting, alone = (fitting + 1, alone) if vowel in _VOWELS else (fitting, alone + 1)
    return "cp1258" if fitting > alone else "cp1252"


def _sample_beyond_ascii(path: Path) -> bytes:
    with path.open("rb") as file:
        block = file.read(BLOCK)
        while block.isascii():
            block = file.read(BLOCK)
        place = next(index for index, byte in enumerate(block) if byte > 127)  # noqa: PLR2004  # the last of ASCII
        return (block[place:] + file.read(SAMPLE))[:SAMPLE]


def _verify(path: Path, encoding: str) -> None:
    """Every byte decodes, no NUL is there, and no line is so long that reading it would fill the memory."""
    line, unbroken = 1, 0
    for text in _blocks(path, encoding):
        if "\0" in text:
            raise UnreadableFile("nul_in_file", line=line + text.count("\n", 0, text.index("\0")))
        end = "\r" if "\n" not in text and "\r" in text else "\n"  # As the oldest of Apple's programs end a line.
        first = text.find(end)
        if unbroken + (len(text) if first < 0 else first) > LINE_LIMIT:
            raise UnreadableFile("field_too_long", line=line, limit=LINE_LIMIT)
        unbroken = unbroken + len(text) if first < 0 else len(text) - text.rfind(end)
        line += text.count(end)


def _blocks(path: Path, encoding: str) -> Iterator[str]:
    """Raises UnreadableFile `bad_encoding` with the line of the first byte that does not decode."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        while True:
            block = file.read(BLOCK)
            kept = decoder.getstate()[0]
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as fault:
                sound = (kept + block)[: fault.start].decode(encoding, "ignore")
                raise UnreadableFile("bad_encoding", encoding=encoding, line=line + sound.count("\n")) from None
            yield text
            line += text.count("\n")
            if not block:
                return
