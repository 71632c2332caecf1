"""Bans: rows in the database, and this process's list of them, asked before any work is done for a request."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import IPv6Network, ip_network
from uuid import UUID

import structlog
from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.audit import service as audit
from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.errors import Invalid, NotFound
from scrollkeeper.core.ids import new_id
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.rate_limits import audit_actions
from scrollkeeper.rate_limits.addresses import Network, is_this_machine, network_of
from scrollkeeper.rate_limits.models import Ban

log = structlog.get_logger()
CHANNEL = "scrollkeeper_bans"
REFRESH_SECONDS = 5.0
AUTOMATIC = timedelta(hours=1)
MOST_BANS = 100_000
# Wider than this is a mistake: it would lock out countries, or everybody.
WIDEST = {4: 8, 6: 16}


class BadNetwork(Invalid):
    """Enter an address or a network, such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/48."""


def read_network(written: str) -> Network:
    """Of an address or a network; raises BadNetwork, also for what is too wide or this machine itself."""
    try:
        network = ip_network(written.strip(), strict=False)
    except ValueError:
        raise BadNetwork from None
    mapped = network.network_address.ipv4_mapped if isinstance(network, IPv6Network) else None
    if mapped and network.prefixlen >= 96:  # As an address of IPv4 looks in logs of a socket of IPv6.
        network = ip_network((mapped, network.prefixlen - 96))
    if network.prefixlen < WIDEST[network.version]:
        raise BadNetwork(f"{network} is too wide: at most /{WIDEST[network.version]}.")
    if network.is_loopback:
        raise BadNetwork(f"{network} is this machine itself.")
    return network


async def add_ban(
    db: AsyncSession,
    written: str,
    *,
    reason: str,
    expires_at: datetime | None = None,
    lasts: timedelta | None = None,
    person_id: UUID | None = None,
    automatic: bool = False,
) -> Ban:
    """Ban a network, until a time or for good; a ban that is there gets the new reason and end."""
    ends = func.now() + lasts if lasts else expires_at
    values = {
        "network": str(read_network(written)), "reason": reason, "expires_at": ends, "person_id": person_id,
        "automatic": automatic,
    }  # fmt: skip
    statement = (
        insert(Ban)
        .values(id=new_id(), **values)
        .on_conflict_do_update(index_elements=["network"], set_={**values, "created_at": func.now()})
        .returning(Ban)
    )
    ban = (await db.execute(statement, execution_options={"populate_existing": True})).scalar_one()
    if not automatic:
        await _record(db, audit_actions.HOST_BANNED, ban.network, person_id, reason=reason)
    await _announce(db)
    return ban


async def remove_ban(db: AsyncSession, ban_id: UUID, *, person_id: UUID | None = None) -> None:
    network = (await db.execute(delete(Ban).where(Ban.id == ban_id).returning(Ban.network))).scalar_one_or_none()
    if network is None:
        raise NotFound("This ban has already ended.")
    await _record(db, audit_actions.HOST_LIFTED, network, person_id)
    await _announce(db)


async def lift_ban(db: AsyncSession, written: str) -> None:
    """Remove the ban of exactly this network."""
    network = str(read_network(written))
    if not (await db.execute(delete(Ban).where(Ban.network == network).returning(Ban.id))).first():
        raise NotFound(f"{network} is not banned. `scrollkeeper ban list` shows what is.")
    await _record(db, audit_actions.HOST_LIFTED, network, None)
    await _announce(db)


async def list_bans(db: AsyncSession, *, limit: int, cursor: str | None = None) -> tuple[list[Ban], str | None]:
    """Those in force, the newest first."""
    query = select(Ban).where(or_(Ban.expires_at.is_(None), Ban.expires_at > func.now()))
    if cursor:
        query = query.where(Ban.id < read_cursor(cursor, UUID)[0])
    rows = (await db.execute(query.order_by(Ban.id.desc()).limit(limit + 1))).scalars().all()
    return cut_page(rows, limit, lambda ban: (ban.id,))


async def forget_ended(db: AsyncSession) -> None:
    await db.execute(delete(Ban).where(Ban.expires_at < func.now()))


async def ban_abuser(address: str) -> None:
    """An address went on after many refusals: nothing of it is answered for an hour."""
    network = network_of(address)
    if network is None or is_this_machine(address):
        return
    async with open_system_session.begin() as db:
        await add_ban(db, str(network), reason="Went on after many refusals.", lasts=AUTOMATIC, automatic=True)
    await current.refresh()
    log.warning("an address is banned for an hour", network=str(network))


async def _record(db: AsyncSession, action: audit.Action, network: object, person_id: UUID | None, **more: str) -> None:
    await audit.record(db, action, person_id=person_id, data={"network": str(network), **more})


async def _announce(db: AsyncSession) -> None:
    await db.execute(select(func.pg_notify(CHANNEL, "")))


class BanList:
    """What this process knows of the bans: fresh within seconds, and at once where the notice arrives."""

    def __init__(self) -> None:
        self._by_width: dict[tuple[int, int], set[Network]] = {}
        self._refresh = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.on_change: list[Callable[[], None]] = []

    def holds(self, address: str) -> bool:
        """Whether the address is banned: one look for each width of network that is."""
        if not self._by_width:
            return False
        found = network_of(address)
        if found is None:
            return False
        for version, width in self._by_width:
            if version != found.version:
                continue
            wide = found.supernet(new_prefix=width) if width < found.prefixlen else found
            if width > found.prefixlen:  # One address of IPv6 is banned: its whole /64 is one client.
                if any(banned.subnet_of(found) for banned in self._by_width[version, width]):  # type: ignore[arg-type]
                    return True
            elif wide in self._by_width[version, width]:
                return True
        return False

    def refresh_soon(self) -> None:
        self._refresh.set()

    async def refresh(self) -> None:
        async with open_system_session.begin() as db:
            living = or_(Ban.expires_at.is_(None), Ban.expires_at > func.now())
            networks = (await db.execute(select(Ban.network).where(living).limit(MOST_BANS))).scalars().all()
        found: dict[tuple[int, int], set[Network]] = {}
        for written in networks:
            network = ip_network(str(written))
            found.setdefault((network.version, network.prefixlen), set()).add(network)
        if found != self._by_width:
            self._by_width = found
            for tell in self.on_change:
                tell()

    def start(self) -> None:
        self._task = asyncio.create_task(self._keep_fresh(), name="bans")

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._task, self._by_width, self.on_change = None, {}, []

    async def _keep_fresh(self) -> None:
        while True:
            try:
                await self.refresh()
            except (SQLAlchemyError, OSError, TimeoutError) as error:
                log.warning("bans could not be read; the last ones hold", error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(REFRESH_SECONDS):
                    await self._refresh.wait()
            self._refresh.clear()


current = BanList()
