"""What a server writes to its logs while people do what involves secrets; and what its answers hold of its settings."""

import io
import json
import logging
import re
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog

from scrollkeeper.core import logging as our_logging
from scrollkeeper.core.settings import settings
from tests import make
from tests.email.server import MailServer, mail_server
from tests.ingest.server import Server

CLIENT_SECRET, SEALING_KEY = f"client-{uuid.uuid4().hex}", f"sealing-{uuid.uuid4().hex}"
OIDC = [{"name": "lab", "issuer": "http://127.0.0.1:9", "client_id": "scrollkeeper", "client_secret": CLIENT_SECRET}]


@pytest.fixture(scope="module")
def mail() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture(scope="module")
def server(
    new_database: Callable[[], str], tmp_path_factory: pytest.TempPathFactory, mail: MailServer
) -> Iterator[Server]:
    """A real process with its job runner, which logs all that it can."""
    names = {
        "DATABASE_URL": new_database(), "MAIL_URL": mail.url, "SCROLLKEEPER_OIDC": json.dumps(OIDC),
        "SCROLLKEEPER_SECRET_KEYS": SEALING_KEY, "SCROLLKEEPER_LOG_LEVEL": "debug", "SCROLLKEEPER_LOG_FORMAT": "json",
    }  # fmt: skip
    server = Server(tmp_path_factory.mktemp("logs"), **names).start()
    try:
        yield server
    finally:
        server.stop()


