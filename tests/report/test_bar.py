"""How far a batch is: a bar on a terminal, elsewhere a line every minute."""

import io
import sys

import pytest

from cleaner.report.terminal import EVERY, Bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "shown", "says"),
    [
        pytest.param(Terminal(), True, ["75%", "6 of 9 files", "3.0/4.0 kB", "b\\x1b.txt"], id="a terminal"),
        pytest.param(Terminal(), False, [], id="quiet"),
        pytest.param(io.StringIO(), True, [], id="no terminal"),
    ],
)
def test_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, shown: bool, says: list[str]
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("COLUMNS", "120")
    bar = Bar(lambda: 4000, files=9, done=5, shown=shown, color=False)
    with bar:
        bar.advance(1000, "a.txt")
        bar.advance(2000, "b\x1b.txt")
    assert not [text for text in says if text not in stream.getvalue()]
    assert bool(says) == bool(stream.getvalue())


def test_a_message_stands_above_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    with Bar(lambda: 4000, files=1, shown=True, color=False):
        print("cleaner: a.txt: it is empty", file=sys.stderr, flush=True)
        assert sys.stderr is not stream
    assert "cleaner: a.txt: it is empty\n" in stream.getvalue()


def test_a_line_every_minute_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    said: list[str] = []
    times = iter([0.0, 1.0, EVERY, EVERY, EVERY + 1, 2 * EVERY, 2 * EVERY])
    bar = Bar(
        lambda: 4_000_000,
        files=1200,
        shown=True,
        color=False,
        say=said.append,
        clock=lambda: next(times),
    )
    with bar:
        for _ in range(4):
            bar.advance(500_000, "a.txt")
    assert said == [
        "0 of 1,200 files, 1.0 MB of 4.0 MB, 0:01:00 elapsed, about 0:03:00 left",
        "0 of 1,200 files, 2.0 MB of 4.0 MB, 0:02:00 elapsed, about 0:02:00 left",
    ]
