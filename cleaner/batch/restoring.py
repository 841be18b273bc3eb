"""Find what in a log of removals belongs to which output, and rebuild the inputs."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path, PurePath

from cleaner.batch.plan import find_files
from cleaner.batch.run import Say
from cleaner.errors import InputError
from cleaner.sources.atomic import replacing
from cleaner.sources.plain import STDIN, open_file, open_source
from cleaner.sources.removed import Entry, read_log
from cleaner.sources.trouble import writing
from cleaner.sources.undo import rebuild


def restore_file(output: str, log: Path) -> Iterator[bytes]:
    """Yield the bytes of the input that was cleaned to the file `output` (-: standard input).

    Raises InputError where log and output don't belong together.
    """
    source = _source_of(output, log)
    entries = (entry for entry in read_log(log) if entry.header.source == source)
    with open_source(output) as stream:
        yield from rebuild(stream, entries)


def restore_folder(outputs: Path, log: Path, dest: Path, say: Say) -> int:
    """Rebuild into `dest` every input whose output the folder `outputs` holds. Return how many failed.

    Files there that the log doesn't know are left out, and `say` is told.
    """
    failed = 0
    known = {log}
    for source, entries in groupby(read_log(log), lambda entry: entry.header.source):
        place = outputs / source
        known.add(place)
        try:
            _restore_one(place, entries, dest / _inside(source))
        except InputError as error:
            say(str(place), str(error))
            failed += 1
    unknown = [job.source for job in find_files([outputs]).jobs if job.source not in known]
    if unknown:
        more = f", and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        say(str(unknown[0]), f"the log doesn't know it, so it is left out{more}")
    return failed


def _restore_one(place: Path, entries: Iterator[Entry], goal: Path) -> None:
    with open_file(str(place)) as stream, writing(str(goal)):
        goal.parent.mkdir(parents=True, exist_ok=True)
        with replacing(goal, like=place) as target:
            target.writelines(rebuild(stream, entries))


def _inside(source: str) -> PurePath:
    """Return `source` as a path below a folder. Raises InputError if it leads elsewhere."""
    path = PurePath(source)
    if path.is_absolute() or ".." in path.parts:
        raise InputError("its name in the log leads out of the folder\n  restore it on its own, to a file")
    return path


def _source_of(output: str, log: Path) -> str:
    """Return the name under which the log holds the input of `output`: the only one, or the one that fits."""
    sources = dict.fromkeys(entry.header.source for entry in read_log(log))
    if len(sources) == 1:
        return next(iter(sources))
    if output in sources:
        return output
    path = PurePath(output if output == STDIN else Path(output).resolve())
    fitting = [s for s in sources if path.parts[-len(PurePath(s).parts) :] == PurePath(s).parts]
    if not sources:
        raise InputError("the log holds no documents\n  name the file that --removed wrote")
    if not fitting:
        raise InputError(
            f"the log holds {len(sources)} documents, and none of this name\n"
            "  several documents in one output can't be told apart: clean one at a time, or in a batch"
        )
    return max(fitting, key=lambda s: len(PurePath(s).parts))
