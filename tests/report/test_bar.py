"""The bar of a batch: in bytes, on a terminal only."""

import io
import sys

import pytest

from cleaner.report.terminal import Bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "shown", "says"),
    [
        pytest.param(Terminal(), True, "75%", id="a terminal"),
        pytest.param(Terminal(), False, "", id="quiet"),
        pytest.param(io.StringIO(), True, "", id="no terminal"),
    ],
)
def test_how_far_it_is(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, shown: bool, says: str) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    bar = Bar(lambda: 4000, shown=shown, color=False)
    with bar:
        bar.advance(1000)
        bar.advance(2000)
    assert says in stream.getvalue()
    assert bool(says) == bool(stream.getvalue())
