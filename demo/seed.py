"""Fills an empty ScrollKeeper over its own API: people, teams, papers, as a group would over a year."""

import http.cookiejar
import json
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from typing import Any

from demo.typesetting import typeset
from demo.works import WORKS, Work

PASSWORD = "seagrass remembers"
PEOPLE = (
    ("Ingrid Solheim", "ingrid@tidal.example"),
    ("Tomás Ferreira", "tomas@tidal.example"),
    ("Nadia Okonjo", "nadia@tidal.example"),
)
# team → who owns it, and which papers are in its library
TEAMS = {
    "Tidal Laboratory": (0, [work.key for work in WORKS]),
    "Sensors Reading Group": (2, ["gauges", "drift", "turbidity", "blooms"]),
}


class Browser:
    """A person's session."""

    def __init__(self, address: str) -> None:
        self.address = address
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def post(self, path: str, body: Any = None, *, data: bytes | None = None, kind: str = "application/json") -> Any:
        payload = data if data is not None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, payload, {"Content-Type": kind})
        with self.opener.open(request, timeout=60) as answer:
            return json.load(answer)

    def upload(self, team: str, work: Work) -> None:
        boundary = uuid.uuid4().hex
        name = f"{work.authors[0].split()[-1]} {work.year} {work.key}.pdf"
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        )
        data = head.encode() + typeset(work) + f"\r\n--{boundary}--\r\n".encode()
        self.post(f"/api/teams/{team}/papers", data=data, kind=f"multipart/form-data; boundary={boundary}")


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
    for name, (owner, keys) in TEAMS.items():
        team = people[owner].post("/api/teams", {"name": name})
        for number, (_, email) in enumerate(PEOPLE):
            if number != owner:
                add_member(team["id"], email)
        for work in WORKS:
            if work.key in keys:
                people[owner].upload(team["id"], work)
    return True
