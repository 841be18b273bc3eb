"""Do the same with many pieces of a whole, in several processes: in order, in little memory, whoever dies."""

import gc
import os
import signal
import sys
import threading
import traceback
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from typing import Any, Final, Protocol, TypeVar

from cleaner.errors import CleanerError

Piece = TypeVar("Piece")
Result_co = TypeVar("Result_co", covariant=True)
_MOST_PIECES: Final = 8
"""Pieces in hand for each process: one that is slow shouldn't stop the others."""
_MOST_BYTES: Final = 32 << 20
"""What the pieces in hand may weigh before no more are taken, as long as every process has one."""
_ENDING: Final = (signal.SIGINT, signal.SIGTERM)

_LEAST_TO_SPAWN: Final = 8
"""Pieces that make up for starting processes that share nothing, and load all anew; a fork pays at once."""


class Work(Protocol[Piece, Result_co]):
    """What is to be done with each piece. It, pieces and results can be pickled."""

    def do(self, piece: Piece) -> Result_co:
        """Return what a piece becomes."""

    def split(self, piece: Piece) -> Sequence[Piece]:
        """Return the smallest pieces that make up a piece, to find the one by which a process died."""

    def lost(self, piece: Piece) -> Result_co:
        """Return what becomes of a smallest piece by which two processes died."""

    def size(self, piece: Piece) -> int:
        """Return about how many bytes a piece takes."""


class NoWorkersError(CleanerError):
    """No process can be started."""


class WorkerError(Exception):
    """Something was raised in a worker that is a bug: its traceback."""


def usable_cores() -> int:
    """Return how many processes can run at once."""
    if sys.version_info >= (3, 13):
        return os.process_cpu_count() or 1
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spread(
    work: Work[Piece, Result_co], pieces: Iterable[Piece], *, jobs: int
) -> Generator[Result_co, None, None]:
    """Return what becomes of each piece, in order, from at most `jobs` processes.

    No process is started for one job, or for so few pieces that it would not pay. One
    that dies is replaced, and the smallest pieces of what it had are tried once more,
    each on its own; `Work.lost` speaks for those by which another process dies. Closing
    the result ends all processes at once. Raises NoWorkersError, and WorkerError for a bug.
    """
    waiting = iter(pieces)
    if jobs > 1:
        least = 2 if _can_fork() else _LEAST_TO_SPAWN
        first = list(islice(waiting, max(jobs, least)))
        waiting = chain(first, waiting)
        if len(first) >= least:
            # Begun here, not at the first result: a progress bar is a thread, and forks don't go with those.
            return _Team(work, min(jobs, len(first))).results(waiting)
    return (work.do(piece) for piece in waiting)


def _can_fork() -> bool:
    """Say whether a new process may share what is loaded here.

    Not while there are threads, which may hold locks that it would wait for, nor on
    systems whose libraries have threads of their own.
    """
    return sys.platform == "linux" and threading.active_count() == 1


@dataclass(slots=True, eq=False)
class _Order:
    """A piece that was taken, and its results: one, or those of its smallest pieces. `left` are to come."""

    size: int
    results: list[Any]
    left: int


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """What one process is to do: a piece, and where its result belongs."""

    piece: Any
    order: _Order
    at: int = 0
    again: bool = False

    def finish(self, result: Any) -> None:
        self.order.results[self.at] = result
        self.order.left -= 1


@dataclass(slots=True, eq=False)
class _Worker:
    process: Any  # the kinds of process have no common class
    pipe: Connection
    task: _Task | None = None


