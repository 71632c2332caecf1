"""citeproc-js asked from the web app: processes of their own that stay warm, end when they rest, and may die."""

import asyncio
import contextlib
import hashlib
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import UUID
from weakref import WeakValueDictionary

import msgspec
import structlog

from scrollkeeper.core.errors import Invalid, Unavailable

log = structlog.get_logger()
# The front end's build puts the engine beside the pages, which also hands out its source; in a checkout npm has it.
PACKAGE = Path(__file__).parents[2]
BUILT, IN_CHECKOUT = "static/assets/citeproc-*/citeproc_commonjs.js", "web/node_modules/citeproc/citeproc_commonjs.js"
AT_ONCE, PATIENCE_SECONDS = 2, 8
# Of one question; the process itself gives up first, and is killed when it does not.
SECONDS, GRACE_SECONDS, START_SECONDS = 30, 10, 30
REST_SECONDS = 300
MOST_BYTES, MOST_ANSWER_BYTES = 16 << 20, 8 << 20
# Answers that are kept: a note is formatted again and again, by everybody who has it open.
MOST_ANSWERS, MOST_KEPT = 64, 1 << 20
_answers: "dict[bytes, Formatted]" = {}


class BadStyle(Invalid):
    """References cannot be formatted in this style."""

    title = "Style cannot be used"


class TooMuch(Invalid):
    """These references are too many or too long to be formatted at once. Choose fewer."""

    status, title = 413, "Too much"


@dataclass(frozen=True, slots=True)
class Formatted:
    """HTML as citeproc-js wrote it: each entry of the bibliography, all of them cited together, a text's citations."""

    entries: list[tuple[str, str]]
    citation: str
    citations: list[str]
    hanging: bool
    locale: str

    @property
    def size(self) -> int:
        """Characters of all that it has."""
        return len(self.citation) + sum(map(len, self.citations)) + sum(len(html) for _, html in self.entries)


async def format_references(
    style: str,
    items: list[dict[str, Any]],
    *,
    locale: str | None = None,
    forced: bool = False,
    citations: list[dict[str, Any]] | None = None,
) -> Formatted:
    """Format CSL-JSON items, each with an id, by the XML of a style.

    `forced` uses the locale even where the style names one. `citations` are those of a text in their order, each
    {items: [{id, locator, label, prefix, suffix, suppress-author}], noteIndex}; what they do not cite is left out of
    the bibliography.
    Raises BadStyle, TooMuch, Unavailable.
    """
    question = {
        "style": style, "items": items, "locale": locale or "en-US", "forced": forced,
        "citations": citations or [], "seconds": SECONDS,
    }  # fmt: skip
    frame = await asyncio.to_thread(msgspec.msgpack.encode, question)
    if len(frame) > MOST_BYTES:
        raise TooMuch
    asked = hashlib.sha256(frame).digest()
    if (known := _answers.get(asked)) is None:
        known = await _format(frame, warm=hash((style, locale, forced)))
        if len(frame) + known.size > MOST_KEPT:
            return known
    # The newest last; the same question has the same answer, whoever asks.
    _answers.pop(asked, None)
    _answers[asked] = known
    while len(_answers) > MOST_ANSWERS:
        del _answers[next(iter(_answers))]
    return known


async def _format(frame: bytes, *, warm: int) -> Formatted:
    kind, *answer = await _ask(frame, warm=warm)
    if kind == "refused":
        code, reason = str(answer[0]), str(answer[1])
        if code == "style":
            raise BadStyle(f"References cannot be formatted in this style: {reason}")
        log.warning("references could not be formatted", reason=reason)
        raise TooMuch
    found = answer[0]
    return Formatted(
        [(str(one["id"]), str(one["html"])) for one in found["entries"]],
        str(found["citation"]),
        [str(one) for one in found["citations"]],
        bool(found["hanging"]),
        str(found["locale"]),
    )


