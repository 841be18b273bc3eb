"""Which files are read and, in a batch, where each goes; settled, and checked, before anything is written."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path, PurePath

from cleaner.errors import CleanerError, InputError
from cleaner.sources.trouble import reading


class PlanError(CleanerError):
    """Sources and destination don't go together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One file to clean: where it is, and where it goes below the destination."""

    source: Path
    goal: PurePath


@dataclass(slots=True, kw_only=True)
class Found:
    """The files of some sources; why paths are left out (`skipped`), or can't be read (`failed`).

    `unwanted`: how many files and folders globs left out.
    """

    jobs: list[Job] = field(default_factory=list)
    skipped: list[tuple[Path, str]] = field(default_factory=list)
    failed: list[tuple[Path, str]] = field(default_factory=list)
    unwanted: int = 0


@dataclass(slots=True, kw_only=True)
class Plan(Found):
    """What a batch is to do."""

    dest: Path


def make_plan(
    sources: Sequence[Path], dest: Path, *, include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> Plan:
    """Plan for each file that `find_files` finds where below `dest` it goes.

    Of a folder the tree below it is mirrored; a file goes right into `dest`. Raises
    PlanError.
    """
    for source in sources:
        refuse_overlap(source, dest, "the cleaned files")
    found = find_files(sources, include=include, exclude=exclude)
    plan = Plan(
        dest=dest, jobs=found.jobs, skipped=found.skipped, failed=found.failed, unwanted=found.unwanted
    )
    _refuse_collisions(plan)
    return plan


def find_files(sources: Sequence[Path], *, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> Found:
    """Walk `sources`, files and folders.

    Hidden files and folders are left out, folders that are links are not entered, nor is
    anything read that a link reaches outside its folder. Globs without a slash are
    held against names, others against the path below the source.
    """
    found = Found()
    for source in sources:
        try:
            with reading():
                source.stat()
        except InputError as error:
            found.failed.append((source, str(error)))
            continue
        if source.is_dir():
            jobs = _walk(source, exclude, found)
        else:
            jobs = iter([Job(source=source, goal=PurePath(source.name))])
        for job in jobs:
            if _matches(job.goal, include or ("*",)) and not _matches(job.goal, exclude):
                found.jobs.append(job)
            else:
                found.unwanted += 1
    return found


def size_of(jobs: Iterable[Job]) -> int:
    """Return how many bytes the files of `jobs` have, those that can't be read none."""
    size = 0
    for job in jobs:
        with suppress(OSError):
            size += job.source.stat().st_size
    return size


def refuse_overlap(source: Path, dest: Path, what: str) -> None:
    """Raise PlanError where `what` is written to `dest` could be read, or written over what is read."""
    whence, whither = _real(source), _real(dest)
    beside = _real(source.parent) / source.name  # where the name itself stands, should it be a link
    if whence == whither:
        problem = "it is the source, too"
    elif whither.is_relative_to(whence):
        problem = f"it lies inside the source {source}"
    elif whence.is_relative_to(whither) or beside.is_relative_to(whither):
        problem = f"the source {source} lies inside it"
    else:
        return
    raise PlanError(f"{dest}: {problem}\n  name a folder of its own for {what}")


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))  # not Path.resolve(): it raises on links that lead in circles


def _walk(root: Path, exclude: Sequence[str], found: Found) -> Iterator[Job]:
    """Yield a job for every file below `root`, sorted, so that runs can be compared."""
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            with reading():
                names = sorted(os.listdir(folder))  # noqa: PTH208 - only names are needed
        except InputError as error:
            found.failed.append((folder, str(error)))
            continue
        folders = []
        for path in (folder / name for name in names if not name.startswith(".")):
            goal = path.relative_to(root)
            if reason := _shunned(path, root):
                found.skipped.append((path, reason))
            elif not path.is_dir():
                yield Job(source=path, goal=goal)
            elif _matches(goal, exclude):
                found.unwanted += 1
            else:
                folders.append(path)
        waiting += reversed(folders)


def _shunned(path: Path, root: Path) -> str | None:
    """Say why a path in the tree `root` is left out, or None."""
    if path.is_symlink() and path.is_dir():
        return "a link to a folder is not followed"
    if path.is_symlink() and not _real(path).is_relative_to(_real(root)):
        return "the link leads out of the source"
    if not (path.is_file() or path.is_dir() or path.is_symlink()):
        return "this is neither a file nor a folder"
    return None


def _matches(goal: PurePath, globs: Iterable[str]) -> bool:
    path = goal.as_posix()
    return any(fnmatchcase(path if "/" in glob else goal.name, glob) for glob in globs)


def _refuse_collisions(plan: Plan) -> None:
    """Raise PlanError where two files would become one, or a file a folder."""
    takers: dict[PurePath, Path] = {}
    for job in plan.jobs:
        other = takers.setdefault(job.goal, job.source)
        if other is not job.source:
            raise PlanError(
                f"{plan.dest / job.goal}: both {other} and {job.source} would go there\n"
                "  clean them in batches of their own"
            )
    for job in plan.jobs:
        for parent in job.goal.parents:
            if parent in takers:
                raise PlanError(
                    f"{plan.dest / parent}: {takers[parent]} would go there, and the folder of {job.source}\n"
                    "  clean them in batches of their own"
                )