def link_to(mail: MailServer, address: str, page: str) -> str:
    """The secret in the email's link to this page."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for message in mail.messages:
            body = message.get_body(("plain",))
            found = re.search(rf"/{page}[#?/](?:\w+=)?([\w-]{{20,}})", body.get_content() if body else "")
            if address in str(message["To"]) and found:
                return found[1]
        time.sleep(0.05)
    raise AssertionError(f"no email to {address} leads to {page}: {[one['Subject'] for one in mail.messages]}")


SHOWN = (
    "/", "/sign-in", "/metrics", "/development/mail", "/api/openapi.json", "/api/ready", "/api/sign-in", "/api/sign-up",
    "/api/me", "/api/me/ways", "/api/admin/settings", "/api/nothing",
)  # fmt: skip


def test_answers_hold_no_secrets_of_settings(server: Server, mail: MailServer) -> None:
    with server.http() as http:
        kim = make.email("kim")
        assert http.post("/api/accounts", json={"email": kim, "name": "Kim", "password": make.PASSWORD}).is_success
        link_to(mail, kim, "confirm")  # No email is still to come when the next test refuses one.
        for path in SHOWN:
            answer = http.get(path)
            shown = f"{answer.headers} {answer.text}"
            for secret in (
                CLIENT_SECRET,
                SEALING_KEY,
                server.environment["DATABASE_URL"],
                server.environment["MAIL_URL"],
            ):
                assert secret not in shown, path


def test_logs_hold_no_secrets_and_no_addresses(server: Server, mail: MailServer, tmp_path: Path) -> None:
    ada, eve = make.email("ada"), make.email("eve")
    password, new_password = f"pw {uuid.uuid4().hex}", f"new pw {uuid.uuid4().hex}"
    code, state = uuid.uuid4().hex, uuid.uuid4().hex
    secrets = [ada, eve, password, new_password, code, state, CLIENT_SECRET, SEALING_KEY]
    with server.http() as http:
        sign_up = {"email": ada, "name": "Ada", "password": password}
        made = http.post("/api/accounts", json=sign_up)
        assert made.status_code == 201
        person = made.json()["person"]["id"]
        secrets += http.cookies.values()
        team = http.post("/api/teams", json={"name": "Lab"}).json()["id"]
        token = http.post("/api/tokens", json={"name": "script", "scopes": ["read"]}).json()["token"]
        feed = http.post(f"/api/teams/{team}/feed/token").json()["token"]
        confirm = link_to(mail, ada, "confirm")
        assert http.post("/api/confirmations", json={"secret": confirm}).status_code == 200
        mail.says = [f"550 5.1.1 <{eve}>: nobody of that name"]
        invited = {"role": "reader", "emails": [eve]}
        invitation = http.post(f"/api/teams/{team}/invitations", json=invited).json()["items"][0]
        opened = http.post(f"/api/teams/{team}/invitations", json={"role": "reader"}).json()["items"][0]
        codes = re.findall(r"[\w-]{30,}", json.dumps([invitation.get("link"), opened.get("link")]))
        secrets += [token, feed, *codes]
        for one in codes:
            assert http.get(f"/api/invitations/{one}").status_code == 200
        assert http.get(f"/api/teams/{team}/feed.atom", params={"token": feed}).status_code == 200
        assert http.get(f"/api/teams/{team}/feed.atom", params={"token": feed + "x"}).status_code == 404
        assert http.get("/api/me", headers={"Authorization": f"Bearer {token}"}).status_code == 200
        http.get("/api/me", headers={"Authorization": f"Bearer {token}x"})
        http.get("/api/sign-in/lab/callback", params={"code": code, "state": state})
        http.post("/api/sign-in/lab", json={})
        for body in ({"email": ada, "password": "wrong " + password}, {"email": ada, "password": {"is": password}}):
            http.post("/api/sessions", json=body)
        http.post("/api/sessions", json={"email": eve, "password": password})
        http.post(
            "/api/sessions",
            content=f'{{"email": "{ada}", "password": "{password}"',
            headers={"Content-Type": "application/json"},
        )
        http.post("/api/password/forgotten", json={"email": ada})
        reset = link_to(mail, ada, "reset-password")
        assert http.post("/api/password/reset", json={"secret": reset, "password": new_password}).status_code == 204
        http.post("/api/password/reset", json={"secret": reset, "password": new_password})
        secrets.append(reset)
    assert mail.says == [], "the email that is refused was sent"
    server.stop()  # Only now is all of it written: this is the last test of this server.
    log = server.log.read_text()
    assert re.search(r"550 .{0,20}\(address\).{0,60}an email was refused|an email was refused.*\(address\)", log)
    assert "a provider did not answer" in log
    assert [secret for secret in secrets if secret in log] == []
    # Who tries to get in is seen all the same: where from, by what way, and to whose account.
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    noted = [one for one in lines if one["event"] in ("wrong password", "token refused")]
    assert [(one["event"], one["route"], one["person"]) for one in noted] == [
        ("token refused", "GET /me", None),
        ("wrong password", "POST /sessions", person),
        ("wrong password", "POST /sessions", None),
    ]
    assert {one["address"] for one in noted} == {"127.0.0.1"}
    assert re.findall(r"\?(?:token|code|state)=(?!\(secret\))\S+", log) == []


@pytest.mark.parametrize("format", ["json", "console"])
def test_errors_of_others_are_scrubbed(format: str, monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    root, before = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers, root.level
    our_logging.set_up(settings().model_copy(update={"log_format": format}))
    try:
        log = structlog.get_logger()
        try:
            raise ValueError(
                "550 <ada@example.org> https://u:hunter2@host/x?token=skp_abcdefghijkl&page=3 Bearer abcdefghijk"
            )
        except ValueError as error:
            log.error("it failed", exc_info=error, where="/api/invitations/abcdefghijklmnopqrstuvwxyz")
        log.warning("hand this on", to="eve@example.org", in_full=True)
    finally:
        root.handlers = handlers
        root.setLevel(level)
        logging.getLogger("uvicorn.access").disabled = False
        structlog.configure(**before)
    said = written.getvalue()
    for secret in ("ada@example.org", "hunter2", "skp_abc", "abcdefghijk"):
        assert secret not in said
    assert "page=3" in said
    assert "eve@example.org" in said
    assert "in_full" not in said
