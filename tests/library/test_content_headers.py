"""Ranges, entity tags and names of files, as pure values."""

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.library.files.byte_ranges import Unsatisfiable, is_unchanged, may_send_part, read_range
from scrollkeeper.library.files.dispositions import content_disposition, pdf_name


@pytest.mark.parametrize(
    ("header", "size", "part"),
    [
        (None, 10, None),
        ("", 10, None),
        ("bytes=0-0", 10, (0, 1)),
        ("bytes=0-9", 10, (0, 10)),
        ("bytes=3-", 10, (3, 10)),
        ("bytes=3-100", 10, (3, 10)),
        ("bytes=-3", 10, (7, 10)),
        ("bytes=-30", 10, (0, 10)),
        ("Bytes= 1-2 ", 10, (1, 3)),
        ("bytes=2-1", 10, None),
        ("bytes=1-2,4-5", 10, None),
        ("bytes=-", 10, None),
        ("bytes=a-b", 10, None),
        ("bytes=+1-2", 10, None),
        ("bytes=1", 10, None),
        ("bytes", 10, None),
        ("lines=1-2", 10, None),
        ("bytes=" + "9" * 5000 + "-", 10, None),
    ],
)
def test_ranges(header, size, part):
    assert read_range(header, size) == part


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=10-", 10), ("bytes=11-20", 10), ("bytes=-0", 10), ("bytes=0-", 0)]
)
def test_ranges_that_cannot_be(header, size):
    with pytest.raises(Unsatisfiable):
        read_range(header, size)


@given(st.text() | st.from_regex(r"bytes=\d*-\d*", fullmatch=True), st.integers(1, 10**12))
def test_a_range_is_always_within_the_file(header, size):
    try:
        part = read_range(header, size)
    except Unsatisfiable:
        return
    assert part is None or 0 <= part[0] < part[1] <= size


def test_entity_tags():
    assert is_unchanged('"a", W/"b"', '"b"')
    assert is_unchanged(" * ", '"b"')
    assert not is_unchanged('"ab"', '"b"')
    assert not is_unchanged(None, '"b"')
    assert not is_unchanged("b", '"b"')
    assert may_send_part(None, '"b"')
    assert may_send_part('"b"', '"b"')
    assert not may_send_part('W/"b"', '"b"')
    assert not may_send_part("Mon, 23 Nov 2026 08:00:00 GMT", '"b"')


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("paper.pdf", 'inline; filename="paper.pdf"'),
        ("a b (2).pdf", 'inline; filename="a b (2).pdf"'),
        ("100%.pdf", "inline; filename=\"100_.pdf\"; filename*=UTF-8''100%25.pdf"),
        ("論文.pdf", "inline; filename=\".pdf\"; filename*=UTF-8''%E8%AB%96%E6%96%87.pdf"),
        ("..\\..\\evil\r\nX: y.pdf", 'inline; filename=".._.._evil__X: y.pdf"'),
        ("", 'inline; filename="paper.pdf"'),
    ],
)
def test_names(name, header):
    assert content_disposition(name, attachment=False) == header


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("paper.pdf", "paper.pdf"), ("Paper.PDF", "Paper.PDF"), ("x.html", "x.html.pdf"),
        ("x.pdf.html", "x.pdf.html.pdf"),
        ("x.exe", "x.exe.pdf"), ("x.html. . ", "x.html.pdf"), ("x.pdf.", "x.pdf"), ("no ending", "no ending.pdf"),
        ("", "paper.pdf"), ("...", "paper.pdf"), (".pdf", ".pdf"),
    ],
)  # fmt: skip
def test_a_pdf_is_handed_out_as_one(name, saved):
    assert pdf_name(name) == saved


@given(st.text(max_size=400))
def test_any_name_of_a_pdf_ends_so_in_the_header(name):
    header = content_disposition(pdf_name(name), attachment=True)
    plain, _, whole = header.removeprefix("attachment; filename=").partition("; filename*=UTF-8''")
    assert plain.strip('"').lower().endswith(".pdf")
    assert not whole or whole.lower().endswith(".pdf")


@given(st.text(max_size=400))
def test_any_name_makes_one_harmless_header(name):
    header = content_disposition(name, attachment=True)
    assert re.fullmatch(r"attachment; filename=\"[ !#-\[\]-~]+\"(; filename\*=UTF-8''[A-Za-z0-9._~%-]+)?", header)
    whole = header.partition("filename*=UTF-8''")[2]
    assert len(unquote(whole)) <= 150
