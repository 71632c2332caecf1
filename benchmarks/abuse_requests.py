"""The worst legal request of each operation of the OpenAPI document: by hand where a schema cannot say what is bad."""

import io
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from PIL import Image

from benchmarks.abuse_data import WORDS
from benchmarks.worst import merged, worst_query, worst_value
from tests.isolation.calls import BYTES, CALLS, TEAM, TUS, Call
from tests.pdfs import make_pdf

PAPER, FILE, THREAD, NOTE = "/papers/{paper_id}", "/files/{file_id}", "/threads/{thread_id}", "/notes/{note_id}"
# These end a session, or what others of the list need: they come late, and whoever sends them signs in anew.
LATE = re.compile(
    r"^(DELETE|POST .*(/archive|/delete)|PUT .*/password|PUT /api/me|PATCH .*/teams/\{team|POST /api/password"
    r"|POST /api/sessions$)"
)
# These take a role, a membership or an account, and the last of all the team and the account of who sends them.
TAKING = re.compile(r"(PATCH|DELETE) .*/(members|people)/|PUT .*/owner$")
LAST = re.compile(r"^(DELETE /api/teams/\{team\}|POST /api/me/deletion)$")
# Operations that are not sent, with the reason.
LEFT_OUT: dict[tuple[str, str], str] = {}


@dataclass(frozen=True)
class Request:
    """`{…}` in path and body are ids of the lab; `what` says what is bad about it.

    `instead` is sent too where the operation refuses the worst that its schema allows.
    """

    method: str
    path: str
    body: Any = None
    what: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: Mapping[str, Any] = field(default_factory=dict)
    about: str = "own"
    ids: Mapping[str, str] = field(default_factory=dict)
    instead: "Request | None" = None

    @property
    def operation(self) -> tuple[str, str]:
        return self.method, self.path

    @property
    def is_late(self) -> bool:
        return any(pattern.search(f"{self.method} {self.path}") for pattern in (LATE, TAKING, LAST))

    def __str__(self) -> str:
        return f"{self.method} {self.path}" + (f": {self.what}" if self.what else "")


def _nested(depth: int) -> Any:
    inner: Any = 1
    for _ in range(depth):
        inner = [inner]
    return inner


