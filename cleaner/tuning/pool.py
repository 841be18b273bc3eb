"""Do the same with many things, in several processes."""

import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_all_start_methods, get_context
from typing import Any, Final, TypeVar

from cleaner.errors import CleanerError

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Result = TypeVar("Result")
_CHUNK: Final = 8


class WorkersLostError(CleanerError):
    """A process that measures ended before its time."""

    def __init__(self) -> None:
        super().__init__("a process that measures has ended\n  there may be too little memory: try --jobs 1")


def spread(
    work: Callable[[Item, Shared], Result], items: Sequence[Item], shared: Shared, *, jobs: int = 1
) -> Generator[Result, None, None]:
    """Return what `work` makes of each item, in order, from `jobs` processes, which all have `shared`.

    They get it as it is: no process reads a rule file. Raises WorkersLostError where one
    of them ends before its time.
    """
    if jobs == 1:
        return (work(item, shared) for item in items)
    # Forked ones share the rules; where there is no fork each gets a copy.
    method = "fork" if "fork" in get_all_start_methods() else "spawn"
    pool = ProcessPoolExecutor(jobs, get_context(method), initializer=_begin, initargs=(work, shared))
    # Begun here, not at the first result: a progress bar is a thread, and threads and forks don't mix.
    return _drain(pool, pool.map(_do, items, chunksize=_CHUNK))


def _drain(pool: ProcessPoolExecutor, results: Iterator[Result]) -> Generator[Result, None, None]:
    try:
        yield from results
    except BrokenProcessPool:
        raise WorkersLostError from None
    finally:
        pool.shutdown(cancel_futures=True)


_mine: tuple[Callable[[Any, Any], Any], Any]
"""What a worker process does, and with what."""


def _begin(work: Callable[[Item, Shared], Result], shared: Shared) -> None:
    global _mine
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends the pool
    _mine = work, shared


def _do(item: Any) -> Any:
    work, shared = _mine
    return work(item, shared)
