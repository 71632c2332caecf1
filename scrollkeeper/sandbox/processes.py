"""Foreign bytes read in locked-down processes of their own; this is the side of the web app and the job runner.

    sandbox = Sandbox(memory_bytes=1 << 30, seconds=300, must_lock=True)
    async with sandbox.open(path) as document:
        facts = await document.ask("identify")
        async for page in document.stream("extract_text"): ...
    await sandbox.close()

    pictures = Sandbox(verbs="scrollkeeper.teams.picture_verbs", who="The picture reader", …)
    small = await pictures.run("shrink", image=image)

A fork server with the module of verbs imported forks a child for each document or task (5 ms instead of 150 ms);
see child.py for what a child gives up. Anything that comes out of a child is data to distrust: frames are bounded and
decoded without code.
"""

import asyncio
import contextlib
import functools
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import structlog

from scrollkeeper.sandbox.child import MAX_FRAME, readable_paths

log = structlog.get_logger()

START_SECONDS = 60
# Whoever has waited so long for one of a sandbox's places is refused: many tasks at once must not pile up requests.
PATIENCE_SECONDS = 8
# How long the news of a child's end may trail behind the end of its conversation.
END_NOTICE_SECONDS = 5


class SandboxMissing(Exception):
    """The parser cannot be locked away on this machine, so nothing is parsed."""


class Refused(Exception):
    """The parser refused: `code` is that of its ParseError ("internal" for a mistake of its own), then its sentence."""

    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        super().__init__(detail)


class ChildDied(Exception):
    """The parser's process ended in the middle of a document; the message says how."""


class ChildTimedOut(Exception):
    """The document took longer than it may."""


class SandboxBusy(Exception):
    """There are more tasks at once than this process takes on."""


