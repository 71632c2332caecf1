"""What the worst legal request of each route costs the others: CPU, memory and silence of the event loop.

`make bench-abuse` starts the app, sends each operation of the OpenAPI document its worst body (benchmarks/worst.py, and
those written by hand below) as each role that may reach it, and writes the worst of each into docs/security.md.
"""

import asyncio
import json
import os
import random
import re
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg

from benchmarks.abuse_app import READINGS
from benchmarks.database import fresh_database, settle
from benchmarks.worst import merged, worst_query, worst_value
from scrollkeeper.abuse import rates
from scrollkeeper.core.settings import settings
from scrollkeeper.main import create_app
from tests.isolation.calls import CALLS, Call
from tests.isolation.lab import Lab, open_lab

PAGE = Path(__file__).parent.parent / "docs" / "security.md"
BEGIN, END = "<!-- what routes cost: make bench-abuse -->", "<!-- end of what routes cost -->"
MOST_SILENCE_MS, MOST_CPU_MS, MOST_MEMORY_MB = 250, 1_000, 64
ROLES = ("owner", "editor", "commenter", "guest")
# These end the team, a member or what others of the list need; they come last.
LAST = re.compile(r"^(DELETE|POST .*(archive|delete)|PUT .*owner|PATCH .*/members/)")
LEFT_OUT = {
    ("PUT", "/picture"): "pictures are read in a child process of their own",
    ("POST", "/papers"): "files are received in parts and read by the worker",
    ("POST", "/papers/{paper_id}/files"): "files are received in parts and read by the worker",
    ("OPTIONS", "/uploads"): "answers a constant",
}


@dataclass
class Cost:
    name: str
    role: str
    sent: int
    status: int
    cpu: float = 0.0
    memory: float = 0.0
    silence: float = 0.0
    over: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Try:
    """A request that is worse than a schema can say."""

    call: Call
    what: str = ""
    query: tuple[tuple[str, str], ...] = ()


def tries(document: dict[str, Any]) -> Iterator[Try]:
    """Each operation's worst from its schema; then those by hand."""
    for call in CALLS:
        method, path = call.operation
        if (method, path.removeprefix("/api/teams/{team}")) in LEFT_OUT:
            continue
        operation = document["paths"].get(path, {}).get(method.lower(), {})
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        body = merged(worst_value(content["schema"], document), call.body) if content else call.body
        worse = Call(**{**call.__dict__, "body": body})
        yield Try(worse, query=tuple(worst_query(operation, document).items()))
    paper, dice = "/papers/{paper_id}", random.Random(3)
    words = " ".join("".join(dice.choices("abcdefgh", k=6)) for _ in range(1_400))
    changed = [
        {"type": "Annotation", "id": f"x:{number}", "target": {"selector": _quote(words[number:][:2_000])}}
        for number in range(400)
    ]
    for what, call, query in (
        ("400 changed quotes", Call("POST", paper + "/annotations/w3c?file={file_id}", changed), ()),
        ("a changed quote of 10,000", Call("POST", paper + "/annotations",
                                           {"file": "{file_id}", "selectors": [_quote(words[:9_900])]}), ()),
        ("one letter", Call("POST", paper + "/annotations", {"file": "{file_id}", "selectors": [_quote("a")]}), ()),
        ("20,000 points", Call("POST", paper + "/annotations", {
            "file": "{file_id}", "kind": "ink", "selectors": [{"type": "PageSelector", "index": 0}],
            "strokes": [[1.5] * 2_000] * 10}), ()),
        *((f"all as {kind}", Call("GET", path), (("format", kind),))
          for kind in ("w3c", "markdown", "csv") for path in (paper + "/annotations", "/annotations")),
        ("its own template", Call("GET", "/annotations"),
         (("format", "markdown"), ("template", "{comment}{quote}{replies}" * 2 + "\n{x}" * 450))),
        *((f"text of {name}", Call("POST", "/threads", {"paper": "{paper_id}", "text": (text * 20_000)[:20_000]}), ())
          for name, text in (("brackets", "["), ("stars", "*a "), ("mentions", "@O "), ("quotations", "> "),
                             ("tables", "|a"), ("links", "[a](<b"), ("code", "`a``"))),
        ("a long query", Call("GET", "/search"), (("q", ("ab" * 3 + " ") * 28),)),
        ("phrases", Call("GET", "/search"), (("q", '"a b" ' * 30),)),
    ):  # fmt: skip
        yield Try(call, what, query)


