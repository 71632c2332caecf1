"""How long an annotation takes from the request that makes it to 500 readers of its paper."""

import asyncio
import random
import time
from typing import Any
from uuid import UUID

import httpx

from benchmarks.database import fresh_database, percentile, print_table
from benchmarks.live import SERVER, SOCKETS, listening, make_team, row, serving
from scrollkeeper.core import db
from scrollkeeper.library.models import File, FilePage, Paper
from scrollkeeper.parsing.document import Word
from scrollkeeper.parsing.layout.words import pack_words
from scrollkeeper.teams.models import Member
from scrollkeeper.teams.scope import Scope
from tests import make

COUNT, A_SECOND, PAGES, WORDS = 100, 5.0, 12, 600
# The number of its clock, by which the answer and the event know each other.
NUMBERED = r'"clock":(\d+),"name":"annotation\.added"'


async def measure(sockets: int = SOCKETS, count: int = COUNT, a_second: float = A_SECOND) -> list[dict[str, Any]]:
    async with fresh_database() as url, serving("-c", SERVER, DATABASE_URL=url) as (address, _):
        team_id, cookies = await make_team()
        paper, file = await _add_paper(team_id)
        origin = f"http://{address}"
        headers = {"Cookie": cookies[0], "Origin": origin}
        began: dict[int, int] = {}
        answered: list[float] = []
        async with (
            listening(address, f"paper:{paper.id}", cookies, sockets, count, NUMBERED) as listeners,
            httpx.AsyncClient(base_url=origin, headers=headers, timeout=60) as http,
        ):
            for number in range(count):
                start = time.monotonic_ns()
                selector = {"type": "TextPositionSelector", "start": 40 * number, "end": 40 * number + 30}
                body = {"file": str(file.id), "selectors": [selector]}
                answer = await http.post(f"/api/teams/{team_id}/papers/{paper.id}/annotations", json=body)
                assert answer.status_code == 201, answer.text
                began[answer.json()["clock"]] = start
                answered.append((time.monotonic_ns() - start) / 1e6)
                await asyncio.sleep(1 / a_second)
            took = await listeners
    each = [(heard - began[clock]) / 1e6 for listener in took for clock, heard in listener]
    last = [max((heard - began[clock]) / 1e6 for clock, heard in some) for some in zip(*took, strict=True)]
    assert len(each) == sockets * count, "an annotation was lost"
    rows = [
        row(f"annotation until it is answered, p{part * 100:.0f}", percentile(answered, part), "ms") for part in PARTS
    ]
    for what, values in (("to each of", each), ("to the last of", last)):
        for part in PARTS:
            rows.append(row(f"annotation {what} {sockets} readers, p{part * 100:.0f}", percentile(values, part), "ms"))
    return rows


PARTS = (0.5, 0.95)


async def _add_paper(team_id: UUID) -> tuple[Paper, File]:
    """With words on its pages, so that places are looked up as they are."""
    chance = random.Random(5)
    async with db.open_system_session.begin() as session:
        owner = (
            await session.scalars(
                Member.__table__.select()
                .with_only_columns(Member.person_id)
                .where(Member.team_id == team_id, Member.role == "owner")
            )
        ).one()
        paper, file = await make.paper(session, Scope(team_id, owner, "owner"))
        for number in range(1, PAGES + 1):
            words, text = [], ""
            for at in range(WORDS):
                written = "".join(chance.choice("abcdefghij") for _ in range(chance.randint(2, 9)))
                x, y = 72 + 45 * (at % 10), 72 + 10 * (at // 10)
                words.append(Word(written, len(text), len(text) + len(written), [(x, y, x + 40, y + 9)]))
                text += written + " "
            session.add(
                FilePage(
                    file_id=file.id,
                    number=number,
                    team_id=team_id,
                    paper_id=paper.id,
                    width=612.0,
                    height=792.0,
                    has_text_layer=True,
                    text=text,
                    word_boxes=pack_words(words),
                )
            )
    return paper, file


if __name__ == "__main__":
    print_table(asyncio.run(measure()))
