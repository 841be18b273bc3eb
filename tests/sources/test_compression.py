"""Compressed sources: read whatever their name, in pieces; damage is said, and no end is missed."""

import bz2
import gzip
import lzma
from io import BytesIO

import pytest

from cleaner.errors import InputError
from cleaner.sources.compression import Codec, Compressor, compress, find_codec, open_compressed
from cleaner.sources.records import ReadOptions, read_records

CODECS: list[Codec] = ["gzip", "zstd", "bz2", "xz"]
DATA = b"".join(b"%d tea is served\n" % number for number in range(9000))


@pytest.mark.parametrize("codec", CODECS)
class TestCodec:
    def test_what_is_written_is_read(self, codec: Codec) -> None:
        compressor = Compressor(codec)
        data = b"".join(map(compressor.encode, (DATA[:10], b"", DATA[10:]))) + compressor.finish()
        assert find_codec(data) == codec
        assert open_compressed(codec, BytesIO(data)).read() == DATA

    def test_parts_one_after_the_other(self, codec: Codec) -> None:
        data = compress(codec, DATA) + compress(codec, b"") + compress(codec, b"Milk.\n")
        assert open_compressed(codec, BytesIO(data)).read() == DATA + b"Milk.\n"

    def test_an_empty_file(self, codec: Codec) -> None:
        assert find_codec(compress(codec, b"")) == codec
        assert open_compressed(codec, BytesIO(compress(codec, b""))).read() == b""

    @pytest.mark.parametrize("left", [12, 100, -1])
    def test_a_part_of_a_file(self, codec: Codec, left: int) -> None:
        with pytest.raises(InputError) as caught:
            open_compressed(codec, BytesIO(compress(codec, DATA)[:left])).read()
        problem = f"its {codec} data ends too early\n  it may be a part of a file: get it again"
        assert str(caught.value) == problem

    def test_a_damaged_file(self, codec: Codec) -> None:
        data = bytearray(compress(codec, DATA))
        data[len(data) // 2] ^= 255
        data[len(data) // 2 + 1] ^= 255
        with pytest.raises(InputError, match=rf"its {codec} data is damaged: .+\n  get it again|too early"):
            open_compressed(codec, BytesIO(bytes(data))).read()

    def test_a_bomb_is_not_unpacked(self, codec: Codec) -> None:
        bomb = compress(codec, bytes(64 << 20))
        with pytest.raises(InputError, match="it is larger than 1M"):
            list(read_records(BytesIO(bomb), "a", ReadOptions(format="text", max_document=1 << 20)))


def test_what_programs_write_is_told() -> None:
    assert [find_codec(data) for data in (gzip.compress(b""), bz2.compress(b"x"), lzma.compress(b""))] == [
        "gzip",
        "bz2",
        "xz",
    ]
    skippable = b"\x50\x2a\x4d\x18\x01\0\0\0x" + compress("zstd", b"Tea.\n")
    assert find_codec(skippable) == "zstd"
    assert open_compressed("zstd", BytesIO(skippable)).read() == b"Tea.\n"
    assert find_codec(b"BZh is no word.") is None


def test_blocks_that_give_nothing_at_first() -> None:
    """bz2 gives nothing before 900 kB, so more must be read to look at it."""
    import random

    words = random.Random(1)
    lines = [b'{"text": "%x"}\n' % words.getrandbits(4000) for _ in range(900)]
    records = list(read_records(BytesIO(bz2.compress(b"".join(lines))), "-", ReadOptions()))
    assert [record.raw for record in records] == lines
