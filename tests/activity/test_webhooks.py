"""Webhooks reach a real receiver, signed, as often as it takes; and nothing private leaves the house."""

import asyncio
import base64
import hashlib
import hmac
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from scrollkeeper.core import keyring
from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.settings import configure, settings
from scrollkeeper.webhooks.jobs import UntilGivenUp
from scrollkeeper.webhooks.models import Webhook
from scrollkeeper.webhooks.service import DeliveryRetry, seal_secrets_again
from scrollkeeper.webhooks.signing import sign
from tests import make
from tests.activity.conftest import take


class Receiver:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.answers(200)
        self.process = subprocess.Popen([sys.executable, str(Path(__file__).parent / "receiver.py"), str(folder)])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{(self.folder / 'port').read_text()}/hook"

    def answers(self, status: int) -> None:
        (self.folder / "answer").write_text(str(status))

    @property
    def received(self) -> list[dict[str, Any]]:
        requests = self.folder / "requests"
        return [json.loads(line) for line in requests.read_text().splitlines()] if requests.exists() else []

    @property
    def types(self) -> list[str]:
        return sorted(json.loads(one["body"])["type"] for one in self.received)


@pytest.fixture
async def receiver(app: object, tmp_path: Path) -> Iterator[Receiver]:
    """A receiver in a process of its own, which this server is allowed to reach."""
    before = settings()
    configure(before.model_copy(update={"outbound_hosts": "127.0.0.1"}))
    made = Receiver(tmp_path)
    async with asyncio.timeout(20):
        while not (tmp_path / "port").exists():  # noqa: ASYNC110  another process writes it
            await asyncio.sleep(0.02)
    yield made
    made.process.kill()
    made.process.wait()
    configure(before)


