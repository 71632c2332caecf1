"""The web app as a process of its own: the child that `serve` keeps running, and `scrollkeeper web` on a cluster."""

import argparse
import asyncio
import faulthandler
import os
import signal
import socket
import sys

import uvicorn

from scrollkeeper import prepare
from scrollkeeper.core import logging, metrics, stopping
from scrollkeeper.core.bounded_http import BoundedHttp
from scrollkeeper.core.postgres import DatabaseUnavailable
from scrollkeeper.core.processes import REFUSED, staying
from scrollkeeper.core.settings import settings
from scrollkeeper.realtime import hub

# What is under way when we are told to stop has so long, and then what is left so long until it is cancelled.
DRAIN_SECONDS, GRACE_SECONDS = 12, 7


def run(listener: socket.socket, *, ready: int | None = None, announced: bool = True) -> None:
    """Serve on this socket until SIGINT or SIGTERM; raises SystemExit where the app does not start.

    `ready` is a descriptor that gets a byte once requests are answered; with `announced` the address is printed then.
    """
    # Where a crash of native code happened is said on standard error.
    faulthandler.enable()
    for number in (signal.SIGINT, signal.SIGTERM):
        # uvicorn stops in good order and raises the signal again, which by default would be a death.
        signal.signal(number, signal.default_int_handler)
    with staying():
        from scrollkeeper.main import create_app

        app = create_app()
    host, port = listener.getsockname()[:2]
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104  compared, not bound
    address = f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
    config = uvicorn.Config(
        app,
        log_config=None,
        timeout_keep_alive=65,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ws_max_size=64 << 10,
        # Frames are short, and each socket's compressor would cost memory and time.
        ws_per_message_deflate=False,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        server_header=False,
        # Who may say where a request comes from is a setting of ours (main.py).
        proxy_headers=False,
        http=BoundedHttp,
    )
    server = _Server(config, address if announced else None, ready)
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        return
    if not server.started:
        raise SystemExit(1)


class _Server(uvicorn.Server):
    """Says where it listens once it does, and goes on answering while what is under way ends."""

    def __init__(self, config: uvicorn.Config, address: str | None, ready: int | None) -> None:
        super().__init__(config)
        self.address, self.ready = address, ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            if self.address:
                print(f"\n  ScrollKeeper is ready at {self.address}\n", flush=True)  # noqa: T201
            if self.ready is not None:
                os.write(self.ready, b"1")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        under_way = set(self.server_state.tasks)
        stopping.current.begin()
        # uvicorn would close live connections with a code of its own before the app hears of its end.
        await asyncio.gather(hub.say_goodbye(), asyncio.sleep(settings().linger_seconds))
        if pending := {task for task in under_way if not task.done()}:
            await asyncio.wait(pending, timeout=DRAIN_SECONDS - settings().linger_seconds)
        stopping.current.cut()
        await super().shutdown(sockets)


def main() -> int:
    """A child of `serve`: serve on the socket that was handed over; the first brings the database up to date before."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket", type=int, required=True)
    parser.add_argument("--ready", type=int)
    arguments = parser.parse_args()
    first = arguments.ready is not None
    logging.set_up(settings())
    metrics.forget_dead_processes()
    try:
        if first:
            prepare.bring_up_to_date()
        prepare.compare_room()
    except (prepare.Refused, DatabaseUnavailable) as error:
        print(f"scrollkeeper: {error}", file=sys.stderr)  # noqa: T201
        return REFUSED
    run(socket.socket(fileno=arguments.socket), ready=arguments.ready, announced=first)
    return 0


if __name__ == "__main__":
    sys.exit(main())
