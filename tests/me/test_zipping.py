"""A ZIP written while it is sent: whole, readable by others, with names that are harmless."""

import asyncio
import gc
import io
import sys
import zipfile
from collections.abc import AsyncGenerator

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message

from scrollkeeper.core.closing import ClosingResponse
from scrollkeeper.library.files.dispositions import pdf_name
from scrollkeeper.me.account_data.zipping import Entry, Names, zip_stream


async def parts(*content: bytes) -> AsyncGenerator[bytes]:
    for part in content:
        yield part


async def test_what_goes_in_comes_out_and_pieces_stay_small() -> None:
    many = [bytes([number % 251]) * 100_000 for number in range(50)]

    async def entries() -> AsyncGenerator[Entry]:
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


async def test_a_reader_who_leaves_closes_what_was_read() -> None:
    ended = []

    async def content() -> AsyncGenerator[bytes]:
        try:
            while True:
                yield bytes(100_000)
        finally:
            ended.append("content")

    async def entries() -> AsyncGenerator[Entry]:
        try:
            yield Entry("a.bin", content())
        finally:
            ended.append("entries")

    app = FastAPI()
    app.add_api_route("/zip", lambda: ClosingResponse(zip_stream(entries())))

    begun = asyncio.Event()

    async def receive() -> Message:
        await begun.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message.get("body"):
            begun.set()
            await asyncio.Event().wait()

    scope = {"type": "http", "method": "GET", "path": "/zip", "headers": [], "query_string": b""}
    await app(scope, receive, send)
    assert ended == ["content", "entries"]


@pytest.mark.parametrize("pieces", [1, 3])
def test_an_abandoned_stream_ends_quietly(monkeypatch: pytest.MonkeyPatch, pieces: int) -> None:
    """Of a loop that has ended: the garbage collector takes its parts in an order of its own."""
    troubles: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda trouble: troubles.append(repr(trouble.exc_value)))

    async def entries() -> AsyncGenerator[Entry]:
        for number in range(9):
            yield Entry(f"{number}.bin", parts(bytes(100_000)), compress=False)

    async def read(stream: AsyncGenerator[bytes]) -> None:
        for _ in range(pieces):
            await anext(stream)

    loop = asyncio.new_event_loop()
    stream = zip_stream(entries())
    loop.run_until_complete(read(stream))
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()
    cycle: list[object] = [stream]
    cycle.append(cycle)
    del stream, cycle
    gc.collect()
    assert troubles == []


def test_names_are_taken_once_whatever_their_case() -> None:
    names = Names()
    taken = [names.take("lab", name) for name in ("a.pdf", "A.PDF", "a.pdf", "../../etc/passwd", "", "...", ".hidden")]
    assert taken == [
        "lab/a.pdf",
        "lab/A (2).PDF",
        "lab/a (3).pdf",
        "lab/etc passwd",
        "lab/file",
        "lab/file (2)",
        "lab/hidden",
    ]


def test_names_are_harmless_and_used_once() -> None:
    names = Names()
    wanted = ("CON.pdf", "aux", "com1.x.pdf", "console.pdf", "x" * 300 + ".pdf", pdf_name("x.html"))
    assert [names.take("lab", name) for name in wanted] == [
        "lab/_CON.pdf",
        "lab/_aux",
        "lab/_com1.x.pdf",
        "lab/console.pdf",
        f"lab/{'x' * 141}.pdf",
        "lab/x.html.pdf",
    ]


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
