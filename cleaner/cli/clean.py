"""`cleaner clean`: files or standard input, to standard output, to a file, or in place."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from cleaner.cli.options import PATH, Shared, or_stdout, shared_options
from cleaner.cli.setup import make_cleaner, make_reading, make_voice, open_log
from cleaner.cli.sink import open_sink, same_file
from cleaner.cli.voice import wants_color
from cleaner.sources.plain import STDIN


@click.command()
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(readable=False, allow_dash=True))
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=PATH,
    callback=or_stdout,
    help="Write here, not to standard output.",
)
@click.option("--in-place", is_flag=True, help="Write the article back into each file.")
@click.option("--backup", metavar="SUFFIX", help="With --in-place: keep the original as FILE plus SUFFIX.")
@click.option("--diff", is_flag=True, help="Show what would change, as a unified diff.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if something would change.")
@click.option("--explain", is_flag=True, help="Show what becomes of each line, and by which rule.")
@click.option("--json", "as_json", is_flag=True, help="Write a line of JSON for each document.")
@shared_options
def clean(shared: Shared, files: tuple[str, ...], output: Path | None, **given: Any) -> int:
    """Clean each FILE (default, and -: standard input) to standard output.

    Lines that stay are byte for byte what came in. Of JSON lines only the text's value
    changes. Exit codes: 3, an input failed; 4, the guard stopped a document under
    --on-loss fail; 1, --check would change something.
    """
    _refuse_contradictions(shared, files, output, given)
    files = files or _stdin_only()
    _refuse_same_files(shared, files, output, in_place=given["in_place"])
    shows = ("diff", "explain", "as_json", "check")
    show = next((name for name in shows if given[name]), "text")
    cleaner = make_cleaner(shared, tidy=shared.tidy)
    from cleaner.cli.cleaning import Cleaning
    from cleaner.sources.atomic import Discard

    with open_log(shared.removed) as log, open_sink(output) as sink:
        run = Cleaning(
            cleaner=cleaner,
            reading=make_reading(shared),
            on_loss=shared.on_loss,
            voice=make_voice(shared),
            show=show,
            sink=sink,
            log=log,
            log_name=str(shared.removed),
            color=wants_color(shared.color, None if output else sys.stdout),
            many=len(files) > 1,
        )
        for name in files:
            if given["in_place"]:
                run.clean_in_place(name, given["backup"])
            else:
                run.clean(name)
        if output and run.unwritten:
            raise Discard
    return run.exit_code(check=given["check"])


def _refuse_contradictions(
    shared: Shared, files: tuple[str, ...], output: Path | None, given: dict[str, Any]
) -> None:
    """Raise UsageError for options that don't go together."""
    shows = [f"--{name}" for name in ("diff", "explain") if given[name]] + ["--json"] * given["as_json"]
    looks = shows + ["--check"] * given["check"]
    in_place = given["in_place"]
    for wrong, problem in (
        (len(shows) > 1, f"{' and '.join(shows)} contradict each other"),
        (looks and in_place, f"--in-place and {looks[0] if looks else ''} contradict each other"),
        (
            given["check"] and shows not in ([], ["--diff"]),
            f"--check and {shows[0] if shows else ''} contradict each other",
        ),
        (output and in_place, "--output and --in-place contradict each other"),
        (
            looks and shared.removed,
            f"{looks[0] if looks else ''} writes no text, so --removed has nothing to log",
        ),
        (output and len(files) > 1, "--output takes one FILE\n  for several: cleaner batch FILE... -o DEST"),
        (
            output and output.is_dir(),
            f"--output {output} is a folder\n  for folders: cleaner batch SRC... -o DEST",
        ),
        (in_place and (not files or STDIN in files), "--in-place needs files: standard input has no place"),
        (given["backup"] is not None and not in_place, "--backup goes with --in-place"),
        (given["backup"] == "" or "/" in (given["backup"] or ""), "--backup takes a suffix, such as .bak"),
        (
            in_place and shared.removed and shared.removed.exists(),
            f"{shared.removed} exists, and may be the only way back from an earlier run\n"
            "  give --removed another name, or move it away",
        ),
    ):
        if wrong:
            raise click.UsageError(problem)


def _stdin_only() -> tuple[str, ...]:
    if sys.stdin is not None and sys.stdin.isatty():
        raise click.UsageError("no input\n  name a FILE, pipe a text in, or say - to type one")
    return (STDIN,)


def _refuse_same_files(
    shared: Shared, files: tuple[str, ...], output: Path | None, *, in_place: bool
) -> None:
    """Raise UsageError where something would be written over what is read."""
    named: set[str] = set()
    for name in files:
        real = os.path.realpath(name)
        if in_place and real in named:
            raise click.UsageError(f"{name} is named twice\n  --in-place takes each file once")
        named.add(real)
        source = 0 if name == STDIN else name
        if output and same_file(source, output):
            raise click.UsageError(f"{name} is also the output\n  to write it back there: --in-place")
        if shared.removed and same_file(source, shared.removed):
            raise click.UsageError(f"{name} is also the log of removals\n  give --removed another name")
        if not output and not in_place and same_file(source, 1):
            raise click.UsageError(f"{name} is also the output\n  to write it back there: --in-place")
    if output and shared.removed and output.resolve() == shared.removed.resolve():
        raise click.UsageError("--output and --removed are the same file\n  give one of them another name")
