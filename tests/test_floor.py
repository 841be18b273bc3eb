"""The rules do no worse than they did: `cleaner evaluate` against floors that are written down.

A value in tests/floors is lowered only with the reason beside it.
"""

from pathlib import Path

import pytest

from cleaner.cli import main

HERE = Path(__file__).resolve().parent
FLOORS = HERE / "floors"
PAGES = HERE.parents[1] / "shared" / "bench" / "pages" / "pages-en.html_text.jsonl.gz"
needs_pages = pytest.mark.skipif(not PAGES.is_file(), reason=f"the pages to measure on are not at {PAGES}")


@pytest.mark.parametrize(
    ("gold", "options", "floor"),
    [
        pytest.param(HERE.parent / "fixtures", [], "fixtures", id="fixtures"),
        pytest.param(PAGES, ["--fold", "1/24"], "pages", id="pages", marks=needs_pages),
        pytest.param(PAGES, ["--fold", "1/24", "--harm"], "clean-pages", id="clean pages", marks=needs_pages),
    ],
)
def test_no_figure_is_below_its_floor(
    gold: Path, options: list[str], floor: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = FLOORS / f"{floor}.toml"
    code = main(["evaluate", "--no-config", "-q", "--worst", "0", "--floor", str(path), *options, str(gold)])
    assert (code, capfd.readouterr().err) == (0, "")
