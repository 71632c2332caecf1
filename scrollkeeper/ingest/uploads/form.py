"""A form with one file (`curl -F file=@paper.pdf`), read as a stream: the file is never whole in memory."""

from collections.abc import AsyncIterator
from typing import Any

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from scrollkeeper.core.errors import Problem


class BadForm(Problem):
    """Send one file as multipart/form-data in a part named "file", as `curl -F file=@paper.pdf` does."""

    status, title = 400, "Bad form"


class NotAForm(BadForm):
    """Send one file as multipart/form-data in a part named "file", as `curl -F file=@paper.pdf` does."""

    status, title = 415, "Wrong content type"


def describe_form(**fields: dict[str, str]) -> dict[str, Any]:
    """A form with its file, and these fields beside it, as OpenAPI describes what a request sends."""
    properties = {"file": {"type": "string", "format": "binary"}} | fields
    return {"multipart/form-data": {"schema": {"type": "object", "required": ["file"], "properties": properties}}}


def media_type(content_type: str | None) -> str:
    """What kind of body a request has, without parameters: multipart/form-data."""
    return parse_options_header(content_type or "")[0].decode("latin-1")


class FormTooLarge(BadForm):
    """The file is too large."""

    status, title = 413, "Too large"


async def open_file(content_type: str | None, body: AsyncIterator[bytes]) -> tuple[str, AsyncIterator[bytes]]:
    """Name of the form's file, and its bytes as they come; raises BadForm for any other form."""
    events = _events(_boundary(content_type), body)
    async for event, value in events:
        if event == "headers":
            return _file_name(value), _bytes_of(events)
    raise BadForm


async def read_form(
    content_type: str | None, body: AsyncIterator[bytes], *, fields: frozenset[str], most_bytes: int
) -> tuple[str, bytes, dict[str, str]]:
    """Name and bytes of the form's file, and those of its fields that are known; raises BadForm, FormTooLarge."""
    name: str | None = None
    part, seen = "file", set[str]()
    held = {"file": bytearray()} | {field: bytearray() for field in fields}
    size, complete = 0, False
    async for event, value in _events(_boundary(content_type), body):
        if event == "headers":
            _, options = parse_options_header(value.get(b"content-disposition", b""))
            part = options.get(b"name", b"").decode("latin-1")
            if part == "file" and name is None:
                name = _file_name(value)
            elif part in fields and part not in seen:
                seen.add(part)
            else:
                raise BadForm(f"The form may have these parts, each once: {', '.join(['file', *sorted(fields)])}.")
        elif event == "data":
            size += len(value)
            if size > most_bytes:
                raise FormTooLarge(f"The file may have at most {most_bytes >> 20} MB.")
            held[part] += value
        complete = event == "end"
    if name is None or not complete:
        raise BadForm if complete else BadForm("The form ends in the middle. Send it again.")
    texts = {field: held[field].decode("utf-8", "replace").strip() for field in fields if held[field]}
    return name, bytes(held["file"]), texts


def _boundary(content_type: str | None) -> bytes:
    kind, options = parse_options_header(content_type or "")
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise NotAForm
    return boundary


async def _bytes_of(events: AsyncIterator[tuple[str, Any]]) -> AsyncIterator[bytes]:
    complete = False
    async for event, value in events:
        if event == "data":
            yield value
        elif event == "headers":
            raise BadForm
        complete = event == "end"
    if not complete:
        raise BadForm("The form ends in the middle. Send it again.")


def _file_name(headers: dict[bytes, bytes]) -> str:
    _, options = parse_options_header(headers.get(b"content-disposition", b""))
    if options.get(b"name") != b"file" or b"filename" not in options:
        raise BadForm
    try:
        return options[b"filename"].decode()
    except UnicodeDecodeError:
        return options[b"filename"].decode("latin-1")


async def _events(boundary: bytes, body: AsyncIterator[bytes]) -> AsyncIterator[tuple[str, Any]]:
    """("headers", {name: value}), ("data", bytes) and ("end", None), in the order of the form."""
    found: list[tuple[str, Any]] = []
    field, value, headers = bytearray(), bytearray(), dict[bytes, bytes]()

    def end_header() -> None:
        headers[bytes(field).lower()] = bytes(value)
        field.clear()
        value.clear()

    def end_headers() -> None:
        found.append(("headers", dict(headers)))
        headers.clear()

    try:
        parser = MultipartParser(
            boundary,
            {
                "on_header_field": lambda data, start, end: field.extend(data[start:end]),
                "on_header_value": lambda data, start, end: value.extend(data[start:end]),
                "on_header_end": end_header,
                "on_headers_finished": end_headers,
                "on_part_data": lambda data, start, end: found.append(("data", data[start:end])),
                "on_end": lambda: found.append(("end", None)),
            },
        )
        async for chunk in body:
            parser.write(chunk)
            for event in found:
                yield event
            found.clear()
    except FormParserError as error:
        raise BadForm(f"The form cannot be read: {error}.") from None
