"""The score on the command line: other score files, none, what it says of each line, what is in it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from running import OWN_RULES, PROSE, Done
from small_score import changed, write_score

Run = Callable[..., Done]
TEXT = f"Advertisement\n\nGet our app\n\n{PROSE}\nBy Jane Doe\n\nRead on\nSite map\n"
FERRY = PROSE.strip()


@pytest.fixture
def here(here: Path) -> Path:
    """The working directory, with a text and a folder of score files in it."""
    write_score(here / "small")
    (here / "a.txt").write_text(TEXT)
    return here


@pytest.fixture
def clean(run: Run) -> Run:
    """Run `cleaner clean` with the rules of the tests."""

    def run_clean(*args: object) -> Done:
        return run("clean", *OWN_RULES, *args)

    return run_clean


class TestWhatFalls:
    @pytest.mark.parametrize(
        ("options", "left"),
        [
            pytest.param(["--score", "small"], f"{FERRY}\n\nBy Jane Doe\n\n", id="normal"),
            pytest.param(["--score", "small", "--level", "strict"], f"{FERRY}\n\n", id="strict"),
            pytest.param(
                ["--score", "small", "--level", "safe"],
                f"Get our app\n\n{FERRY}\n\nBy Jane Doe\n\nRead on\nSite map\n",
                id="safe",
            ),
            pytest.param(
                ["--no-score"],
                f"Get our app\n\n{FERRY}\n\nBy Jane Doe\n\nRead on\nSite map\n",
                id="no score",
            ),
            pytest.param(
                ["--score", "small", "--keep", "teasers"],
                f"{FERRY}\n\nBy Jane Doe\n\nRead on\nSite map\n",
                id="a category of the score is kept",
            ),
        ],
    )
    def test_what_is_left(self, clean: Run, options: list[str], left: str) -> None:
        assert clean(*options, "a.txt").out.decode() == left

    def test_it_is_logged_as_score(self, clean: Run) -> None:
        removals = json.loads(clean("--score", "small", "--json", "a.txt").out)["removals"]
        assert [(one["rule"], one["category"], one["line"]) for one in removals] == [
            ("t.ad", "ads", 1),
            ("score", "other", 3),
            ("score", "teasers", 9),
            ("score", "teasers", 10),
        ]

    @pytest.mark.parametrize(
        ("value", "options", "score"),
        [
            pytest.param('"small"', [], "+160", id="a folder"),
            pytest.param("false", [], "-", id="none"),
            pytest.param("false", ["--score", "small"], "+160", id="an option takes precedence"),
        ],
    )
    def test_settings(self, run: Run, here: Path, value: str, options: list[str], score: str) -> None:
        (here / "cleaner.toml").write_text(f"score = {value}\nbuiltin = false\n")
        (last,) = run("--explain", *options, "a.txt").out.decode().splitlines()[-1:]
        assert last.split()[2] == score


class TestWrongFiles:
    MESSAGE = (
        'bad/signals.toml:16: signal "words": first has 2 weights\n'
        "  give one weight for each of the 3 points\n"
    )

    @pytest.fixture(autouse=True)
    def bad(self, here: Path) -> None:
        write_score(here / "bad", changed("signals.toml", "first = [30, 0, -80]", "first = [30, 0]"))

    @pytest.mark.parametrize(
        "command",
        [
            pytest.param(["clean", *OWN_RULES, "a.txt"], id="clean"),
            pytest.param(["rules", "show", "score"], id="rules show"),
            pytest.param(["rules", "check"], id="rules check"),
            pytest.param(["rules", "check", "rules.toml"], id="rules check with a file"),
        ],
    )
    def test_are_refused(self, run: Run, command: list[str]) -> None:
        assert run(*command, "--score", "bad") == Done(2, b"", self.MESSAGE)

    def test_are_found_by_check_if_they_are_in_force(self, run: Run, here: Path) -> None:
        (here / "cleaner.toml").write_text('score = "bad"\n')
        assert run("rules", "check") == Done(2, b"", f"{here}/{self.MESSAGE}")
        assert run("rules", "check", "--no-config").code == 0
        assert run("rules", "check", "rules.toml").code == 0

    def test_are_of_no_interest_to_check_if_no_score_is_in_force(self, run: Run, here: Path) -> None:
        (here / "cleaner.toml").write_text("score = false\n")
        assert run("rules", "check").code == 0

    def test_a_folder_that_is_missing(self, clean: Run) -> None:
        assert clean("--score", "nowhere", "a.txt") == Done(
            2, b"", "nowhere: no such file or directory\n  give a score file, or a folder of them\n"
        )

    def test_a_folder_without_score_files(self, clean: Run, here: Path) -> None:
        (here / "empty").mkdir()
        assert clean("--score", "empty", "a.txt") == Done(
            2, b"", "empty: no score files in this folder\n  score files end in .toml\n"
        )


class TestExplain:
    def test_scores_of_lines(self, clean: Run) -> None:
        assert clean("--score", "small", "--explain", "a.txt").out.decode() == (
            " 1  removed   +20  t.ad   Advertisement\n"
            " 3  removed  +110  score  Get our app\n"
            f" 5  kept     -180  -      {FERRY}\n"
            " 7  kept      +20  -      By Jane Doe\n"
            " 9  removed   +90  score  Read on\n"
            "10  removed  +160  score  Site map\n"
        )

    @pytest.mark.parametrize("options", [["--no-score"], ["--score", "small", "--level", "safe"]])
    def test_without_scores(self, clean: Run, options: list[str]) -> None:
        assert clean(*options, "--explain", "a.txt").out.decode().splitlines()[:2] == [
            " 1  removed  -  t.ad  Advertisement",
            " 3  kept     -  -     Get our app",
        ]

    def test_what_they_are_made_of(self, clean: Run) -> None:
        shown = clean("--score", "small", "--explain", "-v", "a.txt").out.decode().splitlines()
        assert shown[:11] == [
            "noise of the document: 78 per mille",
            " 1  removed   +20  t.ad   Advertisement",
            "    rules        t.ad",
            "    threshold    +60",
            "    second pass  +20 = words +40, base -20",
            "    first pass   +20 = words +30, base -10",
            " 3  removed  +110  score  Get our app",
            "    threshold    +60",
            "    second pass  +110 = score +90, words +40, base -20",
            "    first pass   +155 = lexicon +120, words +30, words × lexicon +15, base -10",
            '    lexicon      +130 = "our app" +90, "^get" +40',
        ]

    def test_records_have_the_noise_of_each(self, clean: Run, here: Path) -> None:
        (here / "a.jsonl").write_text('{"text": "Tea."}\n{"text": "Site map"}\n')
        shown = clean("--score", "small", "--explain", "-v", "a.jsonl").out.decode().splitlines()
        assert [line for line in shown if not line.startswith(" ")] == [
            "1: noise of the document: 13 per mille",
            "1:1  kept     +20  -  Tea.",
            "2: noise of the document: 20 per mille",
            "2:1  removed  +110  score  Site map",
        ]


class TestShow:
    def test_shows_what_score_files_say(self, run: Run) -> None:
        done = run("rules", "show", "score", "--score", "small")
        assert (done.code, done.err) == (0, "")
        shown = done.out.decode()
        assert "\nsignal words: Words of the line.\nat  first  second\n 3    +30     +40\n" in shown
        assert shown.endswith("weight  entry\n   -60  harbour\n")

    def test_shows_what_a_config_file_names(self, run: Run, here: Path) -> None:
        (here / "cleaner.toml").write_text('score = "small"\n')
        by_config = run("rules", "show", "score")
        assert by_config == run("rules", "show", "score", "--score", "small", "--no-config")

    def test_shows_the_built_in_one(self, run: Run) -> None:
        assert b"\nsignal words: " in run("rules", "show", "score").out
