"""Do the same with many things, in several processes."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Final, Generic, NoReturn, TypeVar

from cleaner.batch import workers
from cleaner.errors import CleanerError

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Result = TypeVar("Result")
_CHUNK: Final = 8


class WorkersLostError(CleanerError):
    """The process that measures ended before its time, twice for the same thing."""

    def __init__(self) -> None:
        super().__init__("a process that measures has ended\n  there may be too little memory: try --jobs 1")


def spread(
    work: Callable[[Item, Shared], Result], items: Sequence[Item], shared: Shared, *, jobs: int = 1
) -> Generator[Result, None, None]:
    """Return what `work` makes of each item, in order, from `jobs` processes, which all have `shared`.

    They get it as it is: no process reads a rule file. Raises WorkersLostError where two
    of them end before their time at one item.
    """
    chunks = (items[at : at + _CHUNK] for at in range(0, len(items), _CHUNK))
    return _each(workers.run_chunks(_Chunks(work, shared), chunks, jobs=jobs))


def _each(results: Generator[list[Result], None, None]) -> Generator[Result, None, None]:
    with closing(results):
        for some in results:
            yield from some


@dataclass(frozen=True, slots=True)
class _Chunks(Generic[Item, Shared, Result]):
    """Does `work` with every item of a chunk."""

    work: Callable[[Item, Shared], Result]
    shared: Shared

    def do(self, piece: Sequence[Item]) -> list[Result]:
        return [self.work(item, self.shared) for item in piece]

    def split(self, piece: Sequence[Item]) -> list[Sequence[Item]]:
        return [[item] for item in piece]

    def lost(self, piece: Sequence[Item]) -> NoReturn:  # noqa: ARG002 - other work can do without a piece
        raise WorkersLostError

    def size(self, piece: Sequence[Item]) -> int:  # noqa: ARG002 - all are in memory anyway
        return 0
