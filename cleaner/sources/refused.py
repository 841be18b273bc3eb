"""What is no text and can't be read: how it is told, what it is called, and what helps."""

import re
from typing import Final

from cleaner.errors import InputError

_EXTRACT: Final = "extract its text first"
_NO_TEXT: Final = "it holds no text to clean"
_UNPACK: Final = "unpack it first"
_REWRITE: Final = "write it as Parquet or JSON lines first"
_READ_IMAGE: Final = f"{_EXTRACT}, with a program for text recognition such as tesseract"
_ANYWAY: Final = "; --format text cleans it as it is"
# Each: how it begins, what it is, what helps.
_BINARY: Final[tuple[tuple[bytes, str, str], ...]] = (
    (rb"%PDF-", "a PDF", f"{_EXTRACT}, for example with pdftotext"),
    (rb"%!PS", "PostScript", f"{_EXTRACT}, for example with ps2ascii"),
    (rb"\{\\rtf", "RTF", f"{_EXTRACT}, for example with pandoc"),
    (
        rb"PK\x03\x04|PK\x05\x06",
        "a ZIP archive, or an office document",
        "unpack it first, or extract its text, for example with pandoc",
    ),
    (rb"\xd0\xcf\x11\xe0", "an old office document", f"{_EXTRACT}, for example with LibreOffice"),
    (rb"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (rb"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (rb"\x04\x22\x4d\x18", "compressed with lz4", "decompress it first, with lz4"),
    (rb"\xff\x06\x00\x00sNaPpY", "compressed with snappy", "decompress it first"),
    (rb"\x1f\x9d|\x1f\xa0", "compressed with compress", "decompress it first, with gzip -d"),
    (rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff", "an image", _READ_IMAGE),
    (rb"\x1aE\xdf\xa3", "audio or video", _NO_TEXT),
    (rb"\x7fELF|\xcf\xfa\xed\xfe", "a program", _NO_TEXT),
)
# Text may begin so, too: these must have a NUL byte.
_BINARY_IF_NUL: Final[tuple[tuple[bytes, str, str], ...]] = (
    (rb"(?s:.{257})ustar", "a tar archive", _UNPACK),
    (rb"GIF8[79]a|RIFF(?s:.{4})WEBP|II\*|MM\x00\*|BM(?s:.{4})\x00{4}", "an image", _READ_IMAGE),
    (rb"ID3|OggS|fLaC|RIFF(?s:.{4})(?:WAVE|AVI )|(?s:.{4})ftyp", "audio or video", _NO_TEXT),
    (rb"MZ", "a program", _NO_TEXT),
    (rb"SQLite format 3", "an SQLite database", "write its texts to JSON lines first"),
    (rb"ARROW1", "an Arrow file", _REWRITE),
    (rb"Obj\x01", "an Avro file", _REWRITE),
    (rb"ORC", "an ORC file", _REWRITE),
)
# Comments at once: a hostile source could make them match in many ways.
_HTML: Final = re.compile(r"(?is)\s*(?>(?:<!--(?>.*?-->)\s*)*)<(?:!doctype\s+html|html|head|body)\b")
_XML: Final = re.compile(r"(?i)\s*<(?:\?xml\s|(?:rss|feed|mediawiki|svg|tei)\b[^>]*>)")
_TAGGED_LINE: Final = re.compile(r"(?i)\s*</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>")
_CLOSING: Final = re.compile(r"(?i)</(?:p|div|a|li|ul|ol|td|tr|table|span|h[1-6]|section|article|nav)\s*>")


def refuse_binary(head: bytes) -> None:
    """Raise InputError if a source that begins with `head` is of a known kind that can't be read."""
    for magic, what, advice in (*_BINARY, *(_BINARY_IF_NUL if b"\0" in head else ())):
        if re.match(magic, head):
            raise InputError(f"this is {what}, not text\n  {advice}")


def refuse_markup(text: str) -> None:
    """Raise InputError if a source that begins with `text` is HTML or XML."""
    if _HTML.match(text) or _is_fragment(text):
        raise InputError(
            f"this is HTML, not text\n  extract its text first, for example with trafilatura{_ANYWAY}"
        )
    if _XML.match(text):
        raise InputError(f"this is XML, not text\n  {_EXTRACT}{_ANYWAY}")


def _is_fragment(text: str) -> bool:
    """Tell whether the first line and at least half of all begin with a tag, and some tags close."""
    lines = [line for line in text.split("\n") if line.strip()]
    tagged = sum(_TAGGED_LINE.match(line) is not None for line in lines)
    # The first, too: articles on HTML have tags further down.
    begins = bool(lines) and _TAGGED_LINE.match(lines[0]) is not None
    return begins and 2 * tagged >= len(lines) and len(_CLOSING.findall(text)) >= 2
