"""A real S3 server for tests: SeaweedFS on free ports of this machine, with one key and one bucket."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import obstore
from obstore.store import S3Store

ACCESS_KEY, SECRET_KEY, BUCKET = "scrollkeeper-tests", "scrollkeeper-tests-secret", "papers"
KEYS = {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY}
START_SECONDS = 60


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on at this moment, all different."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


@contextmanager
def running_s3(folder: Path) -> Iterator[str]:
    """Address to give as STORAGE_URL, to whoever has KEYS in the environment."""
    config = folder / "identities.json"
    actions = ["Admin", "Read", "Write", "List", "Tagging"]
    keys = [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}]
    config.write_text(json.dumps({"identities": [{"name": "tests", "credentials": keys, "actions": actions}]}))
    names = [
        f"{server}.{port}" for server in ("master", "volume", "filer", "s3", "admin") for port in ("port", "port.grpc")
    ] + ["s3.port.iceberg", "s3.port.lance"]
    ports = dict(zip(names, free_ports(len(names)), strict=True))
    command = [
        str(Path(sys.executable).parent / "weed"), "mini", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
        f"-s3.config={config}", "-webdav=false", "-admin.ui=false", f"-bucket={BUCKET}",
        *(f"-{name}={port}" for name, port in ports.items()),
    ]  # fmt: skip
    with (folder / "weed.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | KEYS)
    try:
        endpoint = f"http://127.0.0.1:{ports['s3.port']}"
        _wait_for(server, endpoint, folder / "weed.log")
        yield f"s3://{BUCKET}/tests?endpoint={endpoint}"
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_for(server: "subprocess.Popen[bytes]", endpoint: str, log: Path) -> None:
    """Until the bucket can be listed: the server answers before it has made that."""
    keys: Any = {"access_key_id": ACCESS_KEY, "secret_access_key": SECRET_KEY}
    bucket = S3Store(BUCKET, endpoint=endpoint, region="us-east-1", client_options={"allow_http": True}, **keys)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            httpx.get(endpoint, timeout=5)
            obstore.list_with_delimiter(bucket)
            return
        except (httpx.TransportError, obstore.exceptions.BaseError):
            time.sleep(0.05)
    raise RuntimeError(f"the S3 server did not start: {log.read_text()[-2000:]}")
