"""Fills an empty ScrollKeeper over its own API: people, teams, papers and talk, as a group would over a year."""

import base64
import http.cookiejar
import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from typing import Any

from demo import talk
from demo.typesetting import typeset
from demo.works import WORKS, Work

PASSWORD = "seagrass remembers"
PEOPLE = (
    ("Ingrid Solheim", "ingrid@tidal.example"),
    ("Tomás Ferreira", "tomas@tidal.example"),
    ("Nadia Okonjo", "nadia@tidal.example"),
)
LAB = "Tidal Laboratory"
READ_SECONDS = 180
# team → who owns it, and which papers are in its library
TEAMS = {
    LAB: (0, [work.key for work in WORKS]),
    "Sensors Reading Group": (2, ["gauges", "drift", "turbidity", "blooms"]),
}


class Browser:
    """A person's session."""

    def __init__(self, address: str) -> None:
        self.address = address
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def get(self, path: str) -> Any:
        with self.opener.open(self.address + path, timeout=60) as answer:
            return json.load(answer)

    def post(self, path: str, body: Any = None, *, method: str = "POST") -> Any:
        return self._send(path, json.dumps(body).encode(), "application/json", method)

    def _send(self, path: str, data: bytes, kind: str, method: str = "POST") -> Any:
        request = urllib.request.Request(self.address + path, data, {"Content-Type": kind}, method=method)
        with self.opener.open(request, timeout=60) as answer:
            return json.load(answer)

    def upload(self, team: str, work: Work) -> str:
        """Gives the paper's id."""
        boundary = uuid.uuid4().hex
        name = f"{work.authors[0].split()[-1]} {work.year} {work.key}.pdf"
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        )
        data = head.encode() + typeset(work) + f"\r\n--{boundary}--\r\n".encode()
        kind = f"multipart/form-data; boundary={boundary}"
        return str(self._send(f"/api/teams/{team}/papers", data, kind)["id"])


def seed(address: str, add_member: Callable[[str, str], None]) -> bool:
    """Make the lab; False when it was there already. `add_member(team, email)` puts a person into a team."""
    people = []
    for name, email in PEOPLE:
        browser = Browser(address)
        try:
            browser.post("/api/accounts", {"name": name, "email": email, "password": PASSWORD})
        except urllib.error.HTTPError as error:
            if error.code == 409:
                return False
            raise
        people.append(browser)
    papers: dict[str, str] = {}
    for name, (owner, keys) in TEAMS.items():
        team = people[owner].post("/api/teams", {"name": name})
        for number, (_, email) in enumerate(PEOPLE):
            if number != owner:
                add_member(team["id"], email)
        added = {work.key: people[owner].upload(team["id"], work) for work in WORKS if work.key in keys}
        if name == LAB:
            lab, papers = f"/api/teams/{team['id']}", added
    _talk(people, lab, papers)
    return True


def _talk(people: list[Browser], lab: str, papers: dict[str, str]) -> None:
    """Marks, threads, reading lists and notes of the laboratory; marks want papers that have been read."""
    ids = [browser.get("/api/me")["person"]["id"] for browser in people]
    files = {key: _file_when_read(people[0], f"{lab}/papers/{paper}") for key, paper in papers.items()}
    for mark in talk.MARKS:
        quote = {"type": "TextQuoteSelector", "exact": mark.quote}
        body = {"file": files[mark.work], "color": mark.color, "selectors": [quote], "tags": mark.tags}
        made = people[mark.person].post(f"{lab}/papers/{papers[mark.work]}/annotations", body)
        if mark.said:
            thread = _say(people, lab, {"annotation": made["id"]}, mark.said)
            if mark.resolved:
                people[mark.person].post(f"{lab}/threads/{thread}/resolve")
    for key, said in talk.TALKS:
        _say(people, lab, {"paper": papers[key]}, said)
    for asking, asked, key in talk.ASKED:
        people[asking].post(f"{lab}/papers/{papers[key]}/reading/assign", {"person": ids[asked]})
    for person, key, status in talk.ON_LISTS:
        people[person].post(f"{lab}/papers/{papers[key]}/reading", {"status": status}, method="PUT")
    for title, blocks in talk.NOTES.items():
        note = people[talk.NADIA].post(f"{lab}/notes", {"title": title})
        update = base64.b64encode(talk.written(blocks)).decode()
        people[talk.NADIA].post(f"{lab}/notes/{note['id']}/updates", {"update": update})


def _say(people: list[Browser], lab: str, about: dict[str, str], said: tuple[tuple[int, str], ...]) -> str:
    (first, text), *replies = said
    thread = str(people[first].post(f"{lab}/threads", about | {"text": text})["id"])
    for person, text in replies:
        people[person].post(f"{lab}/threads/{thread}/comments", {"text": text})
    return thread


def _file_when_read(browser: Browser, paper: str) -> str:
    deadline = time.monotonic() + READ_SECONDS
    while (found := browser.get(paper))["status"] != "ready":
        if time.monotonic() > deadline:
            raise TimeoutError(f"A paper of the laboratory is not ready: {found['status']} {found['reason'] or ''}")
        time.sleep(0.2)
    return str(found["files"][0]["id"])
