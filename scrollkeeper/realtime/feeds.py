"""One team's news in this process: reads on in the team's log when told that it grew, and hands it to the sockets."""

import asyncio
from collections import deque
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.activity import log as event_log
from scrollkeeper.realtime.grants import reading, select_members, select_signed_in
from scrollkeeper.realtime.messages import event_frame
from scrollkeeper.realtime.sockets import FRAMES, NOT_A_MEMBER, SIGNED_OUT, Socket

log = structlog.get_logger()

BATCH = 500
# Broadcasts may be lost; a flood of them must not take memory.
WAITING_BROADCASTS = 1_000
# Handing a frame to a socket takes about a microsecond; after so many, others get their turn.
HANDED_AT_ONCE = 2_000


class Feed:
    """`clock` is the last number handed out: everything up to it went to whoever was subscribed at the time."""

    def __init__(self, team_id: UUID, clock: int) -> None:
        self.team_id = team_id
        self.clock = clock
        self.joining = 0
        self.topics: dict[str, dict[Socket, int]] = {}
        self._broadcasts: deque[tuple[str, str]] = deque(maxlen=WAITING_BROADCASTS)
        self._wake = asyncio.Event()
        # The log may have grown since `clock` was read, so the first thing is to look.
        self._wake.set()

    def subscribe(self, topic: str, socket: Socket, after: int) -> None:
        """From now on the socket gets what comes after the number `after`."""
        self.topics.setdefault(topic, {})[socket] = after
        socket.topics[topic] = self

    def unsubscribe(self, topic: str, socket: Socket) -> None:
        socket.topics.pop(topic, None)
        subscribers = self.topics.get(topic, {})
        subscribers.pop(socket, None)
        if not subscribers:
            self.topics.pop(topic, None)

    @property
    def is_idle(self) -> bool:
        return not self.topics and not self.joining

    def wake(self) -> None:
        """The log has grown, or may have."""
        self._wake.set()

    def broadcast(self, topic: str, broadcast: str) -> None:
        if topic in self.topics:
            self._broadcasts.append((topic, broadcast))
            self._wake.set()

    async def run(self) -> None:
        """Hand out news for as long as somebody listens; a failing database only delays them."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                while await self._hand_out():
                    pass
            except Exception:  # A feed that died would be silent for as long as anybody listens.
                log.warning("live news are delayed", team=str(self.team_id), exc_info=True)
                await asyncio.sleep(1)
                self._wake.set()

    async def _hand_out(self) -> bool:
        """One look at the log; whether there may be more in it."""
        async with reading() as db:
            rows = await event_log.read_on(db, self.team_id, after=self.clock, limit=BATCH)
            await self._part_with_strangers(db)
        # Broadcasts were there before the log was read, so they come before what it says.
        while self._broadcasts:
            topic, broadcast = self._broadcasts.popleft()
            for socket in list(self.topics.get(topic, ())):
                socket.offer(broadcast)
        handed = 0
        for row in rows:
            event = event_log.encode_event(row)
            # From here to the new clock nothing may wait: who joins sees either both or neither.
            for topic in (f"team:{self.team_id}", f"paper:{row.subject.get('paper')}"):
                subscribers = self.topics.get(topic)
                if subscribers:
                    handed += len(subscribers)
                    self._hand(subscribers, row.clock, event_frame(topic, event), row.audience)
            self.clock = row.clock
            if handed > HANDED_AT_ONCE:
                handed = 0
                await asyncio.sleep(0)
        return len(rows) == BATCH

    def _hand(self, subscribers: dict[Socket, int], clock: int, framed: str, audience: list[UUID] | None) -> None:
        for socket, after in subscribers.items():
            if clock > after and (audience is None or socket.caller.person_id in audience):
                socket.offer(framed)
        FRAMES.inc(len(subscribers))

    async def _part_with_strangers(self, db: AsyncSession) -> None:
        """Asked after the log is read: who has lost the right to hear it by now does not get it."""
        sockets = {socket for subscribers in self.topics.values() for socket in subscribers}
        if not sockets:
            return
        grants = {socket.grant for socket in sockets}
        members = await select_members(db, self.team_id, grants)
        for topic, subscribers in list(self.topics.items()):
            for socket in list(subscribers):
                topics = members.get(socket.grant)
                if topics is not None and topic not in topics:
                    self._expel(socket, NOT_A_MEMBER)
        if len(members) == len(grants):
            return
        signed_in = await select_signed_in(db, grants - members.keys())
        for socket in sockets:
            if socket.grant not in members:
                self._expel(socket, NOT_A_MEMBER if socket.grant in signed_in else SIGNED_OUT)

    def _expel(self, socket: Socket, code: int) -> None:
        """Nothing more for it from now on; the rest is done when it leaves the hub."""
        for subscribers in self.topics.values():
            subscribers.pop(socket, None)
        socket.drop(code)
