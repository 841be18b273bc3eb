"""What is said where a library isn't installed."""

import sys

import pytest

from cleaner.errors import CleanerError


def test_datatrove_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "cleaner.integrations.datatrove", raising=False)
    monkeypatch.setitem(sys.modules, "datatrove", None)
    monkeypatch.setitem(sys.modules, "datatrove.pipeline.base", None)
    with pytest.raises(ImportError) as caught:
        import cleaner.integrations.datatrove  # noqa: F401
    assert isinstance(caught.value, CleanerError)
    assert str(caught.value) == (
        "cleaner.integrations.datatrove needs datatrove\n  pip install 'cleaner[datatrove]'"
    )
