"""The process that reads foreign bytes: a fork server that imports verbs once, and a locked child for each task.

The fork server (`python -I -m scrollkeeper.sandbox.child <module>`, empty environment) never looks at foreign bytes.
It forks a child for each task, tells when a child has ended, and ends them on demand. A child locks itself down before
it touches the first byte, then answers questions over its own socket: frames of four bytes of length and MessagePack.

A module of verbs has `VERBS` (name → function of the task and the question's arguments) and `warm_up()`; it may have an
`Asked` of its own, made for each child and given to its functions, instead of Task.
"""

import contextlib
import ctypes
import gc
import importlib
import mmap
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from scrollkeeper.sandbox import locks
from scrollkeeper.sandbox.refusals import Refusal

MAX_FRAME = 64 << 20


def readable_paths() -> list[Path]:
    """Where Python's and our own code lie, for modules that are imported late. Nothing else can be read."""
    places = {sys.prefix, sys.base_prefix, *sys.path, str(Path(__file__).parents[1])}
    return [Path(place) for place in sorted(places) if len(place) > 1 and Path(place).exists()]


class Task:
    """What a child works on: the bytes of its descriptor; `emit` sends a part of a long answer."""

    def __init__(self, document: Any, emit: Callable[[Any], None]) -> None:
        self.document, self.emit = document, emit


def main(module: str) -> None:
    """Serve the worker until it closes its end or dies."""
    locks.die_with_parent()
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # Threads would not survive the fork.
    verbs = importlib.import_module(module)
    with contextlib.suppress(Exception):  # What is wrong is told when a document needs it.
        verbs.warm_up()

    readable = readable_paths()
    gc.collect()
    gc.freeze()
    control = socket.socket(fileno=os.dup(0))
    wake, wakened = os.pipe()
    os.set_blocking(wakened, False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the worker, which then ends us.
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakened)
    control.send(msgspec.msgpack.encode({"ready": os.getpid()}))
    children: dict[int, int] = {}
    while True:
        ready, _, _ = select.select([control.fileno(), wake], [], [])
        if wake in ready:
            os.read(wake, 4096)
            _report_ended(control, children)
        if control.fileno() in ready:
            try:
                message, fds, _, _ = socket.recv_fds(control, 65536, 2)
            except ConnectionResetError:
                os._exit(0)
            if not message:
                os._exit(0)
            order = msgspec.msgpack.decode(message)
            if order["do"] == "open":
                pid = os.fork()
                if pid == 0:
                    signal.set_wakeup_fd(-1)
                    for descriptor in (control.detach(), wake, wakened):
                        os.close(descriptor)
                    _be_child(verbs, fds, order, readable)
                children[pid] = order["id"]
                for descriptor in fds:
                    os.close(descriptor)
            else:
                for pid in [pid for pid, number in children.items() if number == order["id"]]:
                    os.kill(pid, signal.SIGKILL)


def _report_ended(control: socket.socket, children: dict[int, int]) -> None:
    while children:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        ended = {"ended": children.pop(pid), "code": os.waitstatus_to_exitcode(status)}
        control.send(msgspec.msgpack.encode(ended))


def _be_child(verbs: Any, fds: list[int], order: dict[str, Any], readable: list[Path]) -> None:
    """Never returns: the child ends here whatever happens."""
    code = 1
    # It lives for one document; up to a fifth of its time would go into looking for garbage that is hardly there.
    gc.disable()
    try:
        locks.die_with_parent()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        document = _map(fds[0])
        channel = Channel(fds[1])
        _volunteer_for_oom()
        locks.set_limits(memory_bytes=order["memory"], cpu_seconds=order["seconds"])
        layers = locks.lock_down(readable)
        if order["locked"] and not order["bwrap"] and "landlock" not in layers:
            channel.send(["refused", "sandbox_missing", "It could not be locked away from the files."])
        else:
            channel.send(["done", layers])
            _serve(verbs, channel, document)
        code = 0
    finally:
        os._exit(code)


def _map(descriptor: int) -> Any:
    """The file's bytes in memory without a copy; private, so that nothing written there could reach the file."""
    size = os.fstat(descriptor).st_size
    return (ctypes.c_char * size).from_buffer(mmap.mmap(descriptor, 0, access=mmap.ACCESS_COPY)) if size else b""


def _volunteer_for_oom() -> None:
    """When the machine runs out of memory, a parser goes first and not the database."""
    try:
        Path("/proc/self/oom_score_adj").write_text("800")
    except OSError:
        pass


class Channel:
    """Frames to and from the worker."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def receive(self) -> Any:
        """The next question; None when the worker has closed its end."""
        head = self._read(4)
        return msgspec.msgpack.decode(self._read(int.from_bytes(head, "big"))) if head else None

    def send(self, answer: list[Any]) -> None:
        try:
            body = msgspec.msgpack.encode(answer)
        except UnicodeEncodeError:  # Lone surrogates, from a broken font's encoding.
            body = msgspec.msgpack.encode(_without_surrogates(answer))
        view = memoryview(len(body).to_bytes(4, "big") + body)
        while view:
            view = view[os.write(self.descriptor, view) :]

    def _read(self, length: int) -> bytes:
        data = bytearray()
        while len(data) < length:
            more = os.read(self.descriptor, length - len(data))
            if not more:
                return b""
            data += more
        return bytes(data)


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_surrogates(one) for one in value]
    return msgspec.to_builtins(value, builtin_types=(bytes,)) if hasattr(value, "__struct_fields__") else value


def _serve(verbs: Any, channel: Channel, document: Any) -> None:
    """Answer questions until the worker hangs up. A refusal ends one question, not the conversation."""
    asked = getattr(verbs, "Asked", Task)(document, lambda part: channel.send(["item", part]))
    while (question := channel.receive()) is not None:
        verb, arguments = question
        try:
            answer = verbs.VERBS[verb](asked, **arguments)
            if isinstance(answer, Iterator):
                for part in answer:
                    asked.emit(part)
                answer = None
            channel.send(["done", answer])
        except MemoryError:
            asked.document = b""
            channel.send(["refused", "out_of_memory", "It needs more memory than it may use."])
            return
        except Refusal as error:
            channel.send(["refused", error.code, str(error)])
        except Exception as error:
            detail = f"The parser failed on this document ({type(error).__name__})."
            channel.send(["refused", "internal", detail, traceback.format_exc(limit=-8)])


if __name__ == "__main__":
    main(sys.argv[1])
