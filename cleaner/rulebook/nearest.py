"""What somebody may have meant who named a rule that doesn't exist."""

from collections.abc import Collection
from typing import Final

_MOST: Final = 3


def nearest_rules(named: str, ids: Collection[str]) -> str:
    """Return an advice that ends in ids, "" where none is near.

    `named` may be an id that is misspelt or lacks its pack, or what ids begin with, such as a pack's.
    """
    inside = [known for known in ids if known.startswith(f"{named}.")]
    if inside:
        more = ", ..." if len(inside) > _MOST else ""
        return f"{named}.* are rules: {', '.join(inside[:_MOST])}{more}"
    near = [known for known in ids if known.endswith(f".{named}")]
    if not near:
        from difflib import get_close_matches  # takes long to import, and hardly anybody needs it

        near = get_close_matches(named, ids, n=_MOST)
    return f"did you mean {' or '.join(near)}?" if near else ""
