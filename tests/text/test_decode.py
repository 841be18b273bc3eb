"""Bytes to text: nothing is lost, invented or silently replaced."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.errors import InputError
from cleaner.text.decode import decode

TEXT = "Käse – 5 €\r\n日本\n"


@pytest.mark.parametrize(
    ("data", "encoding", "text", "name"),
    [
        pytest.param(b"plain\n", None, "plain\n", "utf-8", id="ASCII"),
        pytest.param(b"", None, "", "utf-8", id="empty"),
        pytest.param(TEXT.encode(), None, TEXT, "utf-8", id="UTF-8"),
        pytest.param(b"\xef\xbb\xbf" + TEXT.encode(), None, TEXT, "utf-8", id="UTF-8 with mark"),
        pytest.param(b"\xff\xfe" + TEXT.encode("utf-16-le"), None, TEXT, "utf-16-le", id="UTF-16 LE"),
        pytest.param(b"\xfe\xff" + TEXT.encode("utf-16-be"), None, TEXT, "utf-16-be", id="UTF-16 BE"),
        pytest.param(b"\xff\xfe\0\0" + TEXT.encode("utf-32-le"), None, TEXT, "utf-32-le", id="UTF-32 LE"),
        pytest.param(b"\0\0\xfe\xff" + TEXT.encode("utf-32-be"), None, TEXT, "utf-32-be", id="UTF-32 BE"),
        pytest.param(b"caf\xe9", "cp1252", "café", "cp1252", id="an encoding that was named"),
        pytest.param(TEXT.encode("utf-16-le"), "utf-16-le", TEXT, "utf-16-le", id="UTF-16 that was named"),
        pytest.param(b"\xef\xbb\xbfa", "cp1252", "a", "utf-8", id="the mark goes before the name"),
        pytest.param(b"a\0b", "utf-8", "a\0b", "utf-8", id="NUL in what is said to be text"),
        pytest.param(b"\xef\xbb\xbf\xef\xbb\xbfa", None, "\ufeffa", "utf-8", id="only one mark is a mark"),
    ],
)
def test_decode(data: bytes, encoding: str | None, text: str, name: str) -> None:
    found, how = decode(data, encoding)
    assert (found, how.name) == (text, name)
    assert how.encode(found) == data


@pytest.mark.parametrize(
    ("data", "encoding", "message"),
    [
        pytest.param(
            b"caf\xe9 noir",
            None,
            "byte 3 (0xe9) is not UTF-8\n"
            "  name its encoding, such as --encoding cp1252, or try --encoding auto",
            id="Latin-1",
        ),
        pytest.param(
            b"\xef\xbb\xbfab\xff",
            None,
            "byte 5 (0xff) is not UTF-8\n"
            "  name its encoding, such as --encoding cp1252, or try --encoding auto",
            id="the offset counts the mark",
        ),
        pytest.param(
            b"ab\x81",
            "cp1252",
            "byte 2 (0x81) is not CP1252\n  name another --encoding, or try --encoding auto",
            id="not what was named",
        ),
        pytest.param(
            b"abc",
            "cp9999",
            "there is no encoding 'cp9999'\n  name another, or try auto",
            id="no such encoding",
        ),
        pytest.param(
            "A text in Latin letters.".encode("utf-16-le"),
            None,
            "byte 1 is NUL: this looks like UTF-16 without a byte order mark\n  try --encoding utf-16-le",
            id="UTF-16 LE without mark",
        ),
        pytest.param(
            "A text in Latin letters.".encode("utf-16-be"),
            None,
            "byte 0 is NUL: this looks like UTF-16 without a byte order mark\n  try --encoding utf-16-be",
            id="UTF-16 BE without mark",
        ),
        pytest.param(
            b"PNG\0\0\0\x0d" + bytes(range(1, 200)),
            None,
            "byte 3 is NUL: this looks binary\n  if it is text all the same, say --encoding utf-8",
            id="binary",
        ),
        pytest.param(
            b"+AGE-",
            "utf-7",
            "written again as utf-7 it would not be the same bytes\n  convert it to UTF-8 first, with iconv",
            id="an encoding that spells one text in several ways",
        ),
        pytest.param(
            b"Tea \x1b\xe9.\n",
            "iso2022_jp",
            "its text can't be written as iso2022_jp\n  convert it to UTF-8 first, with iconv",
            id="an encoding that reads what it can't write",
        ),
        pytest.param(
            b"Tea.\n",
            "undefined",
            "it is not UNDEFINED\n  name another --encoding, or try --encoding auto",
            id="an encoding that doesn't say which byte is wrong",
        ),
        pytest.param(
            b"",
            "hex_codec",
            "its text can't be written as hex_codec\n  convert it to UTF-8 first, with iconv",
            id="an encoding of something else, and an empty text",
        ),
        pytest.param(
            b"a\0b",
            "utf-16-le",
            "byte 2 (0x62) is not UTF-16-LE\n  name another --encoding, or try --encoding auto",
            id="half a character at the end",
        ),
    ],
)
def test_refuses(data: bytes, encoding: str | None, message: str) -> None:
    with pytest.raises(InputError) as caught:
        decode(data, encoding)
    assert str(caught.value) == message


@settings(deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from([None, "cp1252", "utf-16", "utf-8-sig", "utf-7", "shift-jis", "iso2022_kr", "idna"]),
)
def test_what_decodes_encodes_to_the_same_bytes(data: bytes, encoding: str | None) -> None:
    try:
        text, how = decode(data, encoding)
    except InputError:
        return
    assert how.encode(text) == data
