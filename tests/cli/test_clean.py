"""`cleaner clean`: what goes where."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from running import LOST, PROSE, TEXT, Done

Run = Callable[..., Done]
GERMAN = (
    '[pack]\nid = "s"\nlanguage = "de"\ncategory = "ads"\nwhy = "Test."\n'
    '[[rule]]\nid = "x"\nwhy = "Test."\nlines = ["werbung"]\ndrops = ["Werbung"]\nkeeps = ["Werbungen"]\n'
)


@pytest.mark.parametrize(
    ("args", "text", "cleaned"),
    [
        pytest.param([], TEXT, PROSE, id="the rule acts"),
        pytest.param([], f"{PROSE}By Jane Doe", f"{PROSE}By Jane Doe", id="nothing to do"),
        pytest.param(["--level", "strict"], f"{PROSE}By Jane Doe", PROSE, id="--level"),
        pytest.param(["--keep", "ads"], TEXT, TEXT, id="--keep"),
        pytest.param(["--drop", "credits"], f"{PROSE}By Jane Doe", PROSE, id="--drop"),
        pytest.param(["--disable", "t.a*"], TEXT, TEXT, id="--disable"),
        pytest.param(["--drop-line", "By Jane Doe"], f"{PROSE}By Jane Doe", PROSE, id="--drop-line"),
        pytest.param(["--tidy"], f"  {PROSE}\n\n\n  Tea. \n", f"{PROSE}\nTea.\n", id="--tidy"),
        pytest.param([], f"{PROSE}[Tea](/tea)\n", f"{PROSE}[Tea](/tea)\n", id="links are kept"),
        pytest.param(
            ["--links", "text"], f"* [](/x)\n{PROSE}[Tea](/tea)\n", f"{PROSE}Tea\n", id="--links text"
        ),
        pytest.param([], TEXT.replace("\n", "\r\n"), PROSE.replace("\n", "\r\n"), id="CRLF"),
        pytest.param([], f"{PROSE}\x0cPage 2", f"{PROSE}\x0cPage 2", id="form feed, no final newline"),
    ],
)
@pytest.mark.parametrize("way", ["file", "stdin", "-"])
def test_a_text_is_cleaned(
    clean: Run, here: Path, way: str, args: list[str], text: str, cleaned: str
) -> None:
    data = text.encode()
    (here / "in.txt").write_bytes(data)
    done = clean(*args, "in.txt") if way == "file" else clean(*args, *(["-"] * (way == "-")), stdin=data)
    assert done == Done(0, cleaned.encode(), "")


@pytest.mark.parametrize(
    "line",
    [
        "CLEANER RULES in.txt",
        "CLEANER clean RULES in.txt",
        "cat in.txt | CLEANER RULES",
        "CLEANER RULES <in.txt",
        "CLEANER RULES - <in.txt",
        "CLEANER RULES <in.txt -o out.txt && cat out.txt",
        "CLEANER RULES in.txt -o - 2>&1",
        "cp in.txt x && ln -s x link && CLEANER RULES --in-place link && cat x && test -L link",
        "CLEANER RULES in.txt >out.txt && cat out.txt",
        "CLEANER RULES /dev/fd/3 3<in.txt",
        "printf 'rules = [\"rules.toml\"]\\nbuiltin = false\\n' >cleaner.toml && CLEANER in.txt",
        "echo 'keep = [\"ads\"]' >cleaner.toml && CLEANER --drop ads --rules rules.toml in.txt",
    ],
)
def test_every_way_in_and_out_gives_the_same(shell: Run, here: Path, line: str) -> None:
    (here / "in.txt").write_text(TEXT)
    assert shell(line) == Done(0, PROSE.encode(), "")


@pytest.mark.parametrize(
    ("encoding", "mark", "args"),
    [
        ("utf-8", "\ufeff", []),
        ("utf-16-le", "\ufeff", []),
        ("utf-32-be", "\ufeff", []),
        ("cp1252", "", ["--encoding", "cp1252"]),
        ("utf-16-be", "", ["--encoding", "utf-16-be"]),
    ],
)
def test_what_comes_out_is_written_as_what_came_in(
    clean: Run, encoding: str, mark: str, args: list[str]
) -> None:
    done = clean(*args, stdin=f"{mark}Advertisement\nThé.\n".encode(encoding))
    assert done == Done(0, f"{mark}Thé.\n".encode(encoding), "")


def test_several_files_follow_each_other(clean: Run, here: Path) -> None:
    for name, text in {"a": "Tea.", "b": "Milk.\n", "c": "", "d": "Salt."}.items():
        (here / name).write_text(text)
    done = clean("a", "b", "c", "-", "d", stdin=b"Bread.")
    assert done == Done(0, b"Tea.\nMilk.\nBread.\nSalt.", "cleaner: c: it is empty\n")


@pytest.mark.parametrize(
    ("one", "other", "out"),
    [
        pytest.param("Tea.\n", "Milk.\n", "Tea.\nMilk.\n", id="with line ends"),
        pytest.param("Tea.", "Milk.", "Tea.\nMilk.", id="without"),
        pytest.param("Tea.\n\u0a00", "Milk.", "Tea.\n\u0a00\nMilk.", id="a byte that is no line end"),
    ],
)
def test_two_files_of_wide_characters(clean: Run, here: Path, one: str, other: str, out: str) -> None:
    (here / "a").write_bytes(one.encode("utf-16-le"))
    (here / "b").write_bytes(other.encode("utf-16-le"))
    assert clean("--encoding", "utf-16-le", "a", "b") == Done(0, out.encode("utf-16-le"), "")


def test_no_line_begins_for_what_does_not_come(clean: Run, here: Path) -> None:
    (here / "a").write_text("Tea.")
    assert clean("a", "missing").out == b"Tea."


class TestInPlace:
    def test_only_what_changes_is_written(self, clean: Run, here: Path) -> None:
        (here / "a.txt").write_text(TEXT)
        (here / "b.txt").write_text(PROSE)
        (here / "a.txt").chmod(0o640)
        before = (here / "b.txt").stat()  # its access time may change: it is read
        assert clean("--in-place", "a.txt", "b.txt") == Done(0, b"", "")
        assert (here / "a.txt").read_text() == PROSE
        assert stat.S_IMODE((here / "a.txt").stat().st_mode) == 0o640
        after = (here / "b.txt").stat()
        assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)

    def test_backup(self, clean: Run, here: Path) -> None:
        (here / "a.txt").write_text(TEXT)
        assert clean("--in-place", "--backup", ".bak", "a.txt").code == 0
        assert ((here / "a.txt").read_text(), (here / "a.txt.bak").read_text()) == (PROSE, TEXT)
        (here / "a.txt").write_text(f"Advertisement\n{TEXT}")
        done = clean("--in-place", "--backup", ".bak", "a.txt")
        assert done == Done(
            3,
            b"",
            "cleaner: a.txt: a.txt.bak can't be written: it exists already\n"
            "  give another name, or move it away\n",
        )
        assert ((here / "a.txt").read_text(), (here / "a.txt.bak").read_text()) == (
            f"Advertisement\n{TEXT}",
            TEXT,
        )

    def test_json_lines(self, clean: Run, here: Path) -> None:
        (here / "a.jsonl").write_text('{"n": 1.0, "text": "Advertisement\\nTea."}\n\n{"text": "Milk."}')
        assert clean("--in-place", "a.jsonl") == Done(0, b"", "")
        assert (here / "a.jsonl").read_text() == '{"n": 1.0, "text": "Tea."}\n\n{"text": "Milk."}'


def test_links_go_whatever_is_shown(clean: Run, here: Path) -> None:
    (here / "a.txt").write_text("[Tea](/tea)\n")
    (here / "b.jsonl").write_text('{"text": "[Tea](/tea)"}\n{"text": "Milk."}\n')
    assert clean("--links", "text", "--diff", "a.txt").out.endswith(b"-[Tea](/tea)\n+Tea\n")
    assert clean("--links", "text", "--check", "a.txt", "b.jsonl") == Done(
        1, b"", "cleaner: a.txt: would change\ncleaner: b.jsonl: 1 of 2 documents would change\n"
    )
    shown = json.loads(clean("--links", "text", "--json", "a.txt").out)
    assert [(r["rule"], r["category"], r["text"]) for r in shown["removals"]] == [
        ("links", "other", "["),
        ("links", "other", "](/tea)"),
    ]
    assert clean("--links", "text", "--in-place", "a.txt", "b.jsonl") == Done(0, b"", "")
    assert (here / "a.txt").read_text() == "Tea\n"
    assert (here / "b.jsonl").read_text() == '{"text": "Tea"}\n{"text": "Milk."}\n'
    assert clean("--links", "text", "--check", "a.txt", "b.jsonl") == Done(0, b"", "")


class TestJsonLines:
    def test_bad_lines_are_copied_and_named(self, clean: Run, here: Path) -> None:
        lines = [
            b'{"text": "Advertisement\\nTea."}',
            b"{nonsense",
            b"",
            b'{"body": "Advertisement"}',
            b'{"text": "Advertisement"}',
        ]
        (here / "a.ndjson").write_bytes(b"\n".join(lines))
        done = clean("a.ndjson")
        lines[0] = b'{"text": "Tea."}'
        lines[4] = b'{"text": ""}'
        assert done == Done(
            3,
            b"\n".join(lines),
            "cleaner: a.ndjson:2: not JSON at column 2: Expecting property name enclosed in double quotes\n"
            "  correct the line, or remove it\n"
            'cleaner: a.ndjson:4: no field "text"\n'
            '  name the field of the text with --field; fields of this line: "body"\n'
            "cleaner: a.ndjson:5: no words are left (1 of 2 documents)\n"
            "  --explain shows what was removed, and why\n",
        )

    def test_fields(self, clean: Run) -> None:
        line = b'{"text": "Advertisement", "body": "Advertisement\\nTea."}\n'
        done = clean("--format", "jsonl", "--field", "body", stdin=line)
        assert done == Done(0, b'{"text": "Advertisement", "body": "Tea."}\n', "")

    def test_url_and_language_narrow_the_rules(self, clean: Run, here: Path) -> None:
        (here / "site.toml").write_text(
            '[pack]\nid = "s"\nlanguage = "de"\ncategory = "ads"\nwhy = "Test."\n'
            '[[rule]]\nid = "x"\nwhy = "Test."\nlines = ["werbung"]\nsite = ["*.example"]\n'
            'drops = ["Werbung"]\nkeeps = ["Werbungen"]\n'
        )
        lines = (
            b'{"u": "https://a.example/1", "l": "de", "text": "Werbung\\nTee."}\n'
            b'{"u": "https://a.test/1", "l": "de", "text": "Werbung\\nTee."}\n'
            b'{"u": "https://a.example/1", "l": "en", "text": "Werbung\\nTee."}\n'
            b'{"l": "de", "text": "Werbung\\nTee."}\n'
        )
        options = ("--format", "jsonl", "--url-field", "u", "--language-field", "l", "--rules", "site.toml")
        done = clean(*options, "--site", "b.example", stdin=lines)
        texts = [json.loads(line)["text"] for line in done.out.splitlines()]
        assert texts == ["Tee.", "Werbung\nTee.", "Werbung\nTee.", "Tee."]

    def test_a_language_without_rules_is_told_once(self, clean: Run, here: Path) -> None:
        (here / "german.toml").write_text(GERMAN)
        rows = [("cy", "Te."), ("de", "Tee."), ("cy-GB", "Te."), ("gd", "Ti."), ("", "Tea.")]
        lines = "".join(json.dumps({"l": code, "text": text}) + "\n" for code, text in rows).encode()
        options = ("--format", "jsonl", "--language-field", "l", "--rules", "german.toml")
        told = [line for line in clean(*options, "-v", stdin=lines).err.splitlines() if 'language "' in line]
        assert told == [
            'cleaner: standard input: no rule is for the language "cy"',
            'cleaner: standard input: no rule is for the language "gd"',
        ]
        assert 'language "cy"' in clean(*options, "-v", "--explain", stdin=lines).err
        assert clean(*options, stdin=lines) == Done(0, lines, "")

    def test_of_two_files_the_first_is_named(self, clean: Run, here: Path) -> None:
        (here / "german.toml").write_text(GERMAN)
        for name in ("a.jsonl", "b.jsonl"):
            (here / name).write_text('{"l": "cy", "text": "Te."}\n')
        done = clean("--language-field", "l", "--rules", "german.toml", "-v", "a.jsonl", "b.jsonl")
        assert done.err.count("no rule is for the language") == 1
        assert 'cleaner: a.jsonl: no rule is for the language "cy"\n' in done.err

    def test_without_rules_for_any_language_nothing_is_told(self, clean: Run) -> None:
        done = clean(
            "--format", "jsonl", "--language-field", "l", "-v", stdin=b'{"l": "cy", "text": "Te."}\n'
        )
        assert "language" not in done.err

    def test_each_record_is_written_before_the_next_is_read(self, shell: Run) -> None:
        # The reader answers each record before the next is sent: buffering would hang.
        line = (
            "mkfifo in out; CLEANER RULES --format jsonl <in >out & exec 3>in 4<out;"
            """ echo '{"text": "Advertisement\\\\nTea."}' >&3; read -r one <&4; echo "$one";"""
            """ echo '{"text": "Milk."}' >&3; read -r two <&4; echo "$two"; exec 3>&-; wait"""
        )
        assert shell(f"timeout 20 sh -c '{line.replace(chr(39), chr(39) + chr(92) + chr(39) * 2)}'").out == (
            b'{"text": "Tea."}\n{"text": "Milk."}\n'
        )


class TestOtherOutputs:
    def test_diff(self, clean: Run, here: Path) -> None:
        (here / "a.txt").write_text(f"Tea.\n{PROSE}Advertisement")
        expected = (
            "--- a.txt (before)\n+++ a.txt (after)\n@@ -1,3 +1,2 @@\n"
            f" Tea.\n {PROSE}-Advertisement\n\\ No newline at end of file\n"
        )
        assert clean("--diff", "a.txt") == Done(0, expected.encode(), "")
        assert clean("--diff", "--check", "a.txt").code == 1
        colored = clean("--diff", "--color", "always", "a.txt").out.decode()
        assert "\x1b[31m-Advertisement\x1b[0m\n" in colored

    def test_check(self, clean: Run, here: Path) -> None:
        (here / "a.txt").write_text(TEXT)
        (here / "b.txt").write_text(PROSE)
        (here / "c.jsonl").write_text('{"text": "Advertisement\\nTea."}\n{"text": "Milk."}\n')
        assert clean("--check", "b.txt") == Done(0, b"", "")
        assert clean("--check", "a.txt", "b.txt", "c.jsonl") == Done(
            1, b"", "cleaner: a.txt: would change\ncleaner: c.jsonl: 1 of 2 documents would change\n"
        )
        assert (here / "a.txt").read_text() == TEXT

    def test_explain(self, clean: Run, here: Path) -> None:
        (here / "a.txt").write_text("Advertisement\n\n  Tea\x1b[2J.\n")
        assert clean("--explain", "a.txt").out.decode() == (
            "1  removed  -  t.ad  Advertisement\n3  kept     -  -     Tea\\x1b[2J.\n"
        )
        (here / "b.jsonl").write_text('{"text": "Tea."}\n{"text": "Milk."}\n')
        assert clean("--explain", "a.txt", "b.jsonl").out.decode().splitlines()[2:] == [
            "b.jsonl:1:1  kept     -  -  Tea.",
            "b.jsonl:2:1  kept     -  -  Milk.",
        ]

    def test_json(self, clean: Run, here: Path) -> None:
        (here / "a.txt").write_text(TEXT)
        (here / "b.jsonl").write_text('\n{"id": "x", "text": "Té."}\n')
        done = clean("--json", "a.txt", "b.jsonl")
        first, second = map(json.loads, done.out.splitlines())
        assert (done.code, done.err) == (0, "")
        assert len(first.pop("rules_hash")) == len(second.pop("rules_hash")) == 12
        assert first == {
            "source": "a.txt",
            "text": PROSE,
            "level": "normal",
            "guarded": None,
            "bytes_before": 107,
            "bytes_after": 92,
            "share_removed": 0.140187,
            "by_rule": {"t.ad": {"removals": 1, "bytes": 15}},
            "by_category": {"ads": {"removals": 1, "bytes": 15}},
            "removals": [
                {
                    "rule": "t.ad",
                    "category": "ads",
                    "line": 1,
                    "start": 0,
                    "end": 15,
                    "text": "Advertisement\n\n",
                }
            ],
        }
        assert second == {
            "source": "b.jsonl",
            "record": 2,
            "id": "x",
            "text": "Té.",
            "level": "normal",
            "guarded": None,
            "bytes_before": 4,
            "bytes_after": 4,
            "share_removed": 0.0,
            "by_rule": {},
            "by_category": {},
            "removals": [],
        }

    def test_verbose_and_quiet(self, clean: Run) -> None:
        assert clean("-v", stdin=TEXT.encode()).err == (
            "cleaner: standard input: 1 removal, 14.0% of the bytes: t.ad\n"
        )
        assert clean("-q", stdin=b"").err == ""


LOSES = f"Advertisement\n{LOST}"
FEW = "at level normal too little text would be left"
CHANGE = "  --on-loss, --min-words and --min-share change this\n"


REMOVED = "cleaner: standard input: 1 removal, 13.6% of the bytes: t.ad\n"


class TestGuard:
    @pytest.mark.parametrize(
        ("args", "code", "out", "err"),
        [
            pytest.param([], 0, LOST, f"{FEW}, so this is the result of level safe\n{CHANGE}", id="warn"),
            pytest.param(
                ["--level", "strict"],
                0,
                LOST,
                f"{FEW.replace('normal', 'strict')}, so this is the result of level safe\n{CHANGE}",
                id="strict",
            ),
            pytest.param(["-v"], 0, LOST, f"{FEW}, so this is the result of level safe\n{REMOVED}", id="-v"),
            pytest.param(
                ["--on-loss", "keep"], 0, LOSES, f"{FEW}, so it stays as it is\n{CHANGE}", id="keep"
            ),
            pytest.param(
                ["--on-loss", "fail"],
                4,
                "",
                f"{FEW}, so it is not cleaned\n"
                "  --explain shows what would be removed; a lower --min-words or --min-share allows it\n",
                id="fail",
            ),
            pytest.param(
                ["--min-words", "0", "--min-share", "0"],
                0,
                "",
                "no words are left\n  --explain shows what was removed, and why\n",
                id="off",
            ),
        ],
    )
    def test_a_text(self, clean: Run, args: list[str], code: int, out: str, err: str) -> None:
        expected = err and f"cleaner: standard input: {err}"
        assert clean(*args, stdin=LOSES.encode()) == Done(code, out.encode(), expected)

    def test_records(self, clean: Run) -> None:
        lines = b"".join(json.dumps({"text": text}).encode() + b"\n" for text in (LOSES, TEXT, LOSES))
        done = clean("--format", "jsonl", stdin=lines)
        milder = f"{FEW}, so this is the result of level safe"
        counted = f"cleaner: standard input:1: {milder} (2 of 3 documents)\n"
        assert done.err == f"{counted}{CHANGE[:-1]}; -v names them all\n"
        done = clean("--format", "jsonl", "-v", stdin=lines)
        named = "".join(f"cleaner: standard input:{number}: {milder}\n" for number in (1, 3))
        assert done.err.startswith(f"{named}cleaner: standard input: 3 removals, ")
        done = clean("--format", "jsonl", "--on-loss", "fail", stdin=lines)
        assert done.code == 4
        assert [json.loads(line)["text"] for line in done.out.splitlines()] == [LOSES, PROSE, LOSES]
        assert done.err.count("so it is not cleaned") == 1
        assert "standard input:1: and 1 more like this one" in done.err

    def test_files_are_summed_up(self, clean: Run, here: Path) -> None:
        for name, text in {"a.txt": TEXT, "b.txt": LOSES, "c.txt": LOSES}.items():
            (here / name).write_text(text)
        milder = f"{FEW}, so this is the result of level safe (2 of 3 documents)\n"
        done = clean("a.txt", "b.txt", "c.txt")
        assert done.err == f"cleaner: b.txt: {milder}{CHANGE[:-1]}; -v names them all\n"

    def test_nothing_is_written_for_a_text_that_is_stopped(self, clean: Run, here: Path) -> None:
        (here / "a.txt").write_text(LOSES)
        (here / "out.txt").write_text("old")
        assert clean("--on-loss", "fail", "-o", "out.txt", "a.txt").code == 4
        assert clean("--on-loss", "fail", "--in-place", "a.txt").code == 4
        assert ((here / "a.txt").read_text(), (here / "out.txt").read_text()) == (LOSES, "old")


@pytest.mark.parametrize(
    ("stdin", "note"),
    [
        (b"", "it is empty"),
        (b"\n \n", "it contains no words"),
        (b"\xef\xbb\xbf", "it is empty"),
        (b"Advertisement\n", "no words are left\n  --explain shows what was removed, and why"),
    ],
)
def test_nothing_in_the_output_is_said(clean: Run, stdin: bytes, note: str) -> None:
    done = clean(stdin=stdin)
    assert (done.code, done.err) == (0, f"cleaner: standard input: {note}\n")
