"""Whether the service is alive, and whether it can do its work."""

import asyncio
from collections.abc import Awaitable, Callable

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy import text

from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.settings import settings
from scrollkeeper.core.storage import storage
from scrollkeeper.parsing.sandbox_check import check_sandbox
from scrollkeeper.sandbox.processes import SandboxMissing

router = APIRouter(tags=["service"])
CHECK_SECONDS = 5


class Check(BaseModel):
    name: str
    ok: bool
    detail: str


class Ready(BaseModel):
    ready: bool
    checks: list[Check]


async def _check_database() -> str:
    async with open_system_session.begin() as db:
        await db.execute(text("select 1"))
    return "answers"


async def _check_storage() -> str:
    await storage().size("ready")
    return "answers"


async def _check_sandbox() -> str:
    report = await check_sandbox()
    if not report.ok and settings().mode == "production":
        raise SandboxMissing(f"{report.detail} Nothing is parsed until then.")
    return report.detail


CHECKS: dict[str, Callable[[], Awaitable[str]]] = {
    "database": _check_database,
    "storage": _check_storage,
    "sandbox": _check_sandbox,
}


async def _run(name: str, check: Callable[[], Awaitable[str]]) -> Check:
    try:
        return Check(name=name, ok=True, detail=await asyncio.wait_for(check(), CHECK_SECONDS))
    except Exception as error:  # Whatever it is, it is the answer to the question.
        return Check(name=name, ok=False, detail=f"{type(error).__name__}: {str(error)[:200]}")


async def run_checks() -> list[Check]:
    return list(await asyncio.gather(*(_run(name, check) for name, check in CHECKS.items())))


@router.get("/health")
async def get_health() -> dict[str, str]:
    """Whether the server is alive."""
    return {"status": "alive"}


@router.get("/ready", response_model=Ready)
async def get_ready() -> JSONResponse:
    """Whether the server can do its work, check by check."""
    checks = await run_checks()
    ready = all(check.ok for check in checks)
    return JSONResponse(Ready(ready=ready, checks=checks).model_dump(), 200 if ready else 503)
