"""The tus protocol as a test speaks it: one request a function, headers as one likes them."""

import base64
from collections.abc import AsyncIterable
from typing import Any

import httpx

from tests import make

TUS = {"Tus-Resumable": "1.0.0"}
BODY = TUS | {"Content-Type": "application/offset+octet-stream"}


def metadata(**values: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items())


async def begin(who: make.Member, size: int, name: str = "paper.pdf", **values: str) -> httpx.Response:
    headers = TUS | {"Upload-Length": str(size), "Upload-Metadata": metadata(filename=name, **values)}
    return await who.http.post(who.url("/uploads"), headers=headers)


async def begun(who: make.Member, size: int, name: str = "paper.pdf", **values: str) -> str:
    """Address of a new upload."""
    answer = await begin(who, size, name, **values)
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


async def send(
    who: make.Member, url: str, offset: int, data: bytes | AsyncIterable[bytes], **headers: str
) -> httpx.Response:
    sent = BODY | {"Upload-Offset": str(offset)} | {name.replace("_", "-"): value for name, value in headers.items()}
    return await who.http.patch(url, content=data, headers=sent)


async def offset_of(who: make.Member, url: str) -> int:
    answer = await who.http.head(url, headers=TUS)
    assert answer.status_code == 200, answer.status_code
    return int(answer.headers["Upload-Offset"])


async def upload(who: make.Member, data: bytes, name: str = "paper.pdf", **values: str) -> httpx.Response:
    """A whole file in two requests; gives the answer to the last."""
    url = await begun(who, len(data), name, **values)
    return await send(who, url, 0, data)


async def described(who: make.Member, url: str) -> dict[str, Any]:
    answer = await who.http.get(url)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def cut(who: make.Member, url: str, offset: int, data: bytes, **headers: str) -> None:
    """Send these bytes as the beginning of a longer body, then lose the connection."""
    transport = who.http._transport
    assert isinstance(transport, httpx.ASGITransport)
    sent = BODY | {"Upload-Offset": str(offset)} | {name.replace("_", "-"): value for name, value in headers.items()}
    request = who.http.build_request("PATCH", url, headers=sent)
    messages = [
        {"type": "http.request", "body": data[start : start + 65_536], "more_body": True}
        for start in range(0, len(data), 65_536)
    ]

    async def receive() -> dict[str, Any]:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def nobody_hears(_: object) -> None:
        pass

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "PATCH", "scheme": "http",
        "path": request.url.path, "raw_path": request.url.raw_path, "root_path": "", "query_string": b"",
        "headers": [(name.lower(), value) for name, value in request.headers.raw if name.lower() != b"content-length"],
        "server": ("test", 80), "client": ("127.0.0.1", 1),
    }  # fmt: skip
    await transport.app(scope, receive, nobody_hears)  # type: ignore[arg-type]
