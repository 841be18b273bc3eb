"""Ask what a path is, without an error where nobody may ask: pathlib raises for some paths."""

import os
from pathlib import Path


def is_folder(path: str | Path) -> bool:
    """Tell whether `path` is a folder, or a link to one, as far as one can see."""
    return os.path.isdir(path)  # noqa: PTH112 - what this module is for


def absolute(path: str | Path) -> str:
    """Return `path` from the root of the file system on, as it is named: links in it stay."""
    return os.path.abspath(path)  # noqa: PTH100 - Path.resolve() follows links


def is_file(path: str | Path) -> bool:
    """Tell whether `path` is a regular file, or a link to one, as far as one can see."""
    return os.path.isfile(path)  # noqa: PTH113 - what this module is for
