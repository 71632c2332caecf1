"""The live connections of this process: who listens to what, joined without gap or double."""

import asyncio
import contextlib
from collections import Counter
from typing import Any
from uuid import UUID

import msgspec
import structlog
from sqlalchemy.exc import SQLAlchemyError

from scrollkeeper.accounts.sessions.caller import ReadOnlyToken
from scrollkeeper.activity import log as event_log
from scrollkeeper.core import events
from scrollkeeper.core.events import EVENTS_CHANNEL
from scrollkeeper.rate_limits import bans
from scrollkeeper.realtime.feeds import Feed
from scrollkeeper.realtime.grants import TopicPlace, find_place, read_name, reading, select_signed_in
from scrollkeeper.realtime.listener import listen
from scrollkeeper.realtime.messages import Topic, event_frame, frame
from scrollkeeper.realtime.sockets import BANNED, MAX_TOPICS, SERVER_STOPS, SIGNED_OUT, SOCKETS, TOO_SLOW, Socket

log = structlog.get_logger()

# Whoever missed more fetches everything again: that is quicker than replaying it.
MAX_REPLAY = 2_000
CHECK_SECONDS = 15.0
STUCK_SECONDS = 30.0
# Everybody comes back at once after a restart; ordinary requests need database connections too.
JOINS_AT_ONCE = 4
SOCKETS_OF_A_PERSON = 100
GOODBYE_SECONDS = 3.0
MAX_MESSAGE_BYTES = 4_000


class Broadcast(msgspec.Struct):
    """What `core.events.broadcast` announces."""

    team: UUID | None
    topic: str
    name: str
    data: msgspec.Raw


