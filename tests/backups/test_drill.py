"""Everything is destroyed, and comes back: papers, annotations, discussions, notes, accounts and what is sealed."""

import base64
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from scrollkeeper.core.postgres import EmbeddedPostgres
from tests import make
from tests.accounts.test_second_factor import code_of
from tests.backups.commands import command, environment
from tests.ingest.server import Account, Server
from tests.notes.test_api import paragraph
from tests.test_serve import upload, wait_until_ready

# They change by themselves while nobody does anything: jobs, when one was last seen, rates, the upload under way.
UNSTEADY = ("procrastinate_", "job_failures", "sessions", "rate_limits", "upload_parts", "uploads")


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="scrollkeeper-drill-") as folder:
        yield Path(folder)


def rows_of(data_dir: Path) -> dict[str, str]:
    """A hash of all rows of each table; its database runs."""
    hashes = {}
    with psycopg.connect(EmbeddedPostgres(data_dir).url) as connection:
        tables = "select tablename from pg_tables where schemaname = 'public' order by 1"
        for (table,) in connection.execute(tables).fetchall():
            query = f"select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {table} as t"
            row = connection.execute(query).fetchone()
            assert row
            if not table.startswith(UNSTEADY):
                hashes[table] = row[0]
    return hashes


def hashes_of(folder: Path) -> dict[str, str]:
    """A hash of each file that the database names, by its key."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] in ("files", "thumbnails", "unlocked")
    }


def fill(server: Server, who: Account, http: httpx.Client) -> tuple[str, str, str]:
    """A lab at work; gives the email, the seed of the authenticator app and the address of an upload under way."""
    papers = [upload(server, who, f"{number}.pdf", [f"The {number}th page of it."]) for number in range(3)]
    for paper in papers:
        wait_until_ready(server, who, paper)
    file = http.get(who.path(f"/papers/{papers[0]}")).json()["files"][0]["id"]
    body: dict[str, Any] = {"file": file, "kind": "note", "comment": "Look here"}
    assert http.post(who.path(f"/papers/{papers[0]}/annotations"), json=body).status_code == 201
    assert http.post(who.path("/threads"), json={"paper": papers[0], "text": "Why?"}).status_code == 201
    note = http.post(who.path("/notes"), json={"title": "Plan"}).json()["id"]
    update = {"update": base64.b64encode(paragraph("First we read.")).decode()}
    assert http.post(who.path(f"/notes/{note}/updates"), json=update).is_success
    setup = http.post("/api/me/authenticator/setup").json()
    body = {"setup": setup["setup"], "code": code_of(setup["seed"])}
    assert http.post("/api/me/authenticator", json=body).status_code == 201
    begun = {"Tus-Resumable": "1.0.0", "Upload-Length": "1000", "Upload-Metadata": "filename c2xvdy5wZGY="}
    place = http.post(who.path("/uploads"), headers=begun).headers["Location"]
    return http.get("/api/me").json()["person"]["email"], setup["seed"], place


def test_everything_comes_back(place: Path) -> None:
    data, target = place / "data", place / "backups"
    data.mkdir()
    server = Server(data, **environment(SCROLLKEEPER_WEB_PROCESSES="1", SCROLLKEEPER_PARSE_PROCESSES="1"))
    try:
        who = server.start().sign_up()
        with httpx.Client(base_url=server.url, headers=who.headers, timeout=60) as http:
            email, seed, slow = fill(server, who, http)
            headers = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
            assert http.patch(slow, headers=headers | {"Upload-Offset": "0"}, content=b"x" * 400).status_code == 204
            rows, files = rows_of(data), hashes_of(data / "files")
            code, said, error = command(data, "backup", "create", str(target), "--json")
            assert (code, json.loads(said)["copied"]) == (0, 6), error
            after = rows_of(data)
            rows = {table: rows[table] for table in rows if rows[table] == after[table]}
            assert set(rows) >= {"papers", "files", "annotations", "threads", "comments", "people", "authenticators"}
            assert http.patch(slow, headers=headers | {"Upload-Offset": "400"}, content=b"x" * 400).status_code == 204
        server.stop()
        shutil.rmtree(data)
        data.mkdir()
        for words in (("backup", "verify", str(target)), ("restore", str(target))):
            code, said, error = command(data, *words)
            assert code == 0, said + error
        assert hashes_of(data / "files") == files
        assert sum(key.startswith("files/") for key in files) == 3
        database = EmbeddedPostgres(data)
        database.start()
        try:
            restored = rows_of(data)
            assert {table: restored[table] for table in rows} == rows
        finally:
            database.stop()
        server.start()
        with httpx.Client(base_url=server.url, timeout=60) as http:
            asked = http.post("/api/sessions", json={"email": email, "password": make.PASSWORD})
            assert asked.status_code == 202, "the second factor is still set up"
            entered = http.post("/api/sessions/second-factor", json={"code": code_of(seed, 1)})
            assert entered.status_code == 201, "and its sealed seed opens"
            assert http.get(who.path("/papers")).json()["items"]
    finally:
        server.stop()