class Sandbox:
    """A fork server and the children that it has forked; starts itself when the first document comes."""

    def __init__(
        self,
        *,
        memory_bytes: int,
        seconds: int,
        must_lock: bool,
        bwrap: bool | None = None,
        verbs: str = "scrollkeeper.parsing.sandbox.verbs",
        who: str = "The parser",
        at_once: int = 2,
    ) -> None:
        """`memory_bytes` and `seconds` bound each document; `must_lock` refuses to work without Landlock or bwrap.

        `bwrap` None uses bubblewrap where it works. `verbs` is the module that children answer from, `who` the subject
        of the sentences about them, and `at_once` how many tasks of `run` there are at the same time.
        """
        self.memory_bytes, self.seconds, self.must_lock, self.bwrap = memory_bytes, seconds, must_lock, bwrap
        self.verbs, self.who = verbs, who
        self._places = asyncio.Semaphore(at_once)
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._ready: asyncio.Future[None] | None = None
        self._endings: dict[int, asyncio.Future[int]] = {}
        self._last = 0
        self._starting = asyncio.Lock()

    @property
    def fork_server_pid(self) -> int | None:
        """The process that children are forked from (or bubblewrap around it), when it runs."""
        return self._process.pid if self._process else None

    @contextlib.asynccontextmanager
    async def open(self, path: Path, password: str | None = None) -> AsyncIterator["SandboxChild"]:
        """A child that has opened this PDF. Raises SandboxMissing, Refused, ChildDied, ChildTimedOut."""
        async with self.hold(path) as document:
            await document.ask("open", password=password)
            yield document

    async def run(self, verb: str, **arguments: Any) -> Any:
        """The answer of a child that lives for this one question, about bytes that are among its arguments.

        Raises SandboxBusy, and what `open` raises.
        """
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._places.acquire()
        except TimeoutError:
            raise SandboxBusy(f"{self.who} has too much to do.") from None
        try:
            async with self.hold(Path(os.devnull)) as child:
                return await child.ask(verb, **arguments)
        finally:
            self._places.release()

    @contextlib.asynccontextmanager
    async def hold(self, path: Path) -> AsyncIterator["SandboxChild"]:
        """A locked child that has the file's descriptor and has not looked at it yet."""
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            document = await self._fork(descriptor)
        finally:
            os.close(descriptor)
        try:
            document.layers = await document.greet()
            yield document
        finally:
            await document.end()

    async def close(self) -> None:
        """End the fork server, and with it every child."""
        _started.discard(self)
        process, control = self._process, self._control
        self._process = self._control = None
        if control is not None:
            asyncio.get_running_loop().remove_reader(control)
            control.close()
        if process is not None:
            process.kill()
            await asyncio.to_thread(process.wait)
        self._reap_all()

    async def _fork(self, document: int) -> "SandboxChild":
        async with self._starting:
            if self._control is None:
                await self._start()
        self._last += 1
        number = self._last
        ours, theirs = socket.socketpair()
        ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._endings[number] = ended
        order = {
            "do": "open", "id": number, "memory": self.memory_bytes, "seconds": self.seconds,
            "locked": self.must_lock, "bwrap": self.bwrap,
        }  # fmt: skip
        try:
            assert self._control is not None
            socket.send_fds(self._control, [msgspec.msgpack.encode(order)], [document, theirs.fileno()])
        except OSError as error:
            ours.close()
            raise ChildDied(f"{self.who} could not be started.") from error
        finally:
            theirs.close()
        reader, writer = await asyncio.open_connection(sock=ours, limit=1 << 20)
        return SandboxChild(self, number, ended, reader, writer)

    async def _start(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        if self.bwrap is None:
            self.bwrap = await asyncio.to_thread(bwrap_works)
        with theirs:
            self._process = _start_fork_server(theirs, self.bwrap, self.verbs)
        self._control = ours
        _started.add(self)
        self._ready = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().add_reader(ours, self._hear)
        try:
            async with asyncio.timeout(START_SECONDS):
                await self._ready
        except TimeoutError:
            await self.close()
            raise ChildDied(f"{self.who} did not start in time.") from None

    def _hear(self) -> None:
        assert self._control is not None
        try:
            message = self._control.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            message = b""
        if not message:
            self._lose()
            return
        news = msgspec.msgpack.decode(message)
        if "ready" in news and self._ready is not None and not self._ready.done():
            self._ready.set_result(None)
        elif "ended" in news:
            ended = self._endings.pop(news["ended"], None)
            if ended is not None and not ended.done():
                ended.set_result(news["code"])

    def _lose(self) -> None:
        """The fork server is gone: its children die with it, and the next document starts another."""
        control, process = self._control, self._process
        self._control = self._process = None
        if control is not None:
            asyncio.get_running_loop().remove_reader(control)
            control.close()
        if process is not None:
            process.kill()
            process.wait()
        if self._ready is not None and not self._ready.done():
            self._ready.set_exception(ChildDied(f"{self.who} could not be started; see the log."))
        self._reap_all()

    def _reap_all(self) -> None:
        for ended in self._endings.values():
            if not ended.done():
                ended.set_result(-signal.SIGKILL)
        self._endings.clear()

    def kill(self, number: int) -> None:
        """End one child, whatever it is doing."""
        if self._control is not None:
            with contextlib.suppress(OSError):
                self._control.send(msgspec.msgpack.encode({"do": "kill", "id": number}))


class SandboxChild:
    """A document in its child: one question at a time. The time it takes to answer is added up and bounded."""

    def __init__(
        self,
        sandbox: Sandbox,
        number: int,
        ended: asyncio.Future[int],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._sandbox, self._number, self._ended = sandbox, number, ended
        self._reader, self._writer = reader, writer
        self._who, self._left = sandbox.who, float(sandbox.seconds)
        self.layers: list[str] = []

    async def ask(self, verb: str, **arguments: Any) -> Any:
        """The answer to a question. Raises Refused, ChildDied, ChildTimedOut."""
        await self._send(verb, arguments)
        kind, answer = await self._receive()
        if kind != "done":
            raise ChildDied(f"{self._who} answered out of turn.")
        return answer

    async def stream(self, verb: str, **arguments: Any) -> AsyncIterator[Any]:
        """The parts of a long answer, as they are made; the child waits while nobody reads them."""
        await self._send(verb, arguments)
        while True:
            kind, answer = await self._receive()
            if kind == "done":
                return
            yield answer

    async def greet(self) -> list[str]:
        """The layers that the child says hold it."""
        return [str(layer) for layer in (await self._receive())[1]]

    async def end(self) -> None:
        """Hang up; a child that does not end by itself is killed."""
        self._writer.close()
        self._sandbox.kill(self._number)
        with contextlib.suppress(Exception):
            await self._writer.wait_closed()

    async def _send(self, verb: str, arguments: dict[str, Any]) -> None:
        body = msgspec.msgpack.encode([verb, arguments])
        try:
            self._writer.write(len(body).to_bytes(4, "big") + body)
            await self._writer.drain()
        except OSError:
            raise await self._cause_of_death() from None

    async def _receive(self) -> tuple[str, Any]:
        began = time.monotonic()
        try:
            async with asyncio.timeout(max(self._left, 0.001)):
                length = int.from_bytes(await self._reader.readexactly(4), "big")
                if length > MAX_FRAME:
                    raise ChildDied(f"{self._who} answered more than any document holds.")
                answer = msgspec.msgpack.decode(await self._reader.readexactly(length))
        except TimeoutError:
            self._sandbox.kill(self._number)
            raise self._timed_out() from None
        except (asyncio.IncompleteReadError, OSError):
            raise await self._cause_of_death() from None
        except msgspec.DecodeError:
            raise ChildDied(f"{self._who} answered nonsense.") from None
        finally:
            self._left -= time.monotonic() - began
        if not isinstance(answer, list) or len(answer) < 2:
            raise ChildDied(f"{self._who} answered nonsense.")
        if answer[0] == "refused":
            if answer[1] == "sandbox_missing":
                raise SandboxMissing(str(answer[2]))
            if answer[1] == "out_of_memory":
                raise ChildDied(self._too_large())
            if len(answer) > 3:
                log.error("a sandboxed process failed", who=self._who, trace=str(answer[3])[-4000:])
            raise Refused(str(answer[1]), str(answer[2]))
        return str(answer[0]), answer[1]

    async def _cause_of_death(self) -> Exception:
        try:
            async with asyncio.timeout(END_NOTICE_SECONDS):
                code = await asyncio.shield(self._ended)
        except TimeoutError:
            return ChildDied(f"{self._who} went silent.")
        if code == -signal.SIGXCPU:
            return self._timed_out()
        if code == -signal.SIGKILL:
            return ChildDied(f"{self._who} was killed, perhaps because the machine ran out of memory.")
        if code < 0:
            return ChildDied(f"{self._who} crashed ({signal.Signals(-code).name}).")
        return ChildDied(f"{self._who} ended by itself (code {code}).")

    def _timed_out(self) -> ChildTimedOut:
        return ChildTimedOut(f"{self._who} took longer than {self._sandbox.seconds} seconds.")

    def _too_large(self) -> str:
        return f"{self._who} needed more than {self._sandbox.memory_bytes >> 20} MB of memory."


_started: set[Sandbox] = set()


async def close_all() -> None:
    """End the processes of every sandbox that was started here; the next task would start them again."""
    for sandbox in list(_started):
        await sandbox.close()


def _start_fork_server(control: socket.socket, bwrap: bool, verbs: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-I", "-m", "scrollkeeper.sandbox.child", verbs]
    if bwrap:
        command = [*_bwrap_command(), *command]
    # The control socket is its standard input, so that nothing has to be said on the command line.
    return subprocess.Popen(command, env={}, cwd="/", stdin=control.fileno(), stdout=subprocess.DEVNULL)


def _bwrap_command() -> list[str]:
    """Namespaces of its own without network, and a file system in which only programs and libraries exist."""
    wanted = [Path(place) for place in ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache")] + readable_paths()
    seen = [path for path in wanted if path.exists()]
    binds = [part for path in seen for part in ("--ro-bind", str(path), str(path))]
    isolation = ["--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL"]
    return ["bwrap", *isolation, *binds, "--proc", "/proc", "--dev", "/dev", "--chdir", "/", "--"]


@functools.cache
def bwrap_works() -> bool:
    """Whether bubblewrap is installed and may make namespaces here; in many containers it may not."""
    if shutil.which("bwrap") is None:
        return False
    command = [*_bwrap_command(), sys.executable, "-I", "-S", "-c", ""]
    tried = subprocess.run(command, capture_output=True, timeout=START_SECONDS, check=False, env={})
    return tried.returncode == 0