class Hub:
    """One a process. Feeds come with the first socket that joins a team and go with the last."""

    def __init__(self, url: str, name: str) -> None:
        self.name = name
        self.url = url.replace("postgresql+psycopg://", "postgresql://", 1)
        self.check_seconds = CHECK_SECONDS
        self.stuck_seconds = STUCK_SECONDS
        self.sockets: set[Socket] = set()
        self.stopping = False
        self._feeds: dict[UUID, tuple[Feed, asyncio.Task[None]]] = {}
        self._of_person: Counter[UUID] = Counter()
        self._check = asyncio.Event()
        self._empty = asyncio.Event()
        self._empty.set()
        self._joins = asyncio.Semaphore(JOINS_AT_ONCE)
        self._broadcasts = msgspec.json.Decoder(Broadcast)
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        bans.current.on_change.append(self._part_with_banned)
        self._tasks = [
            asyncio.create_task(listen(self.url, self.name, self._on_notice, self.check_soon), name="live-listen"),
            asyncio.create_task(self._check_for_ever(), name="live-check"),
        ]

    async def stop(self) -> None:
        """Tell everybody to come back, then end."""
        await self.say_goodbye()
        running = self._tasks + [task for _, task in self._feeds.values()]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        self._tasks, self._feeds = [], {}

    async def say_goodbye(self) -> None:
        """Close every socket with 1012 and let nobody in any more; to be called when the server begins to stop."""
        self.stopping = True
        for socket in self.sockets:
            socket.drop(SERVER_STOPS)
        try:
            async with asyncio.timeout(GOODBYE_SECONDS):
                await self._empty.wait()
        except TimeoutError:
            log.warning("live connections did not close in time", sockets=len(self.sockets))

    def has_room_for(self, person_id: UUID) -> bool:
        return self._of_person[person_id] < SOCKETS_OF_A_PERSON

    def enter(self, socket: Socket) -> None:
        self.sockets.add(socket)
        self._empty.clear()
        self._of_person[socket.caller.person_id] += 1
        SOCKETS.set(len(self.sockets))
        if self.stopping:
            socket.drop(SERVER_STOPS)

    def leave(self, socket: Socket) -> None:
        for topic in list(socket.topics):
            self.leave_topic(socket, topic)
        self.sockets.discard(socket)
        self._of_person[socket.caller.person_id] -= 1
        if not self._of_person[socket.caller.person_id]:
            del self._of_person[socket.caller.person_id]
        SOCKETS.set(len(self.sockets))
        if not self.sockets:
            self._empty.set()

    def leave_topic(self, socket: Socket, topic: str) -> None:
        feed = socket.topics.get(topic)
        if feed is not None:
            feed.unsubscribe(topic, socket)
            self._release(feed)
        else:
            socket.topics.pop(topic, None)

    async def join_topic(self, socket: Socket, topic: Topic, since: int | None) -> None:
        """Replay what the socket missed, then let it listen; it is told why where that cannot be."""
        name = str(topic)
        if name not in socket.topics and len(socket.topics) >= MAX_TOPICS:
            socket.offer(
                frame("refused", topic=name, detail=f"One connection can listen to {MAX_TOPICS} topics at the most.")
            )
            return
        self.leave_topic(socket, name)
        if topic.kind == "person":
            self._join_person(socket, topic, since)
            return
        async with self._joins:
            place = await self._find_allowed(socket, topic)
        if place is None:
            socket.offer(frame("refused", topic=name, detail="There is nothing of that name, or you may not see it."))
            return
        feed = self._feed(place)
        feed.joining += 1
        try:
            await self._catch_up(socket, topic, since, feed, place)
        finally:
            feed.joining -= 1
            self._release(feed)

    def _join_person(self, socket: Socket, topic: Topic, since: int | None) -> None:
        """One's own news are broadcasts, whatever the team; who comes back asks for them again."""
        name = str(topic)
        if topic.id != socket.caller.person_id:
            socket.offer(frame("refused", topic=name, detail="There is nothing of that name, or you may not see it."))
            return
        socket.topics[name] = None
        if since is not None:
            socket.offer(frame("reset", topic=name, clock=0))
        socket.offer(frame("joined", topic=name, clock=0))

    async def say(self, socket: Socket, topic: str, name: str, data: dict[str, Any]) -> None:
        """Broadcast what a client tells of itself to all windows of the topic, signed with who it is."""
        if not socket.caller.can_write:
            socket.offer(frame("refused", topic=topic, detail=ReadOnlyToken.__doc__))
            return
        feed = socket.topics.get(topic)
        if feed is None:
            socket.offer(frame("refused", topic=topic, detail="Join the topic before you speak in it."))
            return
        if len(msgspec.json.encode(data)) > MAX_MESSAGE_BYTES:
            socket.offer(
                frame("refused", topic=topic, detail=f"At most {MAX_MESSAGE_BYTES:,} bytes can be said at once.")
            )
            return
        async with reading() as db:
            if not socket.name:
                socket.name = await read_name(db, socket.caller.person_id)
            person = {"id": str(socket.caller.person_id), "name": socket.name}
            await events.broadcast(db, feed.team_id, topic, name, {**data, "person": person})

    async def _find_allowed(self, socket: Socket, topic: Topic) -> TopicPlace | None:
        async with reading() as db:
            signed_in, place = await find_place(db, topic, socket.grant)
        if not signed_in:
            socket.drop(SIGNED_OUT)
        return place

    async def _catch_up(self, socket: Socket, topic: Topic, since: int | None, feed: Feed, place: TopicPlace) -> None:
        """Read on in the log until level with the feed, then subscribe in the same step: no gap, nothing twice."""
        name = str(topic)
        # A number that the clock has not reached yet is from another life of this database.
        reset = since is not None and since > place.clock and since > feed.clock
        # A note's own news are broadcasts; what is logged of it comes in the topics of team and paper.
        at = feed.clock if since is None or reset or topic.kind == "note" else since
        while at < feed.clock:
            upto = feed.clock
            async with self._joins, reading() as db:
                rows = await event_log.read_on(
                    db,
                    feed.team_id,
                    after=at,
                    upto=upto,
                    limit=MAX_REPLAY + 1,
                    paper_id=topic.id if topic.kind == "paper" else None,
                    person_id=socket.caller.person_id,
                )
            reset = reset or len(rows) > MAX_REPLAY
            if not reset:
                await socket.replay([event_frame(name, event_log.encode_event(row)) for row in rows])
            at = upto
        feed.subscribe(name, socket, at)
        if reset:
            socket.offer(frame("reset", topic=name, clock=at))
        socket.offer(frame("joined", topic=name, clock=at))

    def _feed(self, place: TopicPlace) -> Feed:
        if place.team_id not in self._feeds:
            feed = Feed(place.team_id, place.clock)
            self._feeds[place.team_id] = feed, asyncio.create_task(feed.run(), name="live-feed")
        return self._feeds[place.team_id][0]

    def _release(self, feed: Feed) -> None:
        if feed.is_idle and feed.team_id in self._feeds and self._feeds[feed.team_id][0] is feed:
            self._feeds.pop(feed.team_id)[1].cancel()

    def _on_notice(self, channel: str, payload: str) -> None:
        try:
            if channel == EVENTS_CHANNEL:
                self._on_growth(UUID(payload))
            elif channel == bans.CHANNEL:
                bans.current.refresh_soon()
            else:
                self._on_broadcast(self._broadcasts.decode(payload))
        except (ValueError, msgspec.MsgspecError):
            log.warning("a notice was not ours", channel=channel, payload=payload[:100])

    def _on_growth(self, team_id: UUID) -> None:
        if team_id in self._feeds:
            self._feeds[team_id][0].wake()

    def _on_broadcast(self, broadcast: Broadcast) -> None:
        if broadcast.team is None:
            framed = frame("whisper", topic=broadcast.topic, name=broadcast.name, data=broadcast.data)
            for socket in [one for one in self.sockets if broadcast.topic in one.topics]:
                socket.offer(framed)
            return
        if broadcast.team in self._feeds:
            self._feeds[broadcast.team][0].broadcast(
                broadcast.topic, frame("whisper", topic=broadcast.topic, name=broadcast.name, data=broadcast.data)
            )

    def _part_with_banned(self) -> None:
        for socket in self.sockets:
            if bans.current.holds(socket.address):
                socket.drop(BANNED)

    def check_soon(self) -> None:
        """Look at everything now that is otherwise looked at every few seconds."""
        self._check.set()

    def _wake_all(self) -> None:
        for feed, _ in self._feeds.values():
            feed.wake()

    async def _check_for_ever(self) -> None:
        """Sockets of signed-out people, dead readers and lost notices do not wait for the next event."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.check_seconds):
                    await self._check.wait()
            self._check.clear()
            self._wake_all()
            try:
                await self._check_sockets()
            except (SQLAlchemyError, OSError, TimeoutError) as error:
                log.warning("live connections could not be checked", error=str(error)[:300])

    async def _check_sockets(self) -> None:
        sockets = list(self.sockets)
        for socket in sockets:
            if socket.is_stuck(self.stuck_seconds):
                socket.drop(TOO_SLOW)
        if sockets:
            async with reading() as db:
                signed_in = await select_signed_in(db, {socket.grant for socket in sockets})
            for socket in sockets:
                if socket.grant not in signed_in:
                    socket.drop(SIGNED_OUT)


_hub: Hub | None = None


def start(url: str, name: str = "scrollkeeper live") -> Hub:
    """Start this process's hub, whose connection has this name; it reconnects for as long as the database is away."""
    global _hub
    _hub = Hub(url, name)
    _hub.start()
    return _hub


async def stop() -> None:
    """Close all live connections with 1012 and end."""
    global _hub
    if _hub is not None:
        await _hub.stop()
        _hub = None


async def say_goodbye() -> None:
    """Close all live connections with 1012, while the server can still send."""
    if _hub is not None:
        await _hub.say_goodbye()


def current() -> Hub | None:
    """This process's hub, while the app runs."""
    return _hub