def _quote(exact: str) -> dict[str, str]:
    return {"type": "TextQuoteSelector", "exact": exact}


# What members can have stored: long comments, ink and threads, up to a page of the longest.
FURNISH = """
    insert into annotations (id, team_id, paper_id, file_id, person_id, kind, color, visibility, comment, page,
            position, tags, viewers, prefix, suffix, score, top, places, strokes, alt, clock)
        select gen_random_uuid(), team_id, paper_id, file_id, person_id,
            case when n %% 2 = 0 then 'note' else 'ink' end,
            'green', 'team', case when n %% 2 = 0 then repeat('Said *it* ', 4900) else '' end, 1, n, '{}', '{}', '', '',
            1, 0, case when n %% 2 = 0 then '[]' else '[{"page": 1, "rects": [[1, 1, 99, 99]]}]' end::jsonb,
            case when n %% 2 = 0 then '[]'::jsonb
                else (select jsonb_build_array(jsonb_agg(round((random() * 500)::numeric, 2)))
                    from generate_series(1, 4000 + 0 * n)) end,
            '', 1
        from annotations, generate_series(1, 120) n where id = %(annotation)s;
    insert into threads (id, team_id, paper_id, person_id, clock)
        select gen_random_uuid(), team_id, paper_id, person_id, 1 from threads, generate_series(1, 60)
        where id = %(thread)s;
    insert into comments (id, team_id, thread_id, person_id, text, clock, said_at_clock)
        select gen_random_uuid(), t.team_id, t.id, t.person_id, repeat('Said *it* ', 1990), 1, 1
        from threads t, generate_series(1, 50) where t.team_id = (select team_id from threads where id = %(thread)s);
    insert into papers (id, team_id, title, status, parsed, added_by_id, metadata, provenance, clock)
        select gen_random_uuid(), team_id, repeat('Title ', 80), status, parsed, added_by_id, metadata, provenance, 1
        from papers, generate_series(1, 500) where id = %(paper)s;
"""


async def run() -> list[Cost]:
    """The worst cost of each try over the roles."""
    rates.RATES |= {name: rates.Rate(10**7, 0.001, lease=1_000) for name in rates.RATES}
    async with fresh_database() as url:
        app = create_app()
        async with app.router.lifespan_context(app), open_lab(app) as lab:
            async with await psycopg.AsyncConnection.connect(url, autocommit=True) as owner:
                ids = {"annotation": "annotation_id", "thread": "thread_id", "paper": "paper_id"}
                for statement in FURNISH.split(";\n")[:4]:
                    try:
                        await owner.execute(statement, {key: lab.things[name] for key, name in ids.items()})  # type: ignore[arg-type]
                    except psycopg.Error as error:
                        print("not furnished:", error)
            await settle(url)
            async with _serving(url) as address:
                return await _try_all(lab, address, json.loads(json.dumps(app.openapi())))


