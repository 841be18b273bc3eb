"""Processes that work through chunks: in order, in bounded number, even if some die."""

import errno
import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing import active_children, parent_process
from pathlib import Path

import pytest

from cleaner.batch.workers import NoWorkersError, WorkerError, run_chunks

POISON = 13
BUG = 14
FEW = 40


@dataclass(frozen=True)
class Doubling:
    """Doubles numbers. Poison kills so many workers; `tries` names a file to which each try is added."""

    tries: Path | None = None
    dies: int = 2
    memory: bool = False
    weight: int = 0

    def do(self, chunk: Sequence[int]) -> list[object]:
        for number in chunk:
            if number == BUG:
                raise OSError("a bug")
            if number == POISON and self.tries is not None:
                with self.tries.open("a") as file:
                    file.write("x")
                if len(self.tries.read_text()) <= self.dies:
                    assert parent_process() is not None
                    if self.memory:
                        raise MemoryError
                    os.kill(os.getpid(), signal.SIGKILL)
        return [2 * number for number in chunk]

    def split(self, chunk: Sequence[int]) -> list[Sequence[int]]:
        return [[number] for number in chunk]

    def lost(self, chunk: Sequence[int]) -> list[object]:
        return [("lost", *chunk)]

    def size(self, chunk: Sequence[int]) -> int:  # noqa: ARG002 - it is what the test says
        return self.weight


class Where(Doubling):
    """Says in which process it is done."""

    def do(self, chunk: Sequence[int]) -> list[object]:
        return [os.getpid() for _ in chunk]


def in_threes(count: int) -> Iterator[Sequence[int]]:
    numbers = [number for number in range(count) if number != BUG]
    return (numbers[at : at + 3] for at in range(0, len(numbers), 3))


def flat(results: Iterator[list[object]]) -> list[object]:
    return [one for some in results for one in some]


DOUBLED = flat(map(Doubling().do, in_threes(FEW)))


@contextmanager
def a_thread() -> Iterator[None]:
    """While there is one, processes aren't forked."""
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    yield
    end.set()
    thread.join()


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_order_is_kept(jobs: int) -> None:
    assert flat(run_chunks(Doubling(), in_threes(FEW), jobs=jobs)) == DOUBLED
    assert not active_children()


@pytest.mark.parametrize(("jobs", "count", "elsewhere"), [(1, FEW, False), (2, 3, False), (2, FEW, True)])
def test_no_process_starts_for_nothing(jobs: int, count: int, elsewhere: bool) -> None:
    places = set(flat(run_chunks(Where(), in_threes(count), jobs=jobs)))
    assert (os.getpid() not in places) is elsewhere


@pytest.mark.parametrize(
    ("dies", "memory", "becomes"),
    [(1, False, 2 * POISON), (9, False, ("lost", POISON)), (9, True, ("lost", POISON))],
    ids=["once", "always", "always for lack of memory"],
)
def test_what_a_worker_died_of_is_tried_once_more(
    tmp_path: Path, dies: int, memory: bool, becomes: object
) -> None:
    work = Doubling(tmp_path / "tries", dies, memory)
    expected = [becomes if one == 2 * POISON else one for one in DOUBLED]
    assert flat(run_chunks(work, in_threes(FEW), jobs=2)) == expected
    assert len((tmp_path / "tries").read_text()) == 2
    assert not active_children()


def test_processes_that_share_nothing_do_the_same(tmp_path: Path) -> None:
    with a_thread():
        assert flat(run_chunks(Doubling(tmp_path / "tries", 1), in_threes(FEW), jobs=2)) == DOUBLED


def test_a_bug_is_not_swallowed() -> None:
    with pytest.raises(WorkerError, match=r"(?s)Traceback.*OSError: a bug"):
        flat(run_chunks(Doubling(), iter([[1], [BUG], [2], [3]]), jobs=2))
    assert not active_children()


@pytest.mark.parametrize(("weight", "most"), [(0, 16), (20 << 20, 2), (1 << 30, 2)])
def test_only_so_much_is_in_hand(weight: int, most: int) -> None:
    taken = given = 0

    def chunks() -> Iterator[Sequence[int]]:
        nonlocal taken
        for chunk in in_threes(200):
            taken += 1
            assert taken - given <= most + 1  # one more may be with the caller
            yield chunk

    for _ in run_chunks(Doubling(weight=weight), chunks(), jobs=2):
        given += 1
    assert given == taken == 67


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is forked")
@pytest.mark.parametrize("allowed", [0, 1])
def test_the_system_may_refuse_processes(monkeypatch: pytest.MonkeyPatch, allowed: int) -> None:
    left, fork = [None] * allowed, os.fork

    def refuse() -> int:
        if not left:
            raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")
        left.pop()
        return fork()

    monkeypatch.setattr(os, "fork", refuse)
    if allowed:
        assert flat(run_chunks(Doubling(), in_threes(FEW), jobs=3)) == DOUBLED
        return
    with pytest.raises(NoWorkersError) as caught:
        run_chunks(Doubling(), in_threes(FEW), jobs=3)
    assert str(caught.value) == (
        "no process can be started: Resource temporarily unavailable\n  try --jobs 1"
    )


def test_closing_ends_all_processes() -> None:
    with closing(run_chunks(Doubling(), in_threes(300), jobs=3)) as results:
        next(results)
        assert len(active_children()) == 3
    assert not active_children()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is forked")
def test_workers_end_with_a_parent_that_is_killed() -> None:
    program = """
        import os, time
        from test_workers import Doubling, run_chunks

        class Sleeping(Doubling):
            def do(self, chunk):
                os.write(1, b"x")
                time.sleep(600)

        list(run_chunks(Sleeping(), iter([[1], [2], [3]]), jobs=2))
    """
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    command = [sys.executable, "-c", textwrap.dedent(program)]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": path})
    assert parent.stdout is not None
    assert parent.stdout.read(2) == b"xx"
    parent.kill()
    # Workers have the standard output of their parent: it ends when all of them have ended.
    assert parent.communicate(timeout=20)[0] == b""
