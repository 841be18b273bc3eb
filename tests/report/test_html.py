"""The HTML reports: what is in them, that texts stay texts, and how they behave in a browser."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, missing, open_browser

from cleaner.cli import main
from cleaner.engine.cleaner import Cleaner
from cleaner.model import Document
from cleaner.report import html
from cleaner.report.html import html_report
from cleaner.report.marked import KEPT, Marker
from cleaner.rulebook.cache import user_cache
from cleaner.rulebook.compiled_score import load_score
from cleaner.rulebook.load import load_rules

ATTACK = "</script><script>alert(1)</script>"
PROSE = "The ferry sails again on Monday, the harbour office said on Friday, after a week of storms."
RULES = """
[pack]
id = "t"
category = "ads"
why = "A pack <b>for</b> tests."
[[rule]]
id = "ad"
why = "A label </script><script>alert(2)</script>"
level = "safe"
lines = ["ad"]
[[rule]]
id = "by"
why = "Credits."
category = "credits"
level = "strict"
starts = ["by"]
max_words = 4
[[rule]]
id = "cut"
why = "Marks."
category = "navigation"
span = '\\\\[edit\\\\]'
[[rule]]
id = "all"
why = "Takes everything."
pattern = 'all of it .*'
""".replace("\\\\", "\\")
TEXTS = {
    "a.txt": f"Ad\r\n\r\n{PROSE} [edit]\r\n\r\nBy Jane Doe\r\n",
    "b.txt": f"{ATTACK}\n{PROSE}\n",
    "c.txt": "All of it goes, says the rule, although this is a sentence like any other in an article.\n",
    "d.txt": "Чай готов.\n",
}


class Page(HTMLParser):
    """Elements of a page, and the texts of its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.scripts: list[str] = []
        self._in_script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.tags.append(tag)
        self._in_script = tag == "script"
        if self._in_script:
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts[-1] += data


def data_of(page: bytes) -> Any:
    return json.loads(Page(page.decode()).scripts[0])


@pytest.fixture(scope="module")
def cleaner(tmp_path_factory: pytest.TempPathFactory) -> Cleaner:
    path = tmp_path_factory.mktemp("rules") / "t.toml"
    path.write_text(RULES)
    return Cleaner(load_rules([path], builtin=False, cache=user_cache()), score=None)


def report(cleaner: Cleaner, documents: Iterable[Document]) -> bytes:
    marker = Marker(cleaner)
    return html_report(marker.mark(documents), marker.rules, title="t", figures=[("level", ATTACK)])


def documents() -> list[Document]:
    return [Document(text=text, id=name) for name, text in TEXTS.items()]


def test_what_is_marked(cleaner: Cleaner) -> None:
    marker = Marker(cleaner)
    first, second, third, fourth = marker.mark(documents())
    names = {number: rule.id for number, rule in enumerate(marker.rules)} | {KEPT: ""}
    assert [(text, names[rule]) for text, rule in first.parts] == [
        ("Ad\r\n\r\n", "t.ad"),
        (f"{PROSE} ", ""),
        ("[edit]", "t.cut"),
        ("\r\n\r\nBy Jane Doe\r\n", ""),
    ]
    assert {names[rule]: size for rule, size in first.removed.items()} == {"t.ad": 6, "t.cut": 6}
    assert [(note[0], note[3]) for note in first.notes] == [
        (5, "rule t.by matches it, and acts at level strict")
    ]
    assert (first.near, second.near) == (1, 0)
    assert third.parts == [(TEXTS["c.txt"], KEPT)]
    assert (
        third.note
        == "at level normal too little text would be left, so the guard gives the result of level safe"
    )
    assert [note[3] for note in third.notes] == ["the guard keeps it; t.all would remove it"]
    assert fourth.size == len(TEXTS["d.txt"].encode())


def test_kept_inputs_are_shown_as_they_are_written(cleaner: Cleaner) -> None:
    (found,) = Marker(cleaner, "keep").mark([Document(text="Ad\n" + TEXTS["c.txt"], id="c")])
    assert found.parts == [("Ad\n" + TEXTS["c.txt"], KEPT)]
    assert found.note.endswith("the guard gives the input")


def test_near_misses_of_the_score() -> None:
    text = (Path(__file__).parents[2] / "fixtures/wild-style/theme-dump-observatory/input.txt").read_text()
    cleaner = Cleaner(load_rules(cache=user_cache()), score=load_score(cache=user_cache()))
    verdicts = {one.line: one for one in cleaner.explain(text)}
    (found,) = Marker(cleaner).mark([Document(text=text)])
    for line, score, threshold, why, _ in found.notes:
        assert (score, threshold) == (verdicts[line].score, verdicts[line].threshold)
        assert bool(why) is verdicts[line].kept
    assert {line for line, one in verdicts.items() if one.rule == "score"} <= {
        note[0] for note in found.notes
    }


