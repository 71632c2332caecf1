"""Every email as it will look, with made-up values; served in development only."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, PlainTextResponse

from scrollkeeper.core.errors import NotFound
from scrollkeeper.email.rendering import TEMPLATES, Written, write
from scrollkeeper.email.samples import SAMPLES

router = APIRouter(prefix="/development/mail", include_in_schema=False)


def _sample(template: str) -> Written:
    if template not in TEMPLATES:
        raise NotFound("There is no such email.")
    return write(template, SAMPLES[template])


@router.get("")
async def list_emails() -> HTMLResponse:
    rows = "".join(f'<li><a href="mail/{one}">{one}</a> (<a href="mail/{one}.txt">text</a>)</li>' for one in TEMPLATES)
    return HTMLResponse(f'<!doctype html><html lang="en"><title>Emails</title><h1>Emails</h1><ul>{rows}</ul></html>')


@router.get("/{template}.txt")
async def show_text(template: str) -> PlainTextResponse:
    written = _sample(template)
    return PlainTextResponse(f"Subject: {written.subject}\n\n{written.text}")


@router.get("/{template}")
async def show_email(template: str) -> HTMLResponse:
    return HTMLResponse(_sample(template).html)
