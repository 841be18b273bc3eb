"""The step for datatrove gives what `cleaner batch` gives, counts by rule, and fails no pipeline."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from examples import ROOT

from cleaner.cli import main
from cleaner.engine.cleaner import Cleaner
from cleaner.rulebook.load import load_rules

data = pytest.importorskip("datatrove.data", reason="pip install -e '.[datatrove]'")
pytest.importorskip("warcio", reason="pip install 'datatrove[io]'")

from datatrove.executor import LocalPipelineExecutor  # noqa: E402
from datatrove.pipeline.readers import JsonlReader, WarcReader  # noqa: E402
from datatrove.pipeline.writers import JsonlWriter  # noqa: E402

from cleaner.integrations.datatrove import CleanStep  # noqa: E402

RULES = """
[pack]
id = "t"
category = "ads"
why = "A pack for tests."

[[rule]]
id = "ad"
why = "A label between paragraphs."
lines = ["advertisement"]
drops = ["Advertisement"]
keeps = ["Advertisements"]

[[rule]]
id = "slow"
why = "It takes for ever."
pattern = '(?:x|xx)+(?:b|c)'
drops = ["xxc"]
keeps = ["Tea"]

[[rule]]
id = "site"
why = "A site prints this."
lines = ["harbour"]
site = ["ellery.example"]
drops = ["Harbour"]
keeps = ["Harbours"]
"""
TEXTS = [path.read_text("utf-8") for path in sorted((ROOT / "fixtures").rglob("input.txt"))[:12]]


@pytest.fixture
def step(tmp_path: Path) -> CleanStep:
    (tmp_path / "t.toml").write_text(RULES)
    book = load_rules([tmp_path / "t.toml"], builtin=False)
    return CleanStep(Cleaner(book, score=None, min_words=0), removals=True, max_document=1000)


def run(step: CleanStep, *documents: tuple[str, dict[str, Any]]) -> list[Any]:
    made = [
        data.Document(text=text, id=str(at), metadata=known) for at, (text, known) in enumerate(documents)
    ]
    return list(step.run(iter(made)))


def test_documents_are_cleaned_and_counted(step: CleanStep) -> None:
    site = {"url": "https://ellery.example/tea", "n": 1}
    first, second, third = run(
        step, ("Advertisement\nTé.\nAdvertisement\n", {}), ("Harbour\nTea.", site), ("Harbour", {})
    )
    assert [one.text for one in (first, second, third)] == ["Té.\n", "Tea.", "Harbour"]
    assert [removal["rule"] for removal in first.metadata["removals"]] == ["t.ad", "t.ad"]
    assert first.metadata["removals"][1] == {
        "rule": "t.ad",
        "category": "ads",
        "line": 3,
        "start": 19,
        "end": 33,
        "text": "Advertisement\n",
    }
    assert (second.metadata["n"], third.metadata) == (1, {"removals": []})
    totals = {label: stat.total for label, stat in step.stats.stats.items()}
    assert totals == {
        "total": 3,
        "changed": 2,
        "bytes_before": 33 + 12 + 7,
        "bytes_removed": 28 + 8,
        "rule/t.ad": 2,
        "rule/t.site": 1,
        "category/ads": 3,
    }


def test_what_fails_stays_as_it_is(step: CleanStep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.engine.patterns.TIMEOUT", 0.05)
    slow = f"Advertisement\n{'x' * 200}! c\n"
    large = "Advertisement\n" + "é" * 500
    found = run(step, (slow, {}), ("Advertisement\nTea.", {}), (large, {}))
    assert [one.text for one in found] == [slow, "Tea.", large]
    assert found[0].metadata["cleaner_failure"].startswith('rule "t.slow" ran out of time on line 2\n')
    assert "cleaner_failure" not in found[1].metadata
    assert found[2].metadata["cleaner_failure"] == "it has more than 1000 bytes\n  max_document allows more"
    assert step.stats.stats["failed"].total == 2


def test_no_documents(step: CleanStep) -> None:
    assert run(step) == list(step.run(None)) == []


def wet(texts: Sequence[str]) -> bytes:
    """Return texts as a WET file."""
    records = []
    for at, body in enumerate(text.encode() for text in texts):
        head = (
            f"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://ellery.example/{at}\r\n"
            f"WARC-Date: 2024-02-21T06:30:00Z\r\nWARC-Record-ID: <urn:uuid:{at}>\r\n"
            f"Content-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        records.append(head.encode() + body + b"\r\n\r\n")
    return b"".join(records)


def texts_of(folder: Path) -> dict[str, str]:
    """Return texts by id, of all files of JSON lines in a folder."""
    lines = [line for path in sorted(folder.rglob("*.jsonl")) for line in path.read_text("utf-8").split("\n")]
    return {row["id"]: row["text"] for row in map(json.loads, filter(None, lines))}


def wet_texts_of(folder: Path) -> dict[str, str]:
    from warcio.archiveiterator import ArchiveIterator

    found = {}
    for path in sorted(folder.rglob("*.wet")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                found[record.rec_headers["WARC-Record-ID"]] = record.content_stream().read().decode()
    return found


@pytest.mark.parametrize("form", ["jsonl", "wet"])
def test_a_pipeline_gives_what_a_batch_gives(form: str, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for name in range(3):
        some = TEXTS[4 * name : 4 * name + 4]
        if form == "wet":
            (source / f"{name}.wet").write_bytes(wet(some).replace(b"uuid:", f"uuid:{name}-".encode()))
        else:
            rows = [json.dumps({"id": f"{name}-{at}", "text": text}) for at, text in enumerate(some)]
            (source / f"{name}.jsonl").write_text("\n".join(rows) + "\n")
    reader = WarcReader if form == "wet" else JsonlReader
    LocalPipelineExecutor(
        pipeline=[
            reader(str(source)),
            CleanStep(),
            JsonlWriter(str(tmp_path / "piped"), output_filename="${rank}.jsonl", compression=None),
        ],
        tasks=2,
        logging_dir=str(tmp_path / "log"),
    ).run()
    assert (
        main(["batch", "--no-config", "-q", "--jobs", "1", str(source), "-o", str(tmp_path / "batched")]) == 0
    )
    piped = texts_of(tmp_path / "piped")
    assert piped == (wet_texts_of if form == "wet" else texts_of)(tmp_path / "batched")
    assert list(piped.values()) != TEXTS
    assert len(piped) == len(TEXTS)


def test_it_can_be_sent_to_other_processes() -> None:
    import pickle

    step = pickle.loads(pickle.dumps(CleanStep()))
    (cleaned,) = step.run([data.Document(text="Advertisement\nTea is served.", id="x")])
    assert cleaned.text == Cleaner().clean("Advertisement\nTea is served.").text == "Tea is served."