def operations_of(document: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    return {
        (method.upper(), path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    }


def list_requests(document: Mapping[str, Any]) -> list[Request]:
    """All, in the order in which they are sent."""
    made = [_worst_of(key, operation, document) for key, operation in operations_of(document).items()]
    sent = [*by_hand(), *(one for one in made if one.operation not in LEFT_OUT)]
    return sorted(sent, key=_turn)


def _turn(one: Request) -> int:
    name = f"{one.method} {one.path}"
    return 3 if LAST.search(name) else 2 if TAKING.search(name) else 1 if one.is_late else 0


def _worst_of(key: tuple[str, str], operation: Any, document: Mapping[str, Any]) -> Request:
    """The worst of its schema, with what the request of the walk through all routes has for getting in."""
    calls = [one for one in CALLS if one.operation == key]
    call = next((one for one in calls if one.about == "own"), calls[0] if calls else Call(*key))
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    body = merged(worst_value(content["schema"], document), call.body) if content else call.body
    own = dict(pair.split("=", 1) for pair in call.path.partition("?")[2].split("&") if pair) if calls else {}
    sent = Request(*key, call.body, "as people do", own, call.headers, call.sent, call.about, call.ids)
    return replace(sent, body=body, what="", query=own | worst_query(operation, document), instead=sent)


def by_hand() -> Iterator[Request]:
    for method, path, what, body, more in (*_discussions(), *_files(), *_others(), *_accounts()):
        yield Request(method, path if path.startswith("/api/") else TEAM + path, body, what, **more)


def _discussions() -> Iterator[tuple[str, str, str, Any, dict[str, Any]]]:
    dice = random.Random(3)
    words = " ".join("".join(dice.choices("abcdefgh", k=6)) for _ in range(1_400))
    quotes = [
        {"type": "Annotation", "id": f"x:{number}", "target": {"selector": quote(words[number:][:2_000])}}
        for number in range(400)
    ]
    w3c, on_file = PAPER + "/annotations/w3c", {"query": {"file": "{file_id}"}}
    yield "POST", w3c, "400 changed quotes", quotes, on_file
    for what, text in (("lists", "["), ("objects", '{"items":')):
        yield "POST", w3c, f"nested {what}", None, on_file | raw(text * (900_000 // len(text)))
    add = PAPER + "/annotations"
    yield "POST", add, "a changed quote of 9,900", {"file": "{file_id}", "selectors": [quote(words[:9_900])]}, {}
    yield "POST", add, "a quote of one letter", {"file": "{file_id}", "selectors": [quote("a")]}, {}
    ink = {"file": "{file_id}", "kind": "ink", "selectors": [{"type": "PageSelector", "index": 0}]}
    yield "POST", add, "20,000 points", ink | {"strokes": [[1.5] * 2_000] * 10}, {}
    yield "POST", add, "200,000 wrong points", ink | {"strokes": [["x"] * 4_000] * 50}, {}
    for kind in ("w3c", "markdown", "csv"):
        for path in (add, "/annotations"):
            yield "GET", path, f"all as {kind}", None, {"query": {"format": kind}}
    template = "{comment}{quote}{replies}" * 2 + "\n" + "x" * 1_900
    yield "GET", "/annotations", "a template", None, {"query": {"format": "markdown", "template": template}}
    for order in ("begun", "page", "date"):
        yield "GET", PAPER + "/threads", f"by {order}", None, {"query": {"order": order, "limit": "200"}}
    for name, text in (("brackets", "["), ("stars", "*a "), ("mentions", "@O "), ("quotations", "> "),
                       ("tables", "|a"), ("links", "[a](<b"), ("code", "`a``"), ("lists", "- ")):  # fmt: skip
        body = {"text": (text * 20_000)[:20_000]}
        yield "POST", THREAD + "/comments", f"text of {name}", body, {}


def _files() -> Iterator[tuple[str, str, str, Any, dict[str, Any]]]:
    pdf = make_pdf("A page") + b"\n%" + b"x" * 20_000_000
    form = {"files": {"file": ("a.pdf", pdf, "application/pdf")}}
    yield "POST", "/papers", "20 MB", None, {"sent": form}
    yield "POST", PAPER + "/files", "20 MB", None, {"sent": form}
    part = {"content": b"\0" * 4_000_000}
    headers = TUS | BYTES | {"Upload-Offset": "0"}
    yield "PATCH", "/uploads/{upload_id}", "4 MB into 9 bytes", None, {"headers": headers, "sent": part}
    picture = io.BytesIO()
    Image.new("RGB", (5_000, 5_000)).save(picture, "PNG")
    png = {"content": picture.getvalue()}
    yield "PUT", "/picture", "5,000 × 5,000 points", None, {"headers": {"Content-Type": "image/png"}, "sent": png}
    yield "GET", FILE + "/content", "with annotations", None, {"query": {"annotations": "true"}}


def _others() -> Iterator[tuple[str, str, str, Any, dict[str, Any]]]:
    yield "GET", "/search", "a long query", None, {"query": {"q": ("ab" * 3 + " ") * 28}}
    yield "GET", "/search", "phrases", None, {"query": {"q": '"a b" ' * 30}}
    yield "GET", "/search", "a word of all papers", None, {"query": {"q": "title", "limit": "50"}}
    yield "GET", "/search", "words of long abstracts", None, {"query": {"q": "said cd", "limit": "50"}}
    in_one = {"limit": "50", "paper": "{large_paper_id}"}
    yield "GET", "/search", "words of the longest pages", None, {"query": in_one | {"q": f"zzz {WORDS[0]}"}}
    for what, q in (
        ("words of every page", " ".join(WORDS[:40])), ("a phrase of every page", f'"{" ".join(WORDS)}"'),
        ("a phrase with hyphens", f'"{"-".join(WORDS[:4])} {" ".join(WORDS[4:])}"'),
        ("phrases of every page", " ".join(f'"{" ".join(WORDS[at:at + 6])}"' for at in range(0, 234, 6))),
    ):  # fmt: skip
        yield "GET", "/search", what, None, {"query": in_one | {"q": q}}
    authors = [{"family": "a" * 100, "given": "b" * 100}] * 2_000
    for what, metadata in (
        ("2,000 authors", {"author": authors}),
        ("a long title", {"title": "a " * 400_000}),
        ("nested", {"note": _nested(800)}),
    ):
        yield "PATCH", PAPER, what, {"metadata": metadata}, {}
    emails = [f"new{number}@example.org" for number in range(100)]
    yield "POST", "/invitations", "100 addresses", {"role": "reader", "emails": emails}, {}
    yield "POST", PAPER + "/guests", "addresses", {"emails": emails}, {}
    yield "POST", "/papers/restore", "400,000 wrong ids", {"ids": ["x"] * 200_000}, {}
    yield "POST", "/papers/delete", "500 papers", {"ids": "{many_papers}"}, {}
    yield "POST", NOTE + "/updates", "700,000 wrong bytes", {"update": "AAAA" * 170_000}, {}


def _accounts() -> Iterator[tuple[str, str, str, Any, dict[str, Any]]]:
    password, account = "p" * 1_024, {"name": "n" * 200, "email": "worst@example.org"}
    yield "POST", "/api/accounts", "a long password", account | {"password": password}, {}
    yield "POST", "/api/sessions", "a long password", {"email": account["email"], "password": password}, {}
    yield "POST", "/api/sessions/current/proof", "a long password", {"password": password}, {}
    yield "POST", "/api/tokens", "a long name", {"name": "n" * 200, "scopes": ["read"]}, {}
    yield "POST", "/api/admin/bans", "a long reason", {"network": "203.0.113.0/24", "reason": "r" * 200}, {}


def quote(exact: str) -> dict[str, str]:
    return {"type": "TextQuoteSelector", "exact": exact}


def raw(text: str) -> dict[str, Any]:
    return {"headers": {"Content-Type": "application/json"}, "sent": {"content": text.encode()}}
