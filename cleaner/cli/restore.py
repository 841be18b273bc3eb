"""`cleaner restore`: from cleaned files and the removal log back to the originals."""

from pathlib import Path

import click

from cleaner.cli.console import Console
from cleaner.cli.exit_codes import exit_code
from cleaner.cli.options import PATH, or_stdout
from cleaner.cli.output import open_output, same_file, sources_of
from cleaner.sources.inputs import STDIN, STDIN_NAME
from cleaner.sources.paths import is_file, is_folder


@click.command()
@click.argument("output", metavar="OUTPUT", type=click.Path(readable=False, allow_dash=True))
@click.option(
    "--removed", "log", metavar="LOG", required=True, type=PATH, help="The file that --removed wrote."
)
@click.option(
    "-o",
    "--output",
    "target",
    metavar="PATH",
    type=PATH,
    callback=or_stdout,
    help="Write to this file or, if OUTPUT is a folder, to this folder.",
)
def restore(output: str, log: Path, target: Path | None) -> int:
    """Put back what was removed from OUTPUT, a cleaned file (-: standard input).

    OUTPUT can also be the folder that a batch wrote; then -o names the folder for the
    originals. The result is byte-identical to the original; if it can't be, there is an error
    and exit code 3. OUTPUT itself is never written to: the log would not fit it any more.
    """
    from cleaner.batch.plan import PlanError, refuse_overlap
    from cleaner.batch.restore_folder import restore_folder
    from cleaner.errors import InputError
    from cleaner.sources.restore import restore_file

    console = Console()
    if output != STDIN and is_folder(output):
        if target is None or is_file(target):
            raise click.UsageError("OUTPUT is a folder\n  name a folder for the originals with -o")
        try:
            refuse_overlap(Path(output), target, "the originals")
        except PlanError as error:
            raise click.UsageError(str(error)) from None
        failed = restore_folder(Path(output), log, target, console.error)
        return exit_code(failed=failed > 0)
    if target is not None and is_folder(target):
        raise click.UsageError(f"-o {target} is a folder, but OUTPUT is a file\n  name a file")
    if target is not None and same_file(0 if output == STDIN else output, target):
        raise click.UsageError(f"{target} is also OUTPUT\n  name a separate file for the original")
    try:
        with open_output(target, [*sources_of([output]), log]) as restored:
            for data in restore_file(output, log):
                restored.write(data)
    except InputError as error:
        console.error(STDIN_NAME if output == STDIN else output, str(error))
        return exit_code(failed=True)
    return exit_code(failed=False)