class _Process:
    """One process with the engine; it answers one question at a time."""

    def __init__(self, process: subprocess.Popen[bytes], streams: tuple[Any, Any]) -> None:
        self.process = process
        self.reader, self.writer = streams
        self.warm: set[int] = set()
        self.resting: asyncio.TimerHandle | None = None

    @classmethod
    async def start(cls) -> "_Process":
        ours, theirs = socket.socketpair()
        with theirs:
            process = _launch(theirs)
        started = cls(process, await asyncio.open_connection(sock=ours, limit=1 << 20))
        try:
            await started.receive(START_SECONDS)
        except BaseException:
            started.kill()
            raise
        return started

    async def ask(self, frame: bytes) -> list[Any]:
        self.writer.write(len(frame).to_bytes(4, "big") + frame)
        return await self.receive(SECONDS + GRACE_SECONDS)

    async def receive(self, seconds: float) -> list[Any]:
        async with asyncio.timeout(seconds):
            length = int.from_bytes(await self.reader.readexactly(4), "big")
            if length > MOST_ANSWER_BYTES:
                raise TooMuch
            body = await self.reader.readexactly(length)
        answer: list[Any] = await asyncio.to_thread(msgspec.msgpack.decode, body)
        return answer

    def kill(self) -> None:
        if self.resting:
            self.resting.cancel()
        self.writer.close()
        self.process.kill()
        self.process.wait()


def _launch(their_end: socket.socket) -> subprocess.Popen[bytes]:
    found = next(chain(PACKAGE.glob(BUILT), PACKAGE.parent.glob(IN_CHECKOUT)), None)
    if found is None:
        raise Unavailable("The citation engine is missing here: build the pages of ScrollKeeper first.")
    command = [sys.executable, "-I", "-m", "scrollkeeper.citations.csl.engine_process", str(found)]
    return subprocess.Popen(command, env={}, cwd="/", stdin=their_end.fileno(), stdout=subprocess.DEVNULL)


_places = asyncio.Semaphore(AT_ONCE)
_idle: list[_Process] = []


# Who waits for the own question before, gone when nobody does.
_turns: WeakValueDictionary[UUID | None, asyncio.Lock] = WeakValueDictionary()


@contextlib.asynccontextmanager
async def turn_of(person_id: UUID | None) -> AsyncIterator[None]:
    """Each person asks one question at a time, so that nobody holds all processes or the items of many questions."""
    turn = _turns.setdefault(person_id, asyncio.Lock())
    try:
        async with asyncio.timeout(SECONDS):
            await turn.acquire()
    except TimeoutError:
        raise Unavailable("Your citations before are still being formatted. Try again in a minute.") from None
    try:
        yield
    finally:
        turn.release()


async def _ask(frame: bytes, *, warm: int) -> list[Any]:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await _places.acquire()
    except TimeoutError:
        raise Unavailable("Many citations are being formatted at the moment. Try again in a minute.") from None
    try:
        process = _take(warm) or await _Process.start()
        try:
            answer = await process.ask(frame)
        except BaseException:
            process.kill()
            raise
        if answer[0] == "refused" and answer[1] != "style":
            process.kill()
        else:
            process.warm.add(warm)
            _rest(process)
        return answer
    except TimeoutError:
        log.warning("the citation engine did not answer in time")
        raise TooMuch from None
    except (OSError, EOFError, msgspec.DecodeError) as error:
        log.warning("the citation engine died", reason=str(error))
        raise Unavailable("The citation engine stopped. Try again; if it happens again, choose fewer papers.") from None
    finally:
        _places.release()


def _take(warm: int) -> _Process | None:
    """An idle process, one that has this style where there is one."""
    for process in [one for one in _idle if one.process.poll() is not None]:
        _idle.remove(process)
        process.kill()
    if not _idle:
        return None
    process = next((one for one in reversed(_idle) if warm in one.warm), _idle[-1])
    _idle.remove(process)
    if process.resting:
        process.resting.cancel()
    return process


def _rest(process: _Process) -> None:
    """Keep it for the next question; after a while without one it ends."""
    _idle.append(process)
    process.resting = asyncio.get_running_loop().call_later(REST_SECONDS, _end, process)


def _end(process: _Process) -> None:
    if process in _idle:
        _idle.remove(process)
        process.kill()


async def close_engines() -> None:
    """End the processes that rest, as this process stops."""
    while _idle:
        process = _idle.pop()
        process.kill()
        with contextlib.suppress(OSError):
            await process.writer.wait_closed()
