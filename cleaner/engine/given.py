"""What the library is given to clean: texts, documents, and values that are missing."""

from collections.abc import Iterable, Iterator

from cleaner.errors import ArgumentError, check_kind
from cleaner.model import Document

Given = str | Document | float | None
"""A text, a document, or what tables have in the place of a missing text: None, NaN, pandas.NA."""


def make_document(text: str, url: str | None, language: str | None) -> Document:
    """Return a text as a document. Raises ArgumentError for what is none."""
    check_kind("text", text)
    check_kind("url", url, str | None)
    check_kind("language", language, str | None)
    return Document(text=text, url=url, language=language)


def documents_of(texts: Iterable[Given]) -> Iterator[Document | None]:
    """Yield each text as a document, and None for those that are missing. Raises ArgumentError."""
    if isinstance(texts, str | bytes | Document) or not isinstance(texts, Iterable):
        kind = type(texts).__name__
        raise ArgumentError(f"texts: a value of the type {kind} is no list of texts\n  write [text]")
    return (_document(at, given) for at, given in enumerate(texts))


def _document(at: int, given: object) -> Document | None:
    if isinstance(given, str):
        return Document(text=given)
    if isinstance(given, Document):
        make_document(given.text, given.url, given.language)
        return given
    if _is_missing(given):
        return None
    raise ArgumentError(
        f"texts: the value at {at} is no text: it is of the type {type(given).__name__}\n"
        "  give strings, Documents, None or NaN; of an Arrow column its to_pylist()"
    )


def _is_missing(value: object) -> bool:
    """Say whether a value stands for a missing one; pandas.NA is told by its name, without pandas."""
    return value is None or (isinstance(value, float) and value != value) or type(value).__name__ == "NAType"