def test_texts_of_documents_stay_texts(cleaner: Cleaner) -> None:
    page = report(cleaner, [Document(text=f"{ATTACK}\nAd\n", id=f"<img src=x onerror=alert(1)>{ATTACK}")])
    parsed = Page(page.decode())
    assert parsed.tags.count("script") == 2
    assert "img" not in parsed.tags
    outside = page[: page.index(b'id="data">')] + page[page.rindex(b"<script>") :]
    assert set(re.findall(rb"\S*alert\S*", outside)) == {
        b"<div><dt>level</dt><dd>&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;</dd></div>",
        b'&lt;/script&gt;&lt;script&gt;alert(2)&lt;/script&gt;"><th',
    }
    data = data_of(page)
    assert data["documents"][0]["parts"][0][0] == f"{ATTACK}\n"
    assert data["rules"][0]["why"] == "A label </script><script>alert(2)</script>"


@pytest.mark.parametrize("text", ["\ud800 tea", "tea\x00\u2028\u202e", "Чай & <чай>"])
def test_any_character_can_be_in_a_text(cleaner: Cleaner, text: str) -> None:
    assert data_of(report(cleaner, [Document(text=text, id="a")]))["documents"][0]["parts"] == [[text, KEPT]]


def test_the_page_loads_nothing_and_runs_no_other_script(cleaner: Cleaner) -> None:
    page = report(cleaner, documents()).decode()
    assert re.search(r"default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'\"", page)
    assert not re.search(r"\b(?:src|href)=|style=\"|https?://", page)


def test_the_largest_texts_are_left_out_where_all_would_be_too_large(
    cleaner: Cleaner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html, "MOST_BYTES", 2_000)
    texts = ["Tea. " * 300, "Milk. " * 100, "Tea. " * 290, "Ad\nTea.\n"]
    found = data_of(report(cleaner, [Document(text=text, id=text[:4]) for text in texts]))["documents"]
    assert [one["parts"] is None for one in found] == [True, False, True, False]
    assert found[0]["note"] == "too large for this report: cleaner why shows it"


def test_bars_and_histogram(cleaner: Cleaner) -> None:
    page = re.sub(r"<svg.*?</svg>", "", report(cleaner, documents()).decode())
    rows = re.findall(r"<th scope=\"row\">(.*?)</th><td></td><td class=\"number\">(.*?)</td>", page)
    assert rows[:3] == [("nothing", "3"), ("up to 10 %", "1"), ("up to 20 %", "0")]
    assert rows[11:] == [("ads", "6"), ("navigation", "6"), ("t.ad", "6"), ("t.cut", "6")]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Any:
    """Run `cleaner` where the rules and the folder `texts` are."""
    monkeypatch.chdir(tmp_path)
    Path("t.toml").write_text(RULES)
    Path("texts").mkdir()
    for name, text in TEXTS.items():
        Path("texts", name).write_bytes(text.encode())

    def call(command: str, *args: str) -> tuple[int, str, str]:
        code = main([command, "--no-config", "--no-builtin", "--no-score", "--rules", "t.toml", *args])
        return code, *capfd.readouterr()

    return call


Run = Callable[..., tuple[int, str, str]]


def test_batch_writes_a_report(run: Run) -> None:
    assert run("batch", "texts", "-o", "out", "-q", "--report", "r.html")[0] == 0
    page = Path("r.html").read_bytes()
    assert [one["name"] for one in data_of(page)["documents"]] == [f"texts/{name}" for name in TEXTS]
    figures = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page.decode()))
    assert (figures["files"], figures["changed files"], figures["removals"]) == ("4", "1", "2")


def test_of_many_documents_some_are_shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "MOST_DOCUMENTS", 2)
    assert run("batch", "texts", "-o", "out", "-q", "--report", "r.html")[0] == 0
    page = Path("r.html").read_bytes()
    assert len(data_of(page)["documents"]) == 2
    assert b"are of 2 documents, chosen at random from 4;" in page


def test_why_writes_a_page(run: Run) -> None:
    assert run("why", "texts/b.txt", "--html", "b.html") == (0, "", "")
    (found,) = data_of(Path("b.html").read_bytes())["documents"]
    assert (found["name"], found["parts"]) == ("texts/b.txt", [[TEXTS["b.txt"], KEPT]])


