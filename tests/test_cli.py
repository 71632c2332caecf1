"""The command for whoever hosts this, on the database of these tests: bans, people, and a new key for seals."""

import contextlib
import io
import sys
import uuid
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest
from fastapi import FastAPI

from scrollkeeper.core import keyring
from scrollkeeper.rate_limits import bans
from tests import make
from tests.accounts.test_second_factor import add_app, begin
from tests.conftest import browser_of
from tests.forking import Pipe, fork

PATIENCE_SECONDS = 120


def _run(calls: tuple[tuple[list[str], str], ...], told: Connection) -> None:
    """What the other process does: one command after the other."""
    from scrollkeeper import cli

    for arguments, typed in calls:
        out, err, code = io.StringIO(), io.StringIO(), 0
        sys.argv, sys.stdin = ["scrollkeeper", *arguments], io.StringIO(typed)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                cli.main()
            except SystemExit as end:
                code = end.code
        told.send((code, out.getvalue(), err.getvalue()))


def command(*calls: tuple[list[str], str]) -> list[tuple[int, str, str]]:
    """Exit code, output and errors of each call; settings come from the environment, as those of the app do."""
    told, theirs = Pipe()
    with told, theirs:
        process = fork(_run, calls, theirs)
        theirs.close()
        answers = []
        for arguments, _ in calls:
            assert told.poll(PATIENCE_SECONDS), arguments
            answers.append(told.recv())
        process.join(PATIENCE_SECONDS)
        assert process.exitcode == 0
        process.close()
    return answers


def quiet(*arguments: str) -> tuple[list[str], str]:
    return list(arguments), ""


async def test_bans_are_added_shown_and_removed(app: FastAPI) -> None:
    told = command(
        quiet("ban", "add", "198.19.7.1", "--reason", "scraping"),
        quiet("ban", "add", "198.19.8.0/24", "--hours", "2"),
        quiet("ban", "add", "2001:db8:77::/48", "--hours", "0.00001"),
        quiet("ban", "add", "2001:db8:78::5"),
        quiet("ban", "list"),
        quiet("ban", "remove", "198.19.7.1"),
        quiet("ban", "remove", "198.19.7.1"),
        quiet("ban", "add", "0.0.0.0/0"),
        quiet("ban", "add", "nonsense"),
        quiet("ban", "add", "198.19.9.1", "--hours", "0"),
        quiet("ban", "add", "198.19.9.1", "--hours", "1e99"),
    )
    assert [code for code, _, _ in told] == [0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2]
    listed = told[4][1]
    assert "198.19.7.1/32  until lifted  scraping" in listed
    assert "198.19.8.0/24  until 20" in listed
    assert "2001:db8:78::5/128" in listed
    assert "2001:db8:77" not in listed, "it ended by itself"
    assert "is not banned" in told[6][2]
    assert "too wide" in told[7][2]
    assert all("Traceback" not in err for _, _, err in told)
    await bans.current.refresh()
    held = ("198.19.8.77", "2001:db8:78::9", "::ffff:198.19.8.1")
    free = ("198.19.7.1", "198.19.9.1", "2001:db8:77::1", "2001:db8:79::1")
    assert [bans.current.holds(address) for address in (*held, *free)] == [True] * 3 + [False] * 4
    command(quiet("ban", "remove", "198.19.8.0/24"), quiet("ban", "remove", "2001:db8:78::5"))
    await bans.current.refresh()
    assert not any(bans.current.holds(address) for address in held)


async def test_an_administrator_is_made_on_the_command_line(app: FastAPI) -> None:
    root, plain = make.email("root"), make.email("plain")
    told = command(
        (["person", "create", "--email", root, "--name", "Root", "--admin"], make.PASSWORD + "\n"),
        (["person", "create", "--email", plain, "--name", "Plain"], make.PASSWORD + "\n"),
        (["person", "create", "--email", plain, "--name", "Again"], make.PASSWORD + "\n"),
        (["person", "create", "--email", make.email("short"), "--name", "Short"], "short\n"),
    )
    assert [code for code, _, _ in told] == [0, 0, 2, 2]
    assert all(make.PASSWORD not in out + err for _, out, err in told)
    for email, status in ((root, 200), (plain, 404)):
        async with browser_of(app) as http:
            assert (
                await http.post("/api/sessions", json={"email": email, "password": make.PASSWORD})
            ).status_code == 201
            assert (await http.get("/api/admin/people")).status_code == status


async def test_who_lost_factor_and_codes_is_helped_by_the_host(ada: make.Member, anyone: httpx.AsyncClient) -> None:
    await add_app(ada)
    removed, again, nobody = command(
        quiet("person", "remove-factors", "--email", ada.email),
        quiet("person", "remove-factors", "--email", ada.email),
        quiet("person", "remove-factors", "--email", "nobody@example.org"),
    )
    assert (removed[0], "told by email" in removed[1]) == (0, True)
    assert (again[0] != 0, "no second factor" in again[2]) == (True, True)
    assert (nobody[0] != 0, "No one has" in nobody[2]) == (True, True)
    assert (await ada.http.get("/api/me")).status_code == 401, "every session ends"
    assert (await begin(anyone, ada)).status_code == 201, "the password is enough again"


async def test_a_new_key_signs_nobody_out(ada: make.Member, anyone: httpx.AsyncClient) -> None:
    token = (await ada.http.post("/api/tokens", json={"name": "script", "scopes": ["read"]})).json()["token"]
    sealed = keyring.seal("seed", b"of an app")
    ((code, said, _),) = command(quiet("key", "change"))
    assert (code, "begins with a new key" in said) == (0, True)
    assert keyring.is_stale(sealed), "this process sees the new key by itself"
    assert keyring.unseal("seed", sealed) == b"of an app"
    assert (await ada.http.get("/api/me")).status_code == 200
    assert (await anyone.get("/api/me", headers={"Authorization": f"Bearer {token}"})).status_code == 200


def test_imports_begin_on_a_database_that_is_empty(
    shared: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = urlsplit(shared("postgres"))._replace(path=f"/empty_{uuid.uuid4().hex[:12]}")
    with psycopg.connect(url._replace(path="/postgres").geturl(), autocommit=True) as connection:
        connection.execute(f"create database {url.path[1:]}")
    monkeypatch.setenv("DATABASE_URL", url.geturl())
    monkeypatch.setenv("SCROLLKEEPER_DATA_DIR", str(tmp_path))
    for name in ("paper.pdf", "zotero.sqlite"):
        (tmp_path / name).touch()
    told = command(*(quiet(name, str(tmp_path), "--team", "none") for name in ("import-zotero", "import")))
    assert [(code, err) for code, _, err in told] == [(2, "scrollkeeper: There is no team “none”.\n")] * 2


@pytest.mark.parametrize("arguments", [["ban"], ["nothing"], ["person", "create"]])
def test_what_is_wrong_is_said_in_a_line(arguments: list[str]) -> None:
    ((code, out, err),) = command((arguments, ""))
    answer: dict[str, Any] = {"code": code, "out": out}
    assert answer == {"code": 2, "out": ""}
    assert "usage:" in err
