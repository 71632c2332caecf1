"""The protocol's headers: many examples of what is read and what is refused, and that writing and reading agree."""

import base64
import hashlib
import unicodedata
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.ingest.uploads import tus
from scrollkeeper.ingest.uploads.names import DIRECTION_MARKS, MAX_NAME, UNNAMED, clean_name
from scrollkeeper.ingest.uploads.service import in_words
from scrollkeeper.library.files.keys import file_key, sha256_of_key

KEYS = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=","), min_size=1, max_size=20)


@given(st.dictionaries(KEYS, st.text(st.characters(exclude_categories=["Cs"])), max_size=8))
def test_metadata_is_read_as_it_was_written(values: dict[str, str]) -> None:
    assert tus.parse_metadata(tus.format_metadata(values)) == values


@given(st.text(max_size=200))
def test_any_metadata_is_read_or_refused(value: str) -> None:
    with suppress(tus.BadHeader):
        assert all(isinstance(one, str) for one in tus.parse_metadata(value).values())


@pytest.mark.parametrize(
    "value", ["a b c", ",", "a,,b", "a ****", "ä Zm9v", "a Zm9v,a Zm9v", "a Zm9", "a " + "A" * 9_000]
)
def test_bad_metadata(value: str) -> None:
    with pytest.raises(tus.BadHeader):
        tus.parse_metadata(value)


@pytest.mark.parametrize(
    ("value", "read"),
    [(None, {}), ("", {}), ("a", {"a": ""}), ("a ", {"a": ""}), ("a Zm9v, b YmFy", {"a": "foo", "b": "bar"})],
)
def test_metadata_with_empty_values(value: str | None, read: dict[str, str]) -> None:
    assert tus.parse_metadata(value) == read


@given(st.integers(0, 10**18 - 1))
def test_numbers(number: int) -> None:
    assert tus.parse_number("X", str(number)) == number


@pytest.mark.parametrize(
    "value", [None, "", " ", "-1", "+1", "1.0", "1e3", "0x10", "1_000", "٣", "²", "1" * 19, "1 2", "NaN"]
)
def test_bad_numbers(value: str | None) -> None:
    with pytest.raises(tus.BadHeader, match="X-Length"):
        tus.parse_number("X-Length", value)


def test_an_empty_file_is_refused_as_such() -> None:
    with pytest.raises(tus.EmptyFile):
        tus.parse_length("0")


@pytest.mark.parametrize("algorithm", tus.ALGORITHMS)
@given(data=st.binary())
def test_checksums(algorithm: str, data: bytes) -> None:
    digest = hashlib.new(algorithm, data).digest()
    checksum = tus.parse_checksum(f"{algorithm} {base64.b64encode(digest).decode()}")
    assert checksum is not None
    hasher = checksum.hasher()
    hasher.update(data)
    assert hasher.digest() == checksum.digest


@pytest.mark.parametrize(
    "value", ["", "sha1", "SHA1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=", "sha512 AA==", "md5 AA==", "sha1 ä", "sha1 *"]
)
def test_bad_checksums(value: str) -> None:
    with pytest.raises(tus.BadHeader):
        tus.parse_checksum(value)


def test_no_checksum() -> None:
    assert tus.parse_checksum(None) is None


@pytest.mark.parametrize("value", [None, "", "1", "1.0", "1.0.0 ", "1.0.0,0.2.2"])
def test_versions(value: str | None) -> None:
    tus.check_version("1.0.0")
    with pytest.raises(tus.WrongVersion):
        tus.check_version(value)


def test_body_types() -> None:
    tus.check_body_type("application/offset+octet-stream")
    tus.check_body_type("Application/Offset+Octet-Stream; charset=x")
    for value in (None, "", "application/octet-stream"):
        with pytest.raises(tus.WrongContentType):
            tus.check_body_type(value)


def test_hashes() -> None:
    digest = hashlib.sha256(b"").hexdigest()
    assert tus.parse_sha256(digest.upper()) == digest
    assert tus.parse_sha256(None) is tus.parse_sha256("") is None
    for value in (digest[:-1], digest + "0", "g" * 64, "٣" * 64):
        with pytest.raises(tus.BadHeader):
            tus.parse_sha256(value)


def test_times_are_in_gmt() -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=timezone(timedelta(hours=2)))
    assert tus.format_time(noon) == "Mon, 23 Nov 2026 10:00:00 GMT"
    assert tus.format_time(datetime(2026, 1, 2, tzinfo=UTC)) == "Fri, 02 Jan 2026 00:00:00 GMT"


def test_paths_hold_no_host_and_escape_the_team() -> None:
    assert tus.upload_path("a/b?c", 7) == "/api/teams/a%2Fb%3Fc/uploads/7"


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("paper.pdf", "paper.pdf"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\evil.pdf", "evil.pdf"),
        ("C:\\Users\\Ada\\Desktop\\My paper.pdf", "My paper.pdf"),
        ("a\0b\r\nc.pdf", "a b c.pdf"),
        ("  lots   of\tspace .pdf ", "lots of space .pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("Müller 1.pdf", "Müller 1.pdf"),
        ("folder/", "folder"),
        ("", UNNAMED),
        ("///", UNNAMED),
        ("..", UNNAMED),
        ("\n", UNNAMED),
        ("\ud800.pdf", ".pdf"),
        ("数学.pdf", "数学.pdf"),
        ("x" * 300 + ".pdf", "x" * 250 + "….pdf"),
        ("x" * 300, "x" * 255),
    ],
)
def test_names(name: str, cleaned: str) -> None:
    assert clean_name(name) == cleaned


@given(st.text())
def test_any_name_is_made_fit_to_show(name: str) -> None:
    cleaned = clean_name(name)
    assert 0 < len(cleaned) <= MAX_NAME
    assert not set(cleaned) & set("/\\\r\n\0")
    assert not DIRECTION_MARKS.search(cleaned)
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in cleaned)
    assert clean_name(cleaned) == cleaned


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 bytes"),
        (1_023, "1023 bytes"),
        (1_024, "1 KiB"),
        (1_536, "1.5 KiB"),
        (512 << 20, "512 MiB"),
        (5 << 40, "5 TiB"),
    ],
)
def test_sizes_in_words(size: int, words: str) -> None:
    assert in_words(size) == words


@given(st.binary())
def test_keys_of_files_name_their_hash(data: bytes) -> None:
    digest = hashlib.sha256(data).hexdigest()
    assert sha256_of_key(file_key(digest)) == digest
    assert file_key(digest).startswith(f"files/{digest[:2]}/")


@pytest.mark.parametrize("key", ["", "files/ab/x.pdf", "files/00/" + "a" * 64 + ".pdf", "uploads/1/2"])
def test_other_keys_name_none(key: str) -> None:
    assert sha256_of_key(key) is None
