"""Sections: a title, and rows of a label and a text; `terminal` or plain_sections formats them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cleaner.report.printable import BOLD, paint

INDENT: Final = "  "


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Some rows under a title. Labels and texts are safe to show."""

    title: str
    rows: Sequence[tuple[str, str]]


def plain_sections(sections: Iterable[Section], *, color: bool) -> Iterator[str]:
    """Yield sections as lines for files and pipes: a text is never wrapped.

    >>> tea = Section(title="tea", rows=[("milk", "no"), ("", "hot")])
    >>> print("".join(plain_sections([tea], color=False)), end="")
    tea
      milk  no
            hot
    """
    for section in sections:
        yield f"{paint(section.title, BOLD) if color else section.title}\n"
        width = max((len(label) for label, _ in section.rows), default=0)
        for label, text in section.rows:
            yield f"{INDENT}{label:<{width}}  {text}".rstrip() + "\n"
