"""What the bytes of a text say is found out, or asked for; what can't be written back fails alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from running import PLAIN_RULES, PROSE, TEXT, Done, tree, write

Run = Callable[..., Done]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(
            b"Advertisement\ncaf\xe9\n",
            "byte 17 (0xe9) is not UTF-8\n  name its encoding, such as --encoding cp1252, or try "
            "--encoding auto",
            id="undecodable",
        ),
        pytest.param(
            b"\xff\xfea\x00\x00\xd8",
            "byte 4 (0x00) is not UTF-16-LE\n  name another --encoding, or try --encoding auto",
            id="undecodable UTF-16",
        ),
        pytest.param(
            b"Adv\x00rtisement\n",
            "byte 3 is NUL: this looks binary\n  if it is text all the same, say --encoding utf-8",
            id="NUL",
        ),
        pytest.param(
            "Advertisement\n".encode("utf-16-le"),
            "byte 1 is NUL: this looks like UTF-16 without a byte order mark\n  try --encoding utf-16-le",
            id="UTF-16 without mark",
        ),
    ],
)
def test_bytes_that_are_no_text(clean: Run, here: Path, data: bytes, problem: str) -> None:
    (here / "bad.txt").write_bytes(data)
    (here / "good.txt").write_text(TEXT)
    assert clean("bad.txt", "good.txt") == Done(3, PROSE.encode(), f"cleaner: bad.txt: {problem}\n")
    assert clean(stdin=data) == Done(3, b"", f"cleaner: standard input: {problem}\n")
    assert clean("--in-place", "bad.txt") == Done(3, b"", f"cleaner: bad.txt: {problem}\n")
    assert (here / "bad.txt").read_bytes() == data
    assert clean("-o", "out.txt", "bad.txt").code == 3
    assert not (here / "out.txt").exists()


@pytest.mark.parametrize(
    ("args", "stdin", "problem"),
    [
        (
            ["--format", "jsonl"],
            '\ufeff{"text": "a"}\n'.encode("utf-16-le"),
            "this is UTF-16, but JSON lines must be UTF-8\n  convert it first, for example with iconv",
        ),
    ],
)
def test_wrong_guesses(clean: Run, args: list[str], stdin: bytes, problem: str) -> None:
    assert clean(*args, stdin=stdin) == Done(3, b"", f"cleaner: standard input: {problem}\n")


@pytest.mark.parametrize("name", ["klingon", "rot13", "base64", ""])
def test_what_is_no_encoding_of_texts(clean: Run, here: Path, name: str) -> None:
    """It is said once, whatever the number of files."""
    (here / "a.txt").write_text(TEXT)
    problem = (
        f"Invalid value for '--encoding': there is no encoding {name!r}\n  write one such as cp1252, or auto"
    )
    assert clean("--encoding", name, "a.txt", "a.txt") == Done(2, b"", f"cleaner clean: {problem}\n")


MIXED = {
    "latin.txt": "Advertisement\nDie Kühe stehen auf der Wiese und träumen vom süßen Gras.\n".encode(
        "cp1252"
    ),
    "koi8.txt": (
        "Advertisement\nПаром снова ходит с понедельника, сообщили в порту в пятницу. После недели штормов "
        "рыбаки вернулись в море, а на пристани открылся рынок.\nЦены на треску не изменились.\n"
    ).encode("koi8-r"),
    "utf8.txt": "Advertisement\nGrüße.\n".encode(),
    "utf16.txt": "Advertisement\nGrüße.\n".encode("utf-16"),
    "bare16.txt": "Advertisement\nThe ferry sails again on Monday.\n".encode("utf-16-le"),
    "rows.csv": 'text,n\n"Advertisement\nDie Kühe träumen vom süßen Gras.",1\n'.encode("cp1252"),
}


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_folder_of_many_encodings(run: Run, here: Path, jobs: str) -> None:
    """Each file is found out by itself, said, and written in its own encoding."""
    write(here / "in", MIXED)
    done = run(
        "batch", *PLAIN_RULES, "--encoding", "auto", "in", "-o", "out", "--jobs", jobs, "--removed", "log"
    )
    assert done.code == 0
    said = [line for line in done.err.splitlines() if ": read as " in line]
    assert said == [
        "cleaner: in/bare16.txt: read as utf-16-le",
        "cleaner: in/koi8.txt: read as koi8-r",
        "cleaner: in/latin.txt: read as cp1252",
    ]
    for name, data in MIXED.items():
        encoding = {
            "latin.txt": "cp1252",
            "koi8.txt": "koi8-r",
            "bare16.txt": "utf-16-le",
            "rows.csv": "cp1252",
        }
        taken = "Advertisement\n".encode(encoding.get(name, "utf-16-le" if "16" in name else "utf-8"))
        assert (here / "out" / name).read_bytes() == data.replace(taken, b"", 1), name
    assert run("restore", "--removed", "log", "out", "-o", "back").code == 0
    assert tree(here / "back") == MIXED


def test_auto_does_not_guess_what_is_no_text(clean: Run) -> None:
    done = clean("--encoding", "auto", stdin=bytes(range(128, 256)) + bytes(range(1, 9)) * 9)
    problem = "its encoding can't be found out\n  name it with --encoding, or leave the file out"
    assert done == Done(3, b"", f"cleaner: standard input: {problem}\n")


SPLITS = """[pack]
id = "s"
language = ""
category = "ads"
why = "A span that ends within a letter."

[[rule]]
id = "half"
why = "x"
span = "\u304b(?=\u309a)"
drops = ["\u304b\u309a"]
keeps = ["\u304b"]
"""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_is_left_cannot_be_written(run: Run, clean: Run, here: Path, jobs: str) -> None:
    """EUC-JISX0213 has letters for such pairs, and none for the mark alone."""
    (here / "splits.toml").write_text(SPLITS, encoding="utf-8")
    (here / "a.txt").write_bytes(f"\u304b\u309a.\n{PROSE}".encode("euc_jisx0213"))
    (here / "b.txt").write_text(TEXT)
    options = ("--rules", "splits.toml", "--encoding", "euc_jisx0213")
    problem = "its text can't be written as euc_jisx0213\n  convert it to UTF-8 first, with iconv"
    done = clean(*options, "a.txt", "b.txt")
    assert done == Done(3, PROSE.encode(), f"cleaner: a.txt: {problem}\n")
    done = run("batch", *PLAIN_RULES, *options, "a.txt", "b.txt", "-o", "out", "--jobs", jobs, "-q")
    assert done == Done(3, b"", f"cleaner: a.txt: {problem}\n")
    assert tree(here / "out") == {"b.txt": PROSE.encode()}
