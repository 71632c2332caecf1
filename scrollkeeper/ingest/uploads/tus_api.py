"""The tus 1.0.0 routes: begin an upload, ask for its offset, send bytes, end it."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from scrollkeeper.core.db import open_team_session
from scrollkeeper.core.errors import Problem
from scrollkeeper.core.settings import settings
from scrollkeeper.ingest.uploads import finish, receive, service, tus
from scrollkeeper.ingest.uploads.body import body_chunks
from scrollkeeper.ingest.uploads.finish import FinishedUpload
from scrollkeeper.ingest.uploads.tus_route import TusRoute
from scrollkeeper.rate_limits import limiter
from scrollkeeper.teams.scope import Scope, Streaming

router = APIRouter(route_class=TusRoute)
REFUSALS: dict[int | str, str] = {
    404: "No such upload.",
    409: "Another offset is due; Upload-Offset says which.",
    410: "The upload has expired, was cancelled or refused.",
    412: "Another tus version than 1.0.0.",
    413: "More bytes than the limit, the quota or the announced length allow.",
    415: "Not a PDF, or a wrong Content-Type.",
    423: "Another request took the upload over.",
    460: "The bytes do not match their checksum; none of them count.",
}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": meaning, "content": {"application/problem+json": {}}}
    for status, meaning in REFUSALS.items()
}
BODY = {
    "requestBody": {
        "required": True,
        "description": "The bytes; none may come with a POST, which then only begins the upload.",
        "content": {tus.BODY_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    }
}


def headers_of(finished: FinishedUpload) -> dict[str, str]:
    """What every answer about an upload says of it."""
    upload = finished.upload
    headers = {"Upload-Offset": str(upload.offset)}
    if upload.status == "open":
        headers["Upload-Expires"] = tus.format_time(upload.expires_at)
    else:
        headers["ScrollKeeper-Already-Here"] = str(upload.already_here).lower()
        if upload.paper_id:
            headers["ScrollKeeper-Paper"] = str(upload.paper_id)
    if finished.restored:
        headers["ScrollKeeper-Restored"] = "true"
    return headers


@router.options("/uploads", status_code=204)
async def describe_protocol(team: str) -> Response:
    """What this server speaks; may be asked by anyone."""
    return _description("GET, HEAD, OPTIONS, POST")


@router.options("/uploads/{upload_id}", status_code=204, include_in_schema=False)
async def describe_protocol_of_upload(team: str) -> Response:
    return _description("DELETE, GET, HEAD, OPTIONS, PATCH, POST")


def _description(allowed: str) -> Response:
    headers = {
        "Allow": allowed,
        "Tus-Version": tus.VERSION,
        "Tus-Extension": tus.EXTENSIONS,
        "Tus-Max-Size": str(settings().max_upload_bytes),
        "Tus-Checksum-Algorithm": ",".join(tus.ALGORITHMS),
    }
    return Response(status_code=204, headers=headers)


@router.post("/uploads", status_code=201, responses=PROBLEMS, openapi_extra=BODY)
async def begin_upload(request: Request, team: str, scope: Streaming) -> Response:
    """Begin an upload; bytes may come along with Content-Type application/offset+octet-stream."""
    await limiter.acquire("upload", scope.person_id)
    headers = request.headers
    tus.refuse_unspoken(headers)
    size = tus.parse_length(headers.get("upload-length"))
    metadata = tus.parse_metadata(headers.get("upload-metadata"))
    length = tus.parse_content_length(headers.get("content-length"))
    has_body = bool(length) or "transfer-encoding" in headers
    if has_body:
        tus.check_body_type(headers.get("content-type"))
        if length is not None and length > size:
            raise service.TooLarge(f"The upload is announced with {size} bytes, but {length} come along.")
    checksum = tus.parse_checksum(headers.get("upload-checksum")) if has_body else None
    begun = await receive.begin(
        scope,
        name=metadata.get("filename", ""),
        size=size,
        sha256=tus.parse_sha256(metadata.get("sha256")),
        version_of=tus.parse_paper(metadata.get("paper")),
        metadata=headers.get("upload-metadata"),
    )
    location = tus.upload_path(team, begun.upload.id)
    if has_body and begun.upload.status == "open":
        try:
            begun = await receive.receive(
                scope, begun.upload.id, body_chunks(request), offset=0, length=length, checksum=checksum
            )
        except Problem as refusal:
            # The upload is there, and whoever knows where can go on with it.
            refusal.headers["Location"] = location
            raise
    return Response(status_code=201, headers={"Location": location, **headers_of(begun)})


@router.head("/uploads/{upload_id}", responses=PROBLEMS)
async def get_offset(upload_id: UUID, scope: Streaming) -> Response:
    """How many bytes are stored; an upload that has all of them and no paper yet is finished now."""
    settled = await receive.settled(scope, upload_id)
    upload = settled.upload
    headers = {"Upload-Length": str(upload.size)}
    if upload.metadata_sent:
        headers["Upload-Metadata"] = upload.metadata_sent
    return Response(status_code=200, headers=headers | headers_of(settled))


@router.patch("/uploads/{upload_id}", status_code=204, responses=PROBLEMS, openapi_extra=BODY)
async def send_bytes(request: Request, upload_id: UUID, scope: Streaming) -> Response:
    """Bytes from Upload-Offset on. The offset in the answer, and all before it, survives whatever happens."""
    tus.check_body_type(request.headers.get("content-type"))
    received = await receive.receive(
        scope,
        upload_id,
        body_chunks(request),
        offset=tus.parse_number("Upload-Offset", request.headers.get("upload-offset")),
        length=tus.parse_content_length(request.headers.get("content-length")),
        checksum=tus.parse_checksum(request.headers.get("upload-checksum")),
    )
    return Response(status_code=204, headers=headers_of(received))


@router.delete("/uploads/{upload_id}", status_code=204, responses=PROBLEMS)
async def cancel_upload(upload_id: UUID, scope: Streaming) -> Response:
    """End an upload; what was stored of it is removed."""
    async with open_team_session(scope.team_id) as db:
        await service.cancel_upload(db, scope, upload_id)
    await finish.forget_parts(upload_id)
    return Response(status_code=204)


@router.post("/uploads/{upload_id}", include_in_schema=False)
async def send_by_post(request: Request, upload_id: UUID, scope: Streaming) -> Response:
    """PATCH, DELETE and HEAD for those whose network knows only POST."""
    calls: dict[str, Callable[[Request, UUID, Scope], Awaitable[Response]]] = {
        "PATCH": send_bytes,
        "DELETE": lambda _, upload, who: cancel_upload(upload, who),
        "HEAD": lambda _, upload, who: get_offset(upload, who),
    }
    call = calls.get(request.headers.get("x-http-method-override", "").upper())
    if call is None:
        raise tus.BadHeader("Send PATCH here, or POST with X-HTTP-Method-Override: PATCH.")
    return await call(request, upload_id, scope)