async def add(who: make.Member, url: str, *events: str) -> dict[str, Any]:
    answer = await who.http.post(who.url("/webhooks"), json={"url": url, "events": list(events)})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def test_the_signature_is_that_of_the_standard():
    """The example of the specification's own libraries."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


async def test_what_happens_arrives_signed_and_what_is_private_does_not(ada, desk, receiver, work):
    hook = await add(ada, receiver.url)
    await desk.begin(ada, "Look")
    hidden = await desk.annotate(ada, visibility="me")
    await desk.begin(ada, "A private thought", annotation=hidden["id"])
    await desk.annotate(ada, "The results were disputed")
    await work()
    assert receiver.types == ["annotation.added", "comment.added"]
    secret = base64.b64decode(hook["secret"].removeprefix("whsec_"))
    for one in receiver.received:
        headers = one["headers"]
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{one['body']}".encode()
        expected = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
        assert headers["webhook-signature"] == f"v1,{expected}"
    first = json.loads(receiver.received[0]["body"])
    assert first["data"]["person"]["name"] == "Ada"
    assert first["data"]["clock"] > hook["clock"]
    async with open_system_session.begin() as db:
        stored = (await db.execute(select(Webhook.secret))).scalars().all()
    assert not [one for one in stored if secret in one], "sealed in the database"
    listed = (await ada.http.get(ada.url(f"/webhooks/{hook['id']}/deliveries"))).json()["items"]
    assert {(one["status"], one["attempts"], one["answer"]) for one in listed} == {("delivered", 1, 200)}
    assert "secret" not in (await ada.http.get(ada.url(f"/webhooks/{hook['id']}"))).json()
    # From a number of the clock again, with the ids that the receiver knows.
    before = sorted(one["headers"]["webhook-id"] for one in receiver.received)
    again = await ada.http.post(ada.url(f"/webhooks/{hook['id']}/replay"), json={"since": hook["clock"]})
    assert again.status_code == 202
    await work()
    assert sorted({one["headers"]["webhook-id"] for one in receiver.received}) == before
    assert len(receiver.received) == 2 * len(before)


async def test_only_the_events_that_were_asked_for_and_a_test(ada, desk, receiver, work):
    hook = await add(ada, receiver.url, "thread.resolved")
    thread = await desk.begin(ada)
    await ada.http.post(desk.thread_url(thread, "/resolve"))
    assert (await ada.http.post(ada.url(f"/webhooks/{hook['id']}/test"))).status_code == 202
    await work()
    assert receiver.types == ["thread.resolved", "webhook.test"]
    renewed = (await ada.http.post(ada.url(f"/webhooks/{hook['id']}/secret"))).json()["secret"]
    assert renewed != hook["secret"]
    assert (await ada.http.delete(ada.url(f"/webhooks/{hook['id']}"))).status_code == 204
    await ada.http.post(desk.thread_url(thread, "/reopen"))
    assert [one.task_name for one in await take("activity.send")] == [], "nobody listens, so nothing is queued"


async def test_failures_are_tried_again_and_after_days_it_is_switched_off(ada, desk, receiver, work, post_office):
    configure(settings().model_copy(update={"outbound_hosts": "127.0.0.1"}))
    hook = await add(ada, receiver.url, "comment.added")
    one = ada.url(f"/webhooks/{hook['id']}")
    receiver.answers(500)
    await desk.begin(ada)
    with pytest.raises(DeliveryRetry, match="500"):
        await work()
    [delivery] = (await ada.http.get(f"{one}/deliveries")).json()["items"]
    assert (delivery["status"], delivery["attempts"], delivery["reason"]) == ("waiting", 1, "It answered 500.")
    assert (await ada.http.get(one)).json()["failing_since"]
    async with open_system_session.begin() as db:
        long_ago = datetime.now(UTC) - timedelta(days=4)
        await db.execute(update(Webhook).values(failing_since=long_ago))
    from scrollkeeper.webhooks.jobs import deliver

    await deliver(delivery_id=delivery["id"])
    off = (await ada.http.get(one)).json()
    assert (off["enabled"], off["disabled_because"]) == (False, "It answered 500.")
    await work("mail.")
    assert [email["To"] for email in post_office.messages] == [ada.email]
    await desk.begin(ada)
    await work()
    assert len(receiver.received) == 2
    # Switched on again it goes on where it stopped, and nothing is lost.
    receiver.answers(200)
    assert (await ada.http.patch(one, json={"enabled": True})).json()["failing_since"] is None
    await work()
    assert len(receiver.received) == 3


async def test_secrets_are_sealed_again_with_a_new_key(ada, desk, receiver, work, tmp_path):
    hook = await add(ada, receiver.url, "comment.added")
    old = keyring.keys_file().read_text()
    (tmp_path / "keys").write_text(old)
    configure(settings().model_copy(update={"secret_keys_file": tmp_path / "keys"}))
    keyring.add_key()
    async with open_system_session.begin() as db:
        assert await seal_secrets_again(db) > 0
    async with open_system_session.begin() as db:
        assert await seal_secrets_again(db) == 0
    newest = (tmp_path / "keys").read_text().split()[0]
    (tmp_path / "keys").write_text(newest)
    await desk.begin(ada)
    await work()
    [one] = receiver.received
    signed = f"{one['headers']['webhook-id']}.{one['headers']['webhook-timestamp']}.{one['body']}".encode()
    secret = base64.b64decode(hook["secret"].removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    assert one["headers"]["webhook-signature"] == f"v1,{expected}"
    # As it was, for the tests after this one.
    (tmp_path / "keys").write_text(f"{old}\n{newest}")
    async with open_system_session.begin() as db:
        assert await seal_secrets_again(db) > 0


def test_the_waits_grow_to_hours():
    class Job:
        attempts = 0

    waits = []
    for Job.attempts in range(12):
        decision = UntilGivenUp().get_retry_decision(exception=DeliveryRetry(), job=Job)
        waits.append((decision.retry_at - datetime.now(UTC)).total_seconds() if decision else None)
    assert waits == pytest.approx(sorted(waits)), "the clock ticks between two of them"
    assert 3 * 86_400 > sum(waits[:9]) > 1.5 * 86_400


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x", "http://10.0.0.1/", "http://[::1]/", "ftp://example.org/x"])
async def test_no_webhook_leads_into_the_house(ada, url):
    assert (await ada.http.post(ada.url("/webhooks"), json={"url": url})).status_code == 422


async def test_webhooks_are_for_admins(ada, eve, anyone, colleague, receiver):
    hook = await add(ada, receiver.url)
    editor, admin = await colleague("editor"), await colleague("admin")
    one = ada.url(f"/webhooks/{hook['id']}")
    for client, status in ((editor.http, 404), (eve.http, 404), (anyone, 401)):
        assert (await client.get(ada.url("/webhooks"))).status_code == status
        assert (await client.post(ada.url("/webhooks"), json={"url": receiver.url})).status_code == status
        for rest, body in (("/test", None), ("/replay", {"since": 0}), ("/secret", None)):
            assert (await client.post(one + rest, json=body)).status_code == status
        assert (await client.get(f"{one}/deliveries")).status_code == status
        assert (await client.patch(one, json={"enabled": False})).status_code == status
        assert (await client.delete(one)).status_code == status
    assert [item["id"] for item in (await admin.http.get(ada.url("/webhooks"))).json()["items"]] == [hook["id"]]
    assert (await ada.http.post(ada.url("/webhooks"), json={"url": receiver.url, "events": ["x"]})).status_code == 422
