"""Work through chunks in several processes: in order, in little memory, even if processes die."""

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

Chunk = TypeVar("Chunk")
Result_co = TypeVar("Result_co", covariant=True)
_MOST_CHUNKS: Final = 8
"""Chunks in progress for each process, so that a slow one doesn't stop the others."""
_MOST_BYTES: Final = 32 << 20
"""Bytes in progress at which no more chunks are taken, as long as every process has one."""
_LEAST_TO_SPAWN: Final = 8
"""Chunks from which it pays to start processes that share nothing; a fork pays at once."""
_ENDING: Final = (signal.SIGINT, signal.SIGTERM)


class Work(Protocol[Chunk, Result_co]):
    """What to do with each chunk. It, chunks and results can be pickled."""

    def do(self, chunk: Chunk, /) -> Result_co:
        """Return the result of a chunk."""

    def split(self, chunk: Chunk, /) -> Sequence[Chunk]:
        """Return the smallest chunks of a chunk, to find the one at which a process died."""

    def lost(self, chunk: Chunk, /) -> Result_co:
        """Return the result of a smallest chunk at which two processes died."""

    def size(self, chunk: Chunk, /) -> int:
        """Return about how many bytes a chunk takes."""


class NoWorkersError(CleanerError):
    """No process can be started."""


class WorkerError(Exception):
    """A bug raised an exception in a worker; the message is its traceback."""


def usable_cores() -> int:
    """Return how many processes can run at once."""
    if sys.version_info >= (3, 13):
        return os.process_cpu_count() or 1
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_chunks(
    work: Work[Chunk, Result_co], chunks: Iterable[Chunk], *, jobs: int
) -> Generator[Result_co, None, None]:
    """Return the result of each chunk, in order, from at most `jobs` processes.

    No process is started for one job, or for so few chunks that it would not pay. A
    process that dies is replaced, and the smallest parts of its chunk are retried once,
    one by one; if a process dies again, `Work.lost` gives the result. Closing the generator
    ends all processes at once. Raises NoWorkersError, and WorkerError for a bug.
    """
    waiting = iter(chunks)
    if jobs > 1:
        least = 2 if _can_fork() else _LEAST_TO_SPAWN
        first = list(islice(waiting, max(jobs, least)))
        waiting = chain(first, waiting)
        if len(first) >= least:
            # Started here, not at the first result: a progress bar is a thread, and threads forbid forks.
            return _Pool(work, min(jobs, len(first))).results(waiting)
    return (work.do(chunk) for chunk in waiting)


def _can_fork() -> bool:
    """Tell whether a new process can share what is loaded here.

    It can't while there are threads, which may hold locks that it would wait for, nor on
    systems whose libraries have threads of their own.
    """
    return sys.platform == "linux" and threading.active_count() == 1


@dataclass(slots=True, eq=False)
class _Entry:
    """A chunk in progress, and its results: one, or those of its smallest chunks. `left` are missing."""

    size: int
    results: list[Any]
    left: int


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """A chunk for one process, and where its result belongs."""

    chunk: Any
    entry: _Entry
    at: int = 0
    retry: bool = False

    def finish(self, result: Any) -> None:
        self.entry.results[self.at] = result
        self.entry.left -= 1


@dataclass(slots=True, eq=False)
class _Worker:
    process: Any  # forked and spawned processes have no common class
    pipe: Connection
    task: _Task | None = None


class _Pool:
    """Some worker processes, and their tasks."""

    def __init__(self, work: Work[Any, Any], count: int) -> None:
        self._work = work
        self._count = count
        self._todo: deque[_Task] = deque()
        self._workers: list[_Worker] = []
        for _ in range(count):
            self._start_worker()

    def results(self, chunks: Iterator[Any]) -> Generator[Any, None, None]:
        """Yield the result of each chunk, in order. At the end the processes end."""
        in_progress: deque[_Entry] = deque()
        try:
            while self._take_chunks(chunks, in_progress):
                self._assign()
                ready = not in_progress[0].left
                if self._collect(0 if ready else None):
                    continue  # idle processes get tasks before results are handed on
                if ready:
                    yield from in_progress.popleft().results
        finally:
            while self._workers:
                self._stop_worker(self._workers[-1])

    def _take_chunks(self, chunks: Iterator[Any], in_progress: deque[_Entry]) -> bool:
        """Take as many more chunks as there is room for. Tell whether any are in progress."""
        size = sum(entry.size for entry in in_progress)
        most = _MOST_CHUNKS * self._count
        while len(in_progress) < self._count or (len(in_progress) < most and size < _MOST_BYTES):
            chunk = next(chunks, None)
            if chunk is None:
                break
            entry = _Entry(size=self._work.size(chunk), results=[None], left=1)
            size += entry.size
            in_progress.append(entry)
            self._todo.append(_Task(chunk=chunk, entry=entry))
        return bool(in_progress)

    def _assign(self) -> None:
        """Give tasks to idle processes."""
        while self._todo:
            worker = next((worker for worker in self._workers if worker.task is None), None)
            if worker is None:
                return
            worker.task = self._todo.popleft()
            try:
                worker.pipe.send(worker.task.chunk)
            except OSError:
                self._replace(worker, worker.task)

    def _collect(self, timeout: float | None) -> bool:
        """Take results, or wait for one so long. Tell whether any came."""
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
        """Replace a worker that died; retry its chunk in parts, or give up a part that was retried."""
        self._stop_worker(worker)
        self._start_worker()
        if task.retry:
            task.finish(self._work.lost(task.chunk))
            return
        chunks = self._work.split(task.chunk)
        task.entry.results = [None] * len(chunks)
        task.entry.left = len(chunks)
        retries = [_Task(chunk=chunk, entry=task.entry, at=at, retry=True) for at, chunk in enumerate(chunks)]
        self._todo.extendleft(reversed(retries))

    def _start_worker(self) -> None:
        """Start another worker. Raises NoWorkersError if the system refuses the only one."""
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

    def _stop_worker(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.process.kill()
        worker.process.join()
        worker.process.close()
        worker.pipe.close()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Delay Ctrl-C and SIGTERM: in a process that is being forked they would run the parent's cleanup."""
    if not hasattr(signal, "pthread_sigmask"):  # systems without fork
        yield
        return
    old = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, old)


def _serve(pipe: Connection, work: Work[Any, Any], threshold: tuple[int, int, int]) -> None:
    """Answer chunk after chunk, until the parent ends. `threshold` is that of its garbage collector."""
    gc.set_threshold(*threshold)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # there is nothing to clean up
    if hasattr(signal, "pthread_sigmask"):  # as _interrupts_held left it
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, OSError):  # the parent is gone
        while True:
            pipe.send(_answer(pipe.recv(), work))


def _answer(chunk: Any, work: Work[Any, Any]) -> tuple[Any, str]:
    """Return the result of a chunk, and the traceback of a bug."""
    try:
        return work.do(chunk), ""
    except MemoryError:
        os._exit(1)  # as if the system had killed it
    except Exception:
        return None, traceback.format_exc()


def _end_with_parent() -> None:
    """End this process when the parent ends, even during a chunk."""
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
