"""Identifiers, cursors and the bounds of text."""

import time
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from scrollkeeper.core.fields import Line, Text
from scrollkeeper.core.ids import new_id
from scrollkeeper.core.paging import BadCursor, cut_page, read_cursor, write_cursor


def test_ids_sort_by_time() -> None:
    first = new_id()
    time.sleep(0.002)
    second = new_id()
    assert first < second
    assert (first.version, first.variant) == (7, "specified in RFC 4122")
    many = [new_id() for _ in range(1000)]
    assert len(set(many)) == 1000
    assert many == sorted(many)  # Also within one millisecond.


@given(st.text().filter(lambda text: "\0" not in text), st.integers(-(2**63), 2**63 - 1), st.uuids())
def test_a_cursor_gives_back_what_it_was_made_of(text: str, number: int, identity: UUID) -> None:
    assert read_cursor(write_cursor(text, number, identity), str, int, UUID) == (text, number, identity)


@given(st.text())
def test_any_other_cursor_is_refused(text: str) -> None:
    with pytest.raises(BadCursor):
        read_cursor(text, datetime, UUID)


def test_times_in_cursors() -> None:
    now = datetime.now(UTC)
    assert read_cursor(write_cursor(now), datetime) == (now,)


def test_pages_are_cut_with_a_cursor_where_more_follow() -> None:
    assert cut_page([1, 2], 2, lambda row: (row,)) == ([1, 2], None)
    rows, cursor = cut_page([1, 2, 3], 2, lambda row: (row,))
    assert rows == [1, 2]
    assert cursor
    assert read_cursor(cursor, int) == (2,)


@pytest.mark.parametrize("bad", ["", "   ", "a\nb", "a\0b", "a\x1bb", "x" * 201])
def test_lines_are_lines(bad: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Line).validate_python(bad)
    assert TypeAdapter(Line).validate_python("  Müller & Søn ") == "Müller & Søn"
    assert TypeAdapter(Text).validate_python("a\n\tb") == "a\n\tb"
