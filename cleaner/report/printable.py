"""Make any string safe to show."""

import re
from typing import Final

_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


def printable(text: str) -> str:
    r"""Return `text` with its control characters, and what isn't Unicode, as escapes.

    >>> print(printable("a\x1b[2Jb\nc"))
    a\x1b[2Jb\nc
    """
    plain = text.encode("utf-8", "backslashreplace").decode()
    return _CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode(), plain)
