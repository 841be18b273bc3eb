"""Hands all documents of the project to MkDocs, those outside docs/ too, by their paths from the top."""

import re
from pathlib import Path
from typing import Any, Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

_ROOT: Final = Path(__file__).resolve().parent.parent
_NAMED_BLOCK: Final = re.compile(r"^```(\w+) (\S+)$", re.MULTILINE)
_LINK: Final = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the pages of a folder in its place in the navigation."""
    config.nav = _expand(config.nav)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Return all Markdown files of the project, and the other files that they link to."""
    pages = [
        path
        for path in (*_ROOT.glob("*.md"), *_ROOT.glob("[a-z]*/README.md"), *(_ROOT / "docs").rglob("*.md"))
        if path.is_file()
    ]
    linked = {
        (page.parent / link).resolve()
        for page in pages
        for link in _LINK.findall(page.read_text(encoding="utf-8"))
    }
    others = {path for path in linked if path.is_file() and path.suffix != ".md"}
    theme = [file for file in files if not Path(str(file.abs_src_path)).is_relative_to(_ROOT / "docs")]
    found = [
        File.generated(config, path.relative_to(_ROOT).as_posix(), abs_src_path=str(path))
        for path in sorted({*pages, *others})
    ]
    return Files([*theme, *found])


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Give examples that are files their names as titles; else Markdown's parser takes them for no blocks."""
    return _NAMED_BLOCK.sub(r'```\1 title="\2"', markdown)


def _expand(nav: Any) -> Any:
    if isinstance(nav, list):
        return [_expand(entry) for entry in nav]
    if isinstance(nav, dict):
        return {title: _expand(entry) for title, entry in nav.items()}
    if not nav.endswith("/"):
        return nav
    found = sorted((_ROOT / nav).glob("*.md"), key=lambda path: (path.name != "README.md", path.name))
    return [path.relative_to(_ROOT).as_posix() for path in found]
