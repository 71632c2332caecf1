"""A ZIP written while it is sent: whole, readable by others, with names that are harmless."""

import io
import zipfile
from collections.abc import AsyncIterator

from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.belongings.zipping import Entry, Names, zip_stream
from scrollkeeper.library.dispositions import pdf_name


async def parts(*content: bytes) -> AsyncIterator[bytes]:
    for part in content:
        yield part


async def test_what_goes_in_comes_out_and_pieces_stay_small() -> None:
    many = [bytes([number % 251]) * 100_000 for number in range(50)]

    async def entries() -> AsyncIterator[Entry]:
        yield Entry("empty.json", parts())
        yield Entry("text.json", parts(b"[", b"1", b"]"))
        yield Entry("files/übung.pdf", parts(*many), compress=False)

    pieces = [piece async for piece in zip_stream(entries())]
    assert max(map(len, pieces)) < 110_000, "memory stays flat"
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["empty.json", "text.json", "files/übung.pdf"]
        assert archive.read("text.json") == b"[1]"
        assert archive.read("files/übung.pdf") == b"".join(many)


def test_names_are_taken_once_whatever_their_case() -> None:
    names = Names()
    taken = [names.take("lab", name) for name in ("a.pdf", "A.PDF", "a.pdf", "../../etc/passwd", "", "...", ".hidden")]
    assert taken == [
        "lab/a.pdf", "lab/A (2).PDF", "lab/a (3).pdf", "lab/etc passwd", "lab/file", "lab/file (2)", "lab/hidden",
    ]  # fmt: skip


def test_names_are_harmless_and_used_once() -> None:
    names = Names()
    wanted = ("CON.pdf", "aux", "com1.x.pdf", "console.pdf", "x" * 300 + ".pdf", pdf_name("x.html"))
    assert [names.take("lab", name) for name in wanted] == [
        "lab/_CON.pdf", "lab/_aux", "lab/_com1.x.pdf", "lab/console.pdf", f"lab/{'x' * 141}.pdf", "lab/x.html.pdf",
    ]  # fmt: skip


@given(st.lists(st.text(max_size=200), max_size=20))
def test_any_names_stay_in_their_folder_and_differ(wanted: list[str]) -> None:
    names = Names()
    taken = [names.take("lab", name) for name in wanted]
    assert len({name.casefold() for name in taken}) == len(wanted)
    for name in taken:
        folder, _, rest = name.partition("/")
        assert folder == "lab"
        assert rest.strip(" .")
        assert not set(rest) & set('/\\<>:"|?*\0\n')
