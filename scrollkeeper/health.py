"""Whether the service is alive, and whether it can do its work."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy import text

from scrollkeeper.core import sealing_keys, stopping
from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.settings import settings
from scrollkeeper.core.storage import storage
from scrollkeeper.migrations.isolation import find_faults
from scrollkeeper.parsing.sandbox.check import check_sandbox
from scrollkeeper.sandbox.processes import SandboxMissing

router = APIRouter(tags=["service"])
CHECK_SECONDS = 5
ISOLATION_SECONDS, KEYS_SECONDS = 60, 30
_isolated_at = _keys_fitted_at = -math.inf


class NotIsolated(Exception):
    """What keeps teams apart is not as it should be."""


class OtherKeys(Exception):
    """What other machines seal cannot be opened here."""


class Check(BaseModel):
    name: str
    ok: bool
    detail: str
    needed: bool = Field(
        default=True, description="Whether this process is out of service because of it, if it is not ok."
    )


class Ready(BaseModel):
    ready: bool
    degraded: bool = Field(description="It works, but for what a check that is not ok names.")
    checks: list[Check]


async def _check_database() -> str:
    async with open_system_session.begin() as db:
        await db.execute(text("select 1"))
    return "answers"


async def _check_isolation() -> str:
    """Policies, rights and role; looked at again after a minute, and at once while something is wrong."""
    global _isolated_at
    if time.monotonic() - _isolated_at > ISOLATION_SECONDS:
        async with open_system_session.begin() as db:
            faults = await (await db.connection()).run_sync(find_faults)
        if faults:
            raise NotIsolated(f"{'; '.join(faults)}. Run `scrollkeeper migrate`, which mends it.")
        _isolated_at = time.monotonic()
    return "teams are kept apart"


async def _check_keys() -> str:
    """Whether this machine has the key that the others seal with by now; looked at like isolation, after 30 s."""
    global _keys_fitted_at
    if time.monotonic() - _keys_fitted_at > KEYS_SECONDS:
        async with open_system_session.begin() as db:
            if trouble := await (await db.connection()).run_sync(sealing_keys.fit):
                raise OtherKeys(trouble)
        _keys_fitted_at = time.monotonic()
    return "fit those of the database"


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
    "isolation": _check_isolation,
    "keys": _check_keys,
    "storage": _check_storage,
    "sandbox": _check_sandbox,
}


# Trouble with the store is everybody's: taking processes out of service for it would leave nobody to answer the rest.
NOT_NEEDED = {"storage"}
# A check that has not ended says that the machine is busy, not that something is wrong: fewer machines would be busier
# still. Only a database that is silent leaves nothing to answer.
NEEDED_IN_TIME = {"database"}


async def _run(name: str, check: Callable[[], Awaitable[str]]) -> Check:
    needed = name not in NOT_NEEDED
    try:
        return Check(name=name, ok=True, needed=needed, detail=await asyncio.wait_for(check(), CHECK_SECONDS))
    except TimeoutError:
        needed = needed and name in NEEDED_IN_TIME
        return Check(name=name, ok=False, needed=needed, detail=f"not known after {CHECK_SECONDS} seconds")
    except Exception as error:  # Whatever it is, it is the answer to the question.
        return Check(name=name, ok=False, needed=needed, detail=f"{type(error).__name__}: {str(error)[:200]}")


async def run_checks() -> list[Check]:
    return list(await asyncio.gather(*(_run(name, check) for name, check in CHECKS.items())))


@router.get("/health")
async def get_health() -> dict[str, str]:
    """Whether the server is alive."""
    return {"status": "alive"}


@router.get("/ready", response_model=Ready)
async def get_ready() -> JSONResponse:
    """Whether the server can do its work, check by check."""
    if stopping.current.begun:
        checks = [Check(name="process", ok=False, detail="it was told to stop")]
    else:
        checks = await run_checks()
    ready = all(check.ok for check in checks if check.needed)
    degraded = ready and not all(check.ok for check in checks)
    return JSONResponse(Ready(ready=ready, degraded=degraded, checks=checks).model_dump(), 200 if ready else 503)
