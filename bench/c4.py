"""The line rules that made the corpus C4, in plain Python, to compare with.

Raffel et al. 2020, "Exploring the limits of transfer learning with a unified text-to-text transformer",
section 2.2. What looks beyond a page or needs a list or model of its own is left out: repeated
three-sentence spans, the list of bad words, the detection of English.
"""

import re
from typing import Final

LEAST_WORDS: Final = 5
LEAST_SENTENCES: Final = 3
ENDS: Final = (".", "!", "?", '"', "”")
POLICIES: Final = (
    "terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies",
)  # fmt: skip
CITATION: Final = re.compile(r"\[(?:\d+|edit|citation needed)\]")
SENTENCE_END: Final = re.compile(r"[.!?]+[\"”')\]]*(?:\s|$)")


def clean(text: str) -> str:
    """Return the lines that C4 keeps of a page, "" if it refuses the page."""
    lowered = text.lower()
    if "{" in text or "lorem ipsum" in lowered:
        return ""
    kept = [line for line in map(_without_citations, text.splitlines()) if _stays(line)]
    cleaned = "\n".join(kept)
    return cleaned if len(SENTENCE_END.findall(cleaned)) >= LEAST_SENTENCES else ""


def _without_citations(line: str) -> str:
    return CITATION.sub("", line).strip()


def _stays(line: str) -> bool:
    """Say whether a line is text: it ends like a sentence, has words enough, and speaks of no policy."""
    if not line.endswith(ENDS) or len(line.split()) < LEAST_WORDS:
        return False
    lowered = line.lower()
    return "javascript" not in lowered and not any(policy in lowered for policy in POLICIES)