@asynccontextmanager
async def _serving(url: str) -> AsyncIterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": url, "SCROLLKEEPER_DATA_DIR": str(settings().data_dir)
    }  # fmt: skip
    code = (
        "import uvicorn; from benchmarks.abuse_app import Metered; from scrollkeeper.abuse import rates;"
        "rates.RATES.update({n: rates.Rate(10**7, 0.001, lease=1000) for n in rates.RATES});"
        f"uvicorn.run(Metered(), host='127.0.0.1', port={port}, log_level='error', access_log=False)"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        async with httpx.AsyncClient() as client:
            while process.returncode is None:
                try:
                    await client.get(address + "/api/health")
                    break
                except httpx.TransportError:
                    await asyncio.sleep(0.2)
        yield address
    finally:
        process.terminate()
        await process.wait()


async def _try_all(lab: Lab, address: str, document: dict[str, Any]) -> list[Cost]:
    clients = {
        role: httpx.AsyncClient(base_url=address, cookies=dict(lab.people[role].http.cookies), timeout=60)
        for role in ROLES
    }
    costs: list[Cost] = []
    wanted = sorted(tries(document), key=lambda one: bool(LAST.match(f"{one.call.method} {one.call.path}")))
    for one in wanted:
        measured = []
        for role in reversed(ROLES):
            measured.append(await _measure(clients[role], lab, one, role))
        reached = [cost for cost in measured if cost.status < 400] or measured
        costs.append(worst := max(reached, key=lambda cost: cost.silence / MOST_SILENCE_MS + cost.cpu / MOST_CPU_MS))
        print(worst, file=sys.stderr, flush=True)
    for client in clients.values():
        await client.aclose()
    return costs


async def _measure(client: httpx.AsyncClient, lab: Lab, one: Try, role: str) -> Cost:
    call, things = one.call, lab.of(role, one.call.about) | {"own": lab.things["annotation_id"]}
    things = things | {name: things.get(of, of) for name, of in call.ids.items()}
    path = f"/api/teams/{lab.owner.team}" + _filled(call.path, things)
    more: dict[str, Any] = dict(call.sent)
    sent = b""
    if call.body is not None:
        sent = json.dumps(_filled(call.body, things)).encode()
        more["content"] = sent
    headers = {"Content-Type": "application/json"} | dict(call.headers) if sent else dict(call.headers)
    address, _, own = path.partition("?")
    query = [*(tuple(pair.split("=", 1)) for pair in own.split("&") if own), *one.query]
    await client.get(READINGS)
    answer = await client.request(call.method, address, params=query, headers=headers, **more)
    readings = (await client.get(READINGS)).json()
    name = f"{call.method} {call.path.partition('?')[0]}" + (f": {one.what}" if one.what else "")
    return Cost(name, role, len(sent) + len(answer.request.url.query), answer.status_code, **readings)


def _filled(value: Any, things: dict[str, str]) -> Any:
    if isinstance(value, str):
        return re.sub(r"\{(\w+)\}", lambda match: things.get(match[1], match[0]), value) if "{" in value else value
    if isinstance(value, dict):
        return {key: _filled(one, things) for key, one in value.items()}
    return [_filled(one, things) for one in value] if isinstance(value, list) else value


def over(cost: Cost) -> list[str]:
    """Which bounds this request is over."""
    bounds = (("silence", MOST_SILENCE_MS), ("cpu", MOST_CPU_MS), ("memory", MOST_MEMORY_MB))
    return [name for name, most in bounds if getattr(cost, name) > most]


def table(costs: list[Cost]) -> str:
    lines = ["| route, below `/api/teams/{team}` | sent as | body, kB | answer | CPU, ms | memory, MB | silence, ms |",
             "|---|---|---|---|---|---|---|"]  # fmt: skip
    for cost in sorted(costs, key=lambda cost: -cost.silence):
        what = cost.name.replace("|", "\\|")
        lines.append(
            f"| {what} | {cost.role} | {cost.sent / 1e3:.0f} | {cost.status} | {cost.cpu:.0f} | {cost.memory:.0f} "
            f"| {cost.silence:.0f} |"
        )
    return "\n".join(lines)


def main() -> None:
    costs = asyncio.run(run())
    print(table(costs))
    page = PAGE.read_text()
    if BEGIN in page:
        head, _, rest = page.partition(BEGIN)
        PAGE.write_text(f"{head}{BEGIN}\n\n{table(costs)}\n\n{END}{rest.partition(END)[2]}")
    too_much = [(cost.name, found) for cost in costs if (found := over(cost))]
    for name, found in too_much:
        print(f"over its budget: {name}: {', '.join(found)}", file=sys.stderr)
    sys.exit(1 if too_much else 0)


if __name__ == "__main__":
    main()
