"""Children that are kept running: how their ends are named, and when they are given up."""

import subprocess
import sys
import threading

import pytest
import structlog

from scrollkeeper.core import processes


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "RESTART_SECONDS", (0,))


@pytest.mark.parametrize(
    ("status", "name"),
    [(0, "exit code 0"), (3, "exit code 3"), (-11, "SIGSEGV"), (-15, "SIGTERM"), (-200, "signal 200")],
)
def test_an_end_is_named(status: int, name: str) -> None:
    assert processes.describe_exit(status) == name


def test_a_kill_says_what_it_may_have_been() -> None:
    assert "SIGKILL" in processes.describe_exit(-9)
    assert "memory" in processes.describe_exit(-9)


def dying(program: str, starts: list[int]) -> "subprocess.Popen[bytes]":
    starts.append(1)
    return subprocess.Popen([sys.executable, "-S", "-c", program])


def test_what_dies_five_times_a_minute_is_given_up_with_the_reason() -> None:
    starts: list[int] = []
    program = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
    with structlog.testing.capture_logs() as said:
        code = processes.keep_running("web app", lambda: dying(program, starts), threading.Event(), give_up=True)
    assert (code, len(starts)) == (1, 5)
    assert [line["event"] for line in said] == ["the web app died and is started again"] * 4 + [
        "the web app died 5 times within a minute and is not started again"
    ]
    assert {line["reason"] for line in said} == {"SIGSEGV"}


def test_deaths_of_long_ago_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "COUNTED_SECONDS", 0)
    starts: list[int] = []
    stopping = threading.Event()

    def start() -> "subprocess.Popen[bytes]":
        if len(starts) == 7:
            stopping.set()
        return dying("raise SystemExit(1)", starts)

    assert processes.keep_running("web app", start, stopping, give_up=True) == 0
    assert len(starts) == 8


def test_what_refuses_to_run_is_not_tried_again() -> None:
    starts: list[int] = []
    code = processes.keep_running(
        "web app", lambda: dying("raise SystemExit(2)", starts), threading.Event(), give_up=True
    )
    assert (code, len(starts)) == (processes.REFUSED, 1)


def test_what_ran_once_and_refuses_then_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a web app whose database is starting again."""
    monkeypatch.setattr(processes, "RESTART_SECONDS", (0,))
    starts: list[int] = []
    stopping = threading.Event()

    def start() -> "subprocess.Popen[bytes]":
        if len(starts) == 7:
            stopping.set()
        return dying(f"raise SystemExit({2 if starts else 1})", starts)

    assert processes.keep_running("web app", start, stopping, give_up=True) == 0
    assert len(starts) == 8


def test_what_others_need_is_never_given_up() -> None:
    starts: list[int] = []
    stopping = threading.Event()

    def start() -> "subprocess.Popen[bytes]":
        if len(starts) == 6:
            stopping.set()
        return dying("raise SystemExit(1)", starts)

    processes.keep_running("database", start, stopping)
    assert len(starts) == 7
