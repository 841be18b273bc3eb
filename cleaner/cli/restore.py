"""`cleaner restore`: from cleaned files and the log of removals back to the originals."""

from pathlib import Path

import click

from cleaner.cli.exits import exit_code
from cleaner.cli.options import PATH, or_stdout
from cleaner.cli.sink import STDIN_NAME, open_sink, same_file
from cleaner.cli.voice import Voice
from cleaner.sources.plain import STDIN


@click.command()
@click.argument("output", metavar="OUTPUT", type=click.Path(readable=False, allow_dash=True))
@click.option("--removed", "log", metavar="LOG", required=True, type=PATH, help="What clean --removed wrote.")
@click.option(
    "-o",
    "--output",
    "goal",
    metavar="PATH",
    type=PATH,
    callback=or_stdout,
    help="Write here: a file, or for a folder a folder.",
)
def restore(output: str, log: Path, goal: Path | None) -> int:
    """Put back what was removed from OUTPUT, a cleaned file (-: standard input).

    OUTPUT may also be the folder that a batch wrote; then -o names the folder for the
    originals. What comes back is byte for byte what was cleaned, or an error and exit
    code 3. OUTPUT itself is never written to: it would be of no more use with the log.
    """
    from cleaner.batch.plan import PlanError, refuse_overlap
    from cleaner.batch.restoring import restore_file, restore_folder
    from cleaner.errors import InputError

    voice = Voice()
    if output != STDIN and Path(output).is_dir():
        if goal is None or goal.is_file():
            raise click.UsageError("OUTPUT is a folder\n  name one for the originals with -o")
        try:
            refuse_overlap(Path(output), goal, "the originals")
        except PlanError as error:
            raise click.UsageError(str(error)) from None
        failed = restore_folder(Path(output), log, goal, voice.error)
        return exit_code(failed=failed > 0, stopped=False)
    if goal is not None and goal.is_dir():
        raise click.UsageError(f"-o {goal} is a folder, and OUTPUT a file\n  name a file")
    if goal is not None and same_file(0 if output == STDIN else output, goal):
        raise click.UsageError(f"{goal}: it is OUTPUT, too\n  name a file of its own for the original")
    try:
        with open_sink(goal) as sink:
            for data in restore_file(output, log):
                sink.write(data)
    except InputError as error:
        voice.error(STDIN_NAME if output == STDIN else output, str(error))
        return exit_code(failed=True, stopped=False)
    return exit_code(failed=False, stopped=False)
