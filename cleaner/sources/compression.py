"""Compressed sources: told by their first bytes, read as they come, written the way they were."""

import io
import re
import sys
from collections.abc import Callable
from typing import Any, BinaryIO, Final, Literal, Protocol

from cleaner.errors import InputError

Codec = Literal["gzip", "zstd", "bz2", "xz"]
SUFFIXES: Final = (".gz", ".gzip", ".zst", ".zstd", ".bz2", ".xz")
# Zstandard data may begin with a frame to skip.
_MAGIC: Final[dict[Codec, re.Pattern[bytes]]] = {
    "gzip": re.compile(rb"\x1f\x8b\x08"),
    "zstd": re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"),
    "bz2": re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"),
    "xz": re.compile(rb"\xfd7zXZ\x00"),
}
LONGEST_MAGIC: Final = 10
_GZIP: Final = 31
"""zlib's number for the gzip format."""


class Encoder(Protocol):
    """Turns the bytes of records into those of a file."""

    def encode(self, data: bytes) -> bytes:
        """Return what can be written by now."""

    def finish(self) -> bytes:
        """Return the rest."""


class Compressor:
    """An Encoder that compresses."""

    def __init__(self, codec: Codec) -> None:
        self._compressor = _MAKE[codec]()

    def encode(self, data: bytes) -> bytes:
        compressed: bytes = self._compressor.compress(data)
        return compressed

    def finish(self) -> bytes:
        rest: bytes = self._compressor.flush()
        return rest


def find_codec(head: bytes) -> Codec | None:
    """Return how a source that begins with `head` is compressed."""
    return next((codec for codec, magic in _MAGIC.items() if magic.match(head)), None)


def compress(codec: Codec, data: bytes) -> bytes:
    """Return `data` compressed, as a whole that can stand beside others."""
    compressor = Compressor(codec)
    return compressor.encode(data) + compressor.finish()


def open_compressed(codec: Codec, stream: BinaryIO) -> BinaryIO:
    """Return a stream of what `stream` has compressed. Reading raises InputError where it is damaged."""
    return io.BufferedReader(_Decompressed(codec, stream), io.DEFAULT_BUFFER_SIZE * 8)


class _Decompressed(io.RawIOBase):
    """What a compressed stream holds; errors that say what happened."""

    def __init__(self, codec: Codec, stream: BinaryIO) -> None:
        self._codec = codec
        self._file = _OPEN[codec](stream)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._file.read1(len(buffer))
        except EOFError:
            raise InputError(
                f"its {self._codec} data ends too early\n  it may be a part of a file: get it again"
            ) from None
        except Exception as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise  # the system can't read
            if isinstance(error, InputError):
                raise
            raise InputError(f"its {self._codec} data is damaged: {error}\n  get it again") from None
        buffer[: len(data)] = data
        return len(data)


# Imported where they are needed: a pipe of text should not wait for them.
def _open_gzip(stream: BinaryIO) -> Any:
    import gzip

    return gzip.GzipFile(fileobj=stream, mode="rb")


def _open_bz2(stream: BinaryIO) -> Any:
    import bz2

    return bz2.BZ2File(stream)


def _open_xz(stream: BinaryIO) -> Any:
    import lzma

    return lzma.LZMAFile(stream)


def _open_zstd(stream: BinaryIO) -> Any:
    return _zstd().ZstdFile(stream)


def _make_gzip() -> Any:
    import zlib

    return zlib.compressobj(wbits=_GZIP)


def _make_bz2() -> Any:
    import bz2

    return bz2.BZ2Compressor()


def _make_xz() -> Any:
    import lzma

    return lzma.LZMACompressor()


def _make_zstd() -> Any:
    zstd = _zstd()
    return zstd.ZstdCompressor(options={zstd.CompressionParameter.checksum_flag: 1})


def _zstd() -> Any:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd


_OPEN: Final[dict[Codec, Callable[[BinaryIO], Any]]] = {
    "gzip": _open_gzip,
    "zstd": _open_zstd,
    "bz2": _open_bz2,
    "xz": _open_xz,
}
_MAKE: Final[dict[Codec, Callable[[], Any]]] = {
    "gzip": _make_gzip,
    "zstd": _make_zstd,
    "bz2": _make_bz2,
    "xz": _make_xz,
}
