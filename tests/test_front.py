"""The package's front door shows what is behind it, and loads it when asked."""

import cleaner


def test_what_is_public_is_shown() -> None:
    assert [name for name in dir(cleaner) if not name.startswith("_")] == sorted(cleaner.__all__)
    assert "__version__" in dir(cleaner)


def test_what_is_shown_is_there() -> None:
    assert all(hasattr(cleaner, name) for name in dir(cleaner))
