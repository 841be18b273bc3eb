"""Which site a document is from, and whether a rule is for it."""

from collections.abc import Sequence
from fnmatch import fnmatchcase


def host_of(url: str | None) -> str:
    """Return the host of a URL, or of something that is a host already; lower case, without port.

    >>> host_of("https://me@News.Ellery.example:8080/a?b#c")
    'news.ellery.example'
    """
    if not url:
        return ""
    rest = url.partition("://")[2] or url
    return rest.split("/")[0].split("?")[0].split("#")[0].rpartition("@")[2].split(":")[0].lower()


def is_of_site(host: str, globs: Sequence[str]) -> bool:
    """Say whether a host matches one of some globs; without a host nothing does."""
    return bool(host) and any(fnmatchcase(host, glob) for glob in globs)
