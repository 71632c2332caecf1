"""Refused access is in the log with who, where and why; never without end, never with secrets."""

from collections import OrderedDict

import httpx
import pytest
import structlog

from scrollkeeper.core import refusals
from tests import make


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "_written_at", OrderedDict())
    monkeypatch.setattr(refusals, "_in_minute", 0)
    monkeypatch.setattr(refusals, "_left_out", 0)


async def test_refused_access_is_logged_with_who_and_why(
    ada: make.Member, eve: make.Member, anyone: httpx.AsyncClient
) -> None:
    token = (await ada.http.post("/api/tokens", json={"name": "x", "scopes": ["read"]})).json()["token"]
    reads = {"authorization": f"Bearer {token}"}
    with structlog.testing.capture_logs() as lines:
        for _ in range(3):
            assert (await eve.http.get(ada.url("/papers"))).status_code == 404
        assert (await anyone.post(ada.url("/notes"), json={}, headers=reads)).status_code == 403
        assert (await anyone.get("/api/me/ways")).status_code == 401
        evil = {"origin": "https://evil.example"}
        assert (await ada.http.patch("/api/me", json={"name": "x"}, headers=evil)).status_code == 403
        assert (await ada.http.get(ada.url("/papers/01a22b3f-0000-7000-8000-000000000000"))).status_code == 404
    refused = [line for line in lines if line["event"] == "access refused"]
    assert [(one["status"], one["why"], one["person"]) for one in refused] == [
        (404, "NoSuchTeam", str(eve.id)),
        (403, "ReadOnlyToken", str(ada.id)),
        (401, "SignedOut", None),
        (403, "CrossSite", None),
    ]
    assert refused[0]["route"] == "GET /teams/{team}/papers"
    assert {one["address"] for one in refused} == {"127.0.0.1"}
    assert [one["left_out"] for one in refused] == [0, 2, 0, 0]
    assert token not in str(lines)
    assert ada.team not in str(refused)


def test_a_flood_of_refusals_is_bounded() -> None:
    with structlog.testing.capture_logs() as lines:
        for number in range(1_000):
            refusals.note_refusal(route="GET /x", status=401, why="SignedOut", address=f"10.0.{number}", person=None)
    assert 0 < len(lines) <= 2 * refusals.MOST_A_MINUTE
