"""The documents of files and folders, for commands that look at many and write none."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from cleaner.batch.failures import place_of
from cleaner.batch.plan import find_files
from cleaner.errors import InputError
from cleaner.model import Document
from cleaner.sources.inputs import open_input
from cleaner.sources.records import ReadOptions, read_records


class Corpus:
    """The documents of `sources`, their ids where they are; `failed` is filled while they are read."""

    def __init__(self, sources: Sequence[Path], options: ReadOptions) -> None:
        found = find_files(sources)
        self._files = [str(file.path) for file in found.files]
        self._options = options
        self.failed = [(str(path), problem) for path, problem in found.failed]

    def __iter__(self) -> Iterator[Document]:
        for name in self._files:
            try:
                with open_input(name) as stream:
                    for record in read_records(stream, name, self._options):
                        place = place_of(name, record.number)
                        if record.problem is not None:
                            self.failed.append((place, record.problem))
                        elif record.document is not None:
                            yield replace(record.document, id=place)
            except InputError as error:
                self.failed.append((name, str(error)))