@pytest.mark.parametrize(
    ("args", "code", "problem"),
    [
        pytest.param(
            ["why", "texts/a.txt:1", "--html", "a.html"],
            2,
            "--html shows whole documents\n  leave out the number of the line",
            id="a line",
        ),
        pytest.param(
            ["why", "texts/a.txt", "--html", "texts/a.txt"],
            2,
            "--html texts/a.txt is FILE itself\n  give it another name",
            id="itself",
        ),
        pytest.param(
            ["why", "texts/a.txt", "--html", "a.html", "--json"], 2, "can't be combined", id="two forms"
        ),
        pytest.param(["why", "no.txt", "--html", "a.html"], 3, "there is no such file", id="no file"),
        pytest.param(
            ["batch", "texts", "-o", "out", "--report", "texts/a.txt"],
            2,
            "--report texts/a.txt is also a file of the batch\n  give it another name",
            id="a source",
        ),
        pytest.param(
            ["batch", "texts", "-o", "out", "-q", "--report", "no/r.html"], 3, "no/r.html", id="no folder"
        ),
    ],
)
def test_what_is_refused(run: Run, args: list[str], code: int, problem: str) -> None:
    done, out, err = run(*args)
    assert (done, out) == (code, "")
    assert problem in err
    assert not Path("a.html").exists()


def test_without_jinja_the_command_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "jinja2", None)
    code, _, err = run("batch", "texts", "-o", "out", "--report", "r.html")
    assert code == 2
    assert err.endswith("an HTML report needs Jinja2\n  pip install 'cleaner[report]'\n")
    assert not Path("out").exists()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    if names := missing():
        pytest.skip(f"not installed: {names}")
    with open_browser(tmp_path_factory.mktemp("browser")) as found:
        yield found


@pytest.fixture
def page(browser: Browser, cleaner: Cleaner, tmp_path: Path) -> Browser:
    """A report, open in a browser."""
    path = tmp_path / "r.html"
    path.write_bytes(report(cleaner, documents()))
    browser.open(path)
    return browser


SHOWN = (
    "return [...document.querySelectorAll('#documents tbody tr:not([hidden]) td:first-child')]"
    ".map(e => e.textContent)"
)
OPENED = (
    "return document.getElementById('document').hidden ? null : document.getElementById('name').textContent"
)


def test_in_a_browser_search_finds_names_texts_and_rules(page: Browser) -> None:
    assert page.run(SHOWN) == list(TEXTS)
    for asked, found in (("jane doe", ["a.txt"]), ("T.CUT", ["a.txt"]), ("чай", ["d.txt"]), ("zzz", [])):
        page.run(
            "const s = document.getElementById('search'); "
            f"s.value = '{asked}'; s.dispatchEvent(new Event('input'))"
        )
        assert page.run(SHOWN) == found


def test_in_a_browser_keys_work(page: Browser) -> None:
    page.press("j", "j", "Enter")
    assert page.run(OPENED) == "b.txt"
    page.press("k")
    assert page.run(OPENED) == "a.txt"
    page.press("Escape")
    assert page.run(OPENED) is None
    page.press("/", "ч", "Enter")
    assert page.run(OPENED) == "d.txt"
    page.press("Escape", "/", "Escape")
    assert page.run(SHOWN) == list(TEXTS)


def test_in_a_browser_a_script_in_a_text_is_text(page: Browser) -> None:
    page.press("j", "j", "Enter")
    assert page.run("return document.querySelector('#text .line .t').textContent") == ATTACK
    assert page.run("return document.scripts.length") == 2


def test_in_a_browser_removals_are_struck_and_explained(page: Browser) -> None:
    page.press("j", "Enter")
    struck = (
        "return [...document.querySelectorAll('#text del')].map(e => [e.textContent, e.className, e.title])"
    )
    assert page.run(struck) == [["Ad", "c-ads", "t.ad"], ["[edit]", "c-navigation", "t.cut"]]
    style = "return getComputedStyle(document.querySelector('#text del')).textDecorationLine"
    assert page.run(style) == "line-through"
    page.run("document.querySelector('#text del').click()")
    said = "return document.getElementById('reason').innerText"
    assert "A label </script><script>alert(2)</script>" in page.run(said)
    assert page.run("return document.querySelector('#text mark').textContent") == "By Jane Doe"
    assert (
        page.run("return [...document.querySelectorAll('#text .n')].map(e => e.textContent).join()")
        == "1,2,3,4,5"
    )


def test_in_a_browser_it_can_be_dark(page: Browser) -> None:
    color = "return getComputedStyle(document.body).backgroundColor"
    first = page.run(color)
    page.run("document.getElementById('theme').click()")
    assert {first, page.run(color)} == {"rgb(255, 255, 255)", "rgb(21, 24, 28)"}
