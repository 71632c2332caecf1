"""`make demo`: serves from a data folder of its own, and fills it with the lab the first time."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from demo.seed import PASSWORD, PEOPLE, seed

DATA = Path("data/demo")
START_SECONDS = 90


def main() -> int:
    arguments = sys.argv[1:]
    if "--data-dir" not in arguments:
        arguments = ["--data-dir", str(DATA), *arguments]
    server = subprocess.Popen(
        [sys.executable, "-m", "scrollkeeper.cli", "serve", *arguments], stdout=subprocess.PIPE, text=True
    )
    # Ctrl-C reaches the server too, which stops everything; we only wait for it.
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    address = _wait_for_address(server)
    if address is None:
        return server.wait()
    threading.Thread(target=_pass_on, args=(server,), daemon=True).start()
    _wait_until_ready(address)

    def add_member(team: str, email: str) -> None:
        folder = arguments[arguments.index("--data-dir") + 1] if "--data-dir" in arguments else str(DATA)
        words = ["member", "add", "--team", team, "--email", email, "--data-dir", folder]
        subprocess.run([sys.executable, "-m", "scrollkeeper.cli", *words], check=True, stdout=subprocess.DEVNULL)

    if seed(address, add_member):
        print("  A lab of three people, two teams and a dozen papers was made.")
    print(f"\n  Open {address} and sign in as any of\n")
    for name, email in PEOPLE:
        print(f"    {name:<18} {email:<22} password: {PASSWORD}")
    print("\n  Ctrl-C stops it.\n", flush=True)
    return server.wait()


def _wait_for_address(server: "subprocess.Popen[str]") -> str | None:
    assert server.stdout
    for line in server.stdout:
        print(line, end="", flush=True)
        if "ready at " in line:
            return line.split("ready at ", 1)[1].strip()
    return None


def _pass_on(server: "subprocess.Popen[str]") -> None:
    assert server.stdout
    for line in server.stdout:
        print(line, end="", flush=True)


def _wait_until_ready(address: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/api/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)


if __name__ == "__main__":
    os.chdir(Path(__file__).parent.parent)
    sys.exit(main())
