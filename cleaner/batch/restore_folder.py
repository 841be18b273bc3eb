"""Restore the inputs of a batch from the folder of its outputs and the removal log."""

from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path, PurePath

from cleaner.batch.plan import find_files
from cleaner.errors import InputError
from cleaner.sources.atomic import replacing
from cleaner.sources.inputs import open_file
from cleaner.sources.io_errors import writing
from cleaner.sources.limits import Limits, limits_of, make_folders
from cleaner.sources.removal_log import Entry, read_log
from cleaner.sources.restore import rebuild


def restore_folder(outputs: Path, log: Path, dest: Path, tell: Callable[[str, str], None]) -> int:
    """Rebuild into `dest` the input of every output in the folder `outputs`. Return how many failed.

    `tell` gets a place and a message for those, and for files that the log doesn't name.
    """
    failed = 0
    known = {log}
    for source, entries in groupby(read_log(log), lambda entry: entry.header.source):
        output = outputs / source
        known.add(output)
        try:
            _restore_one(output, entries, dest, _inside(source), limits_of([log]))
        except InputError as error:
            tell(str(output), str(error))
            failed += 1
    unknown = [file.name for file in find_files([outputs]).files if file.path not in known]
    if unknown:
        more = f", and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        tell(unknown[0], f"it is not in the log, so it is skipped{more}")
    return failed


def _restore_one(
    output: Path, entries: Iterator[Entry], dest: Path, inside: PurePath, limits: Limits
) -> None:
    target = dest / inside
    with open_file(str(output)) as stream, writing(str(target)):
        make_folders(dest, inside, output)
        with replacing(target, like=output, limits=limits) as restored:
            restored.writelines(rebuild(stream, str(output), entries))


def _inside(source: str) -> PurePath:
    """Return `source` as a path below a folder. Raises InputError if it points elsewhere."""
    path = PurePath(source)
    if path.is_absolute() or ".." in path.parts:
        raise InputError("its name in the log points outside the folder\n  restore it by itself, to a file")
    return path
