"""A whole file in one request, as curl sends it."""

from collections.abc import AsyncIterator, Callable

import pytest

from scrollkeeper.core.storage import Storage
from scrollkeeper.ingest.uploads import parts
from scrollkeeper.library.files.keys import file_key
from tests import make
from tests.ingest.pdf import pdf_bytes, sha256_of


@pytest.mark.parametrize("size", [2_000, 2 * parts.PART_BYTES + 3])
async def test_a_form_becomes_a_paper(ada: make.Member, store: Storage, size: int) -> None:
    data = pdf_bytes(size)
    answer = await ada.http.post(ada.url("/papers"), files={"file": ("../../Übung 1.pdf", data)})
    assert answer.status_code == 201, answer.text
    file = answer.json()["files"][0]
    assert (file["name"], file["size"], file["sha256"]) == ("Übung 1.pdf", size, sha256_of(data))
    assert b"".join([chunk async for chunk in store.stream(file_key(sha256_of(data)))]) == data
    assert [one async for one in store.list("uploads/")] == []
    again = await ada.http.post(ada.url("/papers"), files={"file": ("Again.pdf", data)})
    assert (again.status_code, again.json()["id"]) == (200, answer.json()["id"])
    uploads = (await ada.http.get(ada.url("/uploads"))).json()["items"]
    assert [(u["size"], u["status"], u["already_here"]) for u in uploads] == [
        (size, "finished", True),
        (size, "finished", False),
    ]


def form(*sent: bytes, boundary: bytes = b"XX", name: bytes = b"file") -> tuple[dict[str, str], AsyncIterator[bytes]]:
    async def body() -> AsyncIterator[bytes]:
        yield b"--" + boundary + b'\r\nContent-Disposition: form-data; name="' + name + b'"; filename="a.pdf"\r\n\r\n'
        for one in sent:
            yield one

    return {"Content-Type": f"multipart/form-data; boundary={boundary.decode()}"}, body()


async def test_a_form_of_unknown_length(ada: make.Member) -> None:
    data = pdf_bytes(5_000)
    headers, body = form(data[:10], data[10:], b"\r\n--XX--\r\n")
    answer = await ada.http.post(ada.url("/papers"), headers=headers, content=body)
    assert (answer.status_code, answer.json()["files"][0]["size"]) == (201, 5_000)


@pytest.mark.parametrize(
    ("data", "status"),
    [(b"", 400), (b"hello", 415), (b"x" * 2_000, 415), (b"%PD", 415)],
    ids=["empty", "tiny", "text", "cut"],
)
async def test_what_is_no_pdf_is_refused(ada: make.Member, store: Storage, data: bytes, status: int) -> None:
    answer = await ada.http.post(ada.url("/papers"), files={"file": ("a.pdf", data)})
    assert answer.status_code == status
    assert (await ada.http.get(ada.url("/papers"))).json()["total"] == 0
    assert [u["status"] for u in (await ada.http.get(ada.url("/uploads"))).json()["items"]] == ["refused"]
    assert [one async for one in store.list("")] == []


async def test_the_limit_holds_while_streaming(
    ada: make.Member, store: Storage, with_settings: Callable[..., None]
) -> None:
    with_settings(max_upload_bytes=100_000)
    fits = await ada.http.post(ada.url("/papers"), files={"file": ("a.pdf", pdf_bytes(100_000))})
    assert fits.status_code == 201
    announced = await ada.http.post(ada.url("/papers"), files={"file": ("a.pdf", pdf_bytes(100_001))})
    assert announced.status_code == 413
    large = await ada.http.post(ada.url("/papers"), files={"file": ("a.pdf", pdf_bytes(300_000))})
    assert large.status_code == 413
    headers, body = form(pdf_bytes(60_000), b"x" * 60_000, b"\r\n--XX--\r\n")
    assert (await ada.http.post(ada.url("/papers"), headers=headers, content=body)).status_code == 413
    assert len([one async for one in store.list("")]) == 1


END = b"\r\n--XX--\r\n"
SECOND = b'\r\n--XX\r\nContent-Disposition: form-data; name="b"\r\n\r\nx'


@pytest.mark.parametrize(
    ("name", "sent"),
    [(b"other", (END,)), (b"file", ()), (b"file", (SECOND, END)), (b"file", (b"\r\n--XXnonsense",))],
    ids=["another part", "no end", "two parts", "broken"],
)
async def test_other_forms_are_refused(ada: make.Member, store: Storage, name: bytes, sent: tuple[bytes, ...]) -> None:
    headers, body = form(pdf_bytes(), *sent, name=name)
    answer = await ada.http.post(ada.url("/papers"), headers=headers, content=body)
    assert answer.status_code == 400, answer.text
    assert (await ada.http.get(ada.url("/papers"))).json()["total"] == 0
    assert [one async for one in store.list("")] == []


@pytest.mark.parametrize(
    "content_type", [None, "application/pdf", "multipart/form-data", "multipart/form-data; boundary="]
)
async def test_what_is_no_form_is_refused(ada: make.Member, content_type: str | None) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    answer = await ada.http.post(ada.url("/papers"), headers=headers, content=pdf_bytes())
    assert answer.status_code == 415
    assert "curl" in answer.json()["detail"]
