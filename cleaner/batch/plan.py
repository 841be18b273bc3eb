"""Find the files to clean and plan where their outputs go; checked before anything is written."""

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path, PurePath

from cleaner.errors import CleanerError, InputError
from cleaner.sources.io_errors import reading
from cleaner.sources.paths import is_folder


class PlanError(CleanerError):
    """Sources and destination can't be combined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFile:
    """A file to clean: its path, and the path of its output below the destination."""

    path: Path
    target: PurePath

    @property
    def name(self) -> str:
        return str(self.path)

    @property
    def root(self) -> Path:
        """The folder of the sources that becomes the destination."""
        return self.path.parents[len(self.target.parents) - 1]


@dataclass(slots=True, kw_only=True)
class FoundFiles:
    """The files of some sources; which paths are `skipped`, or can't be read (`failed`), and why.

    `excluded`: how many files and folders --include and --exclude left out.
    """

    files: list[PlannedFile] = field(default_factory=list)
    skipped: list[tuple[Path, str]] = field(default_factory=list)
    failed: list[tuple[Path, str]] = field(default_factory=list)
    excluded: int = 0

    def add(self, file: PlannedFile, include: Sequence[str], exclude: Sequence[str]) -> None:
        """Add a file, unless the globs leave it out."""
        if _matches(file.target, include or ("*",)) and not _matches(file.target, exclude):
            self.files.append(file)
        else:
            self.excluded += 1


@dataclass(slots=True, kw_only=True)
class Plan(FoundFiles):
    """The files of a batch, and the folder that their outputs go to."""

    dest: Path


def make_plan(
    sources: Sequence[Path],
    dest: Path,
    *,
    named: Sequence[Path] = (),
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
) -> Plan:
    """Find the files of `sources` and plan where below `dest` their outputs go.

    The tree below a folder is mirrored; a single file goes right into `dest`. `named` files, those of a
    list, keep their folders unless they are outside the working directory. Raises PlanError.
    """
    for source in (*sources, *named):
        refuse_overlap(source, dest, "the cleaned files")
    found = find_files(sources, include=include, exclude=exclude)
    for path in named:
        inside = not path.is_absolute() and ".." not in path.parts
        target = PurePath(*path.parts) if inside else PurePath(path.name)
        found.add(PlannedFile(path=path, target=target), include, exclude)
    plan = Plan(
        dest=dest, files=found.files, skipped=found.skipped, failed=found.failed, excluded=found.excluded
    )
    _refuse_collisions(plan)
    return plan


def find_files(
    sources: Sequence[Path], *, include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> FoundFiles:
    """Walk `sources`, files and folders.

    Hidden files and folders, links to folders, and links that point outside the source are
    left out. A glob without a slash is matched with the name of a file or folder,
    others with the path below the source.
    """
    found = FoundFiles()
    for source in sources:
        try:
            with reading():
                source.stat()
        except InputError as error:
            found.failed.append((source, str(error)))
            continue
        if is_folder(source):
            files = _walk(source, exclude, found)
        else:
            files = iter([PlannedFile(path=source, target=PurePath(source.name))])
        for file in files:
            found.add(file, include, exclude)
    return found


def size_of(files: Iterable[PlannedFile]) -> int:
    """Return how many bytes `files` have; those that can't be read count as empty."""
    size = 0
    for file in files:
        with suppress(OSError):
            size += file.path.stat().st_size
    return size


def refuse_overlap(source: Path, dest: Path, what: str) -> None:
    """Raise PlanError if `source` and `dest` overlap, so that `what` could be read, or overwrite a source."""
    real_source, real_dest = _real(source), _real(dest)
    link = _real(source.parent) / source.name  # the place of the name itself, if it is a link
    if real_source == real_dest:
        problem = "this is also the source"
    elif real_dest.is_relative_to(real_source):
        problem = f"it is inside the source {source}"
    elif real_source.is_relative_to(real_dest) or link.is_relative_to(real_dest):
        problem = f"the source {source} is inside it"
    else:
        return
    raise PlanError(f"{dest}: {problem}\n  name a separate folder for {what}")


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))  # not Path.resolve(): it raises for links that form a circle


def _walk(root: Path, exclude: Sequence[str], found: FoundFiles) -> Iterator[PlannedFile]:
    """Yield every file below `root`, sorted, so that runs can be compared."""
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
            target = path.relative_to(root)
            try:
                reason = _reason_to_skip(path, root)
            except InputError as error:
                found.failed.append((path, str(error)))
                continue
            if reason:
                found.skipped.append((path, reason))
            elif not is_folder(path):
                yield PlannedFile(path=path, target=target)
            elif _matches(target, exclude):
                found.excluded += 1
            else:
                folders.append(path)
        waiting += reversed(folders)


def _reason_to_skip(path: Path, root: Path) -> str | None:
    """Say why a path below `root` is not cleaned. Raises InputError if nobody can tell what it is."""
    with reading():
        mode = path.lstat().st_mode
    if stat.S_ISLNK(mode) and is_folder(path):
        return "links to folders are not followed"
    if stat.S_ISLNK(mode) and not _real(path).is_relative_to(_real(root)):
        return "the link points outside the source"
    if stat.S_ISLNK(mode):
        with suppress(OSError):  # what it points to is read, and told if that fails
            mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode)):
        return "this is neither a file nor a folder"
    return None


def _matches(target: PurePath, globs: Iterable[str]) -> bool:
    path = target.as_posix()
    return any(fnmatchcase(path if "/" in glob else target.name, glob) for glob in globs)


def _refuse_collisions(plan: Plan) -> None:
    """Raise PlanError if two outputs have the same path, or one is where another needs a folder."""
    advice = "\n  clean them in separate batches"
    sources: dict[PurePath, Path] = {}
    for file in plan.files:
        other = sources.setdefault(file.target, file.path)
        if other is not file.path:
            target = plan.dest / file.target
            raise PlanError(f"{target}: both {other} and {file.path} would be written there{advice}")
    for file in plan.files:
        for parent in file.target.parents:
            if parent in sources:
                raise PlanError(
                    f"{plan.dest / parent}: {sources[parent]} would be written there, "
                    f"and so would the folder of {file.path}{advice}"
                )