class _Team:
    """Some worker processes, and what they have to do."""

    def __init__(self, work: Work[Any, Any], count: int) -> None:
        self._work = work
        self._count = count
        self._todo: deque[_Task] = deque()
        self._workers: list[_Worker] = []
        for _ in range(count):
            self._hire()

    def results(self, pieces: Iterator[Any]) -> Generator[Any, None, None]:
        """Yield what becomes of each piece, in order. At its end the processes end."""
        in_hand: deque[_Order] = deque()
        try:
            while self._take_on(pieces, in_hand):
                self._hand_out()
                ready = not in_hand[0].left
                if self._collect(0 if ready else None):
                    continue  # those who are done get something to do before the results are looked at
                if ready:
                    yield from in_hand.popleft().results
        finally:
            while self._workers:
                self._dismiss(self._workers[-1])

    def _take_on(self, pieces: Iterator[Any], in_hand: deque[_Order]) -> bool:
        """Take more pieces, as many as there is room for. Say whether any are in hand."""
        size = sum(order.size for order in in_hand)
        most = _MOST_PIECES * self._count
        while len(in_hand) < self._count or (len(in_hand) < most and size < _MOST_BYTES):
            piece = next(pieces, None)
            if piece is None:
                break
            order = _Order(size=self._work.size(piece), results=[None], left=1)
            size += order.size
            in_hand.append(order)
            self._todo.append(_Task(piece=piece, order=order))
        return bool(in_hand)

    def _hand_out(self) -> None:
        """Give everyone something to do."""
        while self._todo:
            worker = next((worker for worker in self._workers if worker.task is None), None)
            if worker is None:
                return
            worker.task = self._todo.popleft()
            try:
                worker.pipe.send(worker.task.piece)
            except OSError:
                self._replace(worker, worker.task)

    def _collect(self, timeout: float | None) -> bool:
        """Take what was done, or wait for it so long. Say whether anything came."""
        busy: dict[Any, tuple[_Worker, _Task]] = {w.pipe: (w, w.task) for w in self._workers if w.task}
        ready = wait(list(busy), timeout)
        for worker, task in map(busy.__getitem__, ready):
            try:
                result, bug = worker.pipe.recv()
            except (EOFError, OSError):
                self._replace(worker, task)
                continue
            if bug:
                raise WorkerError(bug)
            task.finish(result)
            worker.task = None
        return bool(ready)

    def _replace(self, worker: _Worker, task: _Task) -> None:
        """Put another in the place of a worker that died, and have what it did tried again, or given up."""
        self._dismiss(worker)
        self._hire()
        if task.again:
            task.finish(self._work.lost(task.piece))
            return
        pieces = self._work.split(task.piece)
        task.order.results = [None] * len(pieces)
        task.order.left = len(pieces)
        again = [_Task(piece=piece, order=task.order, at=at, again=True) for at, piece in enumerate(pieces)]
        self._todo.extendleft(reversed(again))

    def _hire(self) -> None:
        """Start another worker; the system may refuse all but one."""
        context: Any = get_context("fork" if _can_fork() else "spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._work, gc.get_threshold()), daemon=True)
        try:
            with _interrupts_held():
                process.start()
                self._workers.append(_Worker(process=process, pipe=ours))
        except OSError as error:
            ours.close()
            if not self._workers:
                raise NoWorkersError(f"no process can be started: {error.strerror}\n  try --jobs 1") from None
        finally:
            theirs.close()  # so that the pipe ends with the process

    def _dismiss(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.process.kill()
        worker.process.join()
        worker.process.close()
        worker.pipe.close()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM wait: in a process just being forked they would unwind the parent's blocks."""
    if not hasattr(signal, "pthread_sigmask"):  # systems without fork
        yield
        return
    old = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, old)


def _serve(pipe: Connection, work: Work[Any, Any], threshold: tuple[int, int, int]) -> None:
    """Do one piece after the other; the parent ends this. Garbage is collected as often as there."""
    gc.set_threshold(*threshold)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # there is nothing to clean up here
    if hasattr(signal, "pthread_sigmask"):  # as _interrupts_held left it
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, OSError):  # of the pipe, when the parent is gone
        while True:
            pipe.send(_answer(pipe.recv(), work))


def _answer(piece: Any, work: Work[Any, Any]) -> tuple[Any, str]:
    """Return what a piece becomes, and the traceback of a bug."""
    try:
        return work.do(piece), ""
    except MemoryError:
        os._exit(1)  # as if the system had ended it
    except Exception:
        return None, traceback.format_exc()


def _end_with_parent() -> None:
    """End this process when the parent ends, in the middle of work as well."""
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
