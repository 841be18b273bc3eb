"""Turn noisy article text whose HTML is gone into the article, by rules that people can read.

>>> import cleaner
>>> cleaner.clean("Advertisement\\n\\nThe ferry sails again on Monday.\\n").text
'The ferry sails again on Monday.\\n'
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = [
    "Cleaner",
    "CleanerError",
    "Document",
    "Removal",
    "Result",
    "clean",
    "clean_texts",
    "load_rules",
    "load_score",
    "restore",
]

if TYPE_CHECKING:
    from cleaner.engine.cleaner import Cleaner
    from cleaner.engine.render import restore
    from cleaner.engine.shipped import clean, clean_texts
    from cleaner.errors import CleanerError
    from cleaner.model import Document, Removal, Result
    from cleaner.rulebook.compiled_score import load_score
    from cleaner.rulebook.load import load_rules

_HOMES = {
    "Cleaner": "cleaner.engine.cleaner",
    "CleanerError": "cleaner.errors",
    "Document": "cleaner.model",
    "Removal": "cleaner.model",
    "Result": "cleaner.model",
    "clean": "cleaner.engine.shipped",
    "clean_texts": "cleaner.engine.shipped",
    "load_rules": "cleaner.rulebook.load",
    "load_score": "cleaner.rulebook.compiled_score",
    "restore": "cleaner.engine.render",
}


def __getattr__(name: str) -> Any:
    # Imported on first use: `cleaner --help` should not wait for the engine.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
