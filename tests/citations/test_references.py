"""References lead to the papers that they mean, whichever of the two came first."""

import hashlib
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from scrollkeeper.citations import service
from scrollkeeper.core.events import EventRow
from scrollkeeper.core.paging import write_cursor
from scrollkeeper.library.models import File, FileStructure, Paper
from tests import make

PITCHBLENDE = "On a new substance in pitchblende"
LONG = "On a new strongly radioactive substance contained in pitchblende"


def work(title: str, year: int | None = None, **fields) -> dict:
    issued = {"issued": {"date-parts": [[year]]}} if year else {}
    return {"type": "article-journal", "title": title, **issued, **fields}


def printed(*works: dict, raw: str = "as printed") -> list[dict]:
    return [{"label": f"[{number}]", "raw": raw, "page": 9, "csl": csl} for number, csl in enumerate(works, start=1)]


@pytest.fixture
def read(transaction):
    """Have the references of a file read, as the pipeline and its job do."""

    async def read_structure(file: File, references: list[dict], **structure) -> None:
        async with transaction() as db:
            row = {"team_id": file.team_id, "parser": "test", "structure": {"references": references, **structure}}
            await db.execute(
                insert(FileStructure)
                .values(file_id=file.id, **row)
                .on_conflict_do_update(index_elements=["file_id"], set_=row)
            )
        async with transaction() as db:
            await service.read_references(db, file.id)

    return read_structure


@pytest.fixture
def add(transaction):
    """A paper of somebody's team with this metadata, as the parser leaves it."""

    async def add_paper(who: make.Member, csl: dict) -> tuple[Paper, File]:
        async with transaction() as db:
            return await make.paper(db, who.scope, csl)

    return add_paper


async def cited(who: make.Member, paper: Paper) -> list[str | None]:
    answer = await who.http.get(who.url(f"/papers/{paper.id}/references"))
    assert answer.status_code == 200, answer.text
    return [item["paper"]["id"] if item["paper"] else None for item in answer.json()["items"]]


async def test_references_come_in_printed_order_and_by_the_page(ada, add, read):
    paper, file = await add(ada, work("A survey of everything"))
    await read(file, printed(*[work(f"Work number {number} of many", 1990) for number in range(7)]))
    first = (await ada.http.get(ada.url(f"/papers/{paper.id}/references"), params={"limit": 5})).json()
    assert first["items"][0] == {
        "id": first["items"][0]["id"],
        "position": 1,
        "label": "[1]",
        "raw": "as printed",
        "page": 9,
        "metadata": work("Work number 0 of many", 1990),
        "paper": None,
    }
    asked = {"limit": 5, "cursor": first["next"]}
    second = (await ada.http.get(ada.url(f"/papers/{paper.id}/references"), params=asked)).json()
    assert [item["position"] for item in first["items"] + second["items"]] == list(range(1, 8))
    assert second["next"] is None
    far = await ada.http.get(ada.url(f"/papers/{paper.id}/references"), params={"cursor": write_cursor(2**31)})
    assert far.status_code == 400


CASES = [
    ("the same DOI", work("Radium", DOI="10.1000/A"), work("Another title", DOI="https://doi.org/10.1000/a"), True),
    ("another DOI", work("Radium", DOI="10.1000/a"), work("Uranium", DOI="10.1000/b"), False),
    ("an arXiv number", work("X", arxiv="1706.03762"), work("Y", URL="https://arxiv.org/abs/1706.03762v2"), True),
    ("title and year", work(PITCHBLENDE, 1898), work(PITCHBLENDE.upper() + ".", 1898), True),
    ("a year apart", work(PITCHBLENDE, 1898), work(PITCHBLENDE, 1899), True),
    ("years apart", work(PITCHBLENDE, 1898), work(PITCHBLENDE, 1900), False),
    ("a short title", work("Introduction", 1898), work("Introduction", 1898), False),
    ("no year, short", work("On a new substance"), work("On a new substance", 1898), False),
    ("no year, long", work(LONG), work(LONG, 1898), True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("paper_csl", "reference_csl", "same"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
@pytest.mark.parametrize("paper_first", [True, False], ids=["paper first", "reference first"])
async def test_a_reference_finds_its_paper(ada, add, read, paper_csl, reference_csl, same, paper_first):
    citing, citing_file = await add(ada, work("The paper that cites"))
    if not paper_first:
        await read(citing_file, printed(reference_csl))
    meant, meant_file = await add(ada, paper_csl)
    await read(meant_file, [])
    if paper_first:
        await read(citing_file, printed(reference_csl))
    assert await cited(ada, citing) == [str(meant.id) if same else None]


async def test_a_preprint_that_was_published_is_found_by_its_arxiv_number(ada, add, read):
    citing, citing_file = await add(ada, work("The paper that cites"))
    meant, _ = await add(ada, work("Attention", DOI="10.1000/nips", arxiv="1706.03762"))
    await read(citing_file, printed({}, raw="Vaswani et al. arXiv preprint arXiv:1706.03762 (2017)"))
    assert await cited(ada, citing) == [str(meant.id)]


async def test_papers_of_another_team_are_never_meant(ada, eve, add, read):
    same = work(PITCHBLENDE, 1898, DOI="10.1000/a")
    citing, citing_file = await add(ada, work("The paper that cites"))
    await read(citing_file, printed(same))
    _, theirs = await add(eve, same)
    await read(theirs, [])
    await read(citing_file, printed(same))
    assert await cited(ada, citing) == [None]
    answer = await eve.http.get(ada.url(f"/papers/{citing.id}/references"))
    assert answer.status_code == 404
    assert (await eve.http.get(eve.url(f"/papers/{citing.id}/references"))).status_code == 404


async def test_a_paper_never_cites_itself_and_one_in_the_bin_is_not_shown(ada, add, read):
    same = work(PITCHBLENDE, 1898)
    paper, file = await add(ada, same)
    await read(file, printed(same))
    assert await cited(ada, paper) == [None]
    other, _ = await add(ada, work("Rays emitted by compounds of uranium", 1898))
    await read(file, printed(work("Rays emitted by compounds of uranium", 1898)))
    assert await cited(ada, paper) == [str(other.id)]
    await ada.http.delete(ada.url(f"/papers/{other.id}"))
    assert await cited(ada, paper) == [None]
    await ada.http.post(ada.url(f"/papers/{other.id}/restore"))
    assert await cited(ada, paper) == [str(other.id)]


async def test_parsing_again_keeps_the_ids_and_drops_what_is_gone(ada, add, read):
    paper, file = await add(ada, work("The paper that cites"))
    await read(file, printed(work("One work of three"), work("Two works of three"), work("Three works of three")))
    before = (await ada.http.get(ada.url(f"/papers/{paper.id}/references"))).json()["items"]
    await read(file, printed(work("One work of three"), work("Another second work")))
    after = (await ada.http.get(ada.url(f"/papers/{paper.id}/references"))).json()["items"]
    assert [item["id"] for item in after] == [item["id"] for item in before[:2]]
    assert [item["metadata"]["title"] for item in after] == ["One work of three", "Another second work"]


async def test_a_corrected_title_moves_the_links(ada, add, read, transaction):
    citing, citing_file = await add(ada, work("The paper that cites"))
    await read(citing_file, printed(work(PITCHBLENDE, 1898), work("Journal of something else", 1898)))
    meant, file = await add(ada, work("Journal of something else", 1898))
    await read(file, [])
    assert await cited(ada, citing) == [None, str(meant.id)]
    correction = {"metadata": {"title": "On a New Substance in Pitchblende"}}
    assert (await ada.http.patch(ada.url(f"/papers/{meant.id}"), json=correction)).status_code == 200
    async with transaction() as db:
        waiting = text(
            "select args from procrastinate_jobs where task_name = 'citations.link_paper' and status = 'todo'"
        )
        assert {"paper_id": str(meant.id)} in (await db.execute(waiting)).scalars().all()
        await service.link_paper(db, meant.id)
    assert await cited(ada, citing) == [str(meant.id), None]


async def test_readers_of_the_citing_paper_are_told(ada, add, read, transaction):
    citing, citing_file = await add(ada, work("The paper that cites"))
    await read(citing_file, printed(work("x", DOI="10.1000/a")))
    _, file = await add(ada, work("Radium", DOI="10.1000/a"))
    await read(file, [])
    async with transaction() as db:
        query = select(EventRow).where(
            EventRow.team_id == UUID(ada.team), EventRow.subject["paper"].astext == str(citing.id)
        )
        told = [row.data for row in (await db.execute(query.order_by(EventRow.clock))).scalars()]
    assert told[-2:] == [{"fields": ["references"]}] * 2


async def test_whatever_the_parser_gives_is_stored(ada, add, read):
    odd = [{"label": None, "raw": "x" * 9000, "page": None, "csl": {"title": ["no"], "issued": 7}}, {"csl": None}, {}]
    paper, file = await add(ada, work("The paper that cites"))
    await read(file, odd)
    items = (await ada.http.get(ada.url(f"/papers/{paper.id}/references"))).json()["items"]
    assert [item["metadata"] for item in items] == [{}, {}, {}]


async def test_a_book_with_thousands_of_references_takes_as_many_statements_as_a_letter(ada, add, read, statements):
    _, file = await add(ada, work("A handbook"))
    await read(file, printed(*[work(f"Work number {number} of many", 1990) for number in range(3)]))
    few = await statements(lambda: read(file, printed(*[work(f"Work number {n} of many", 1990) for n in range(3)])))
    many = await statements(lambda: read(file, printed(*[work(f"Work number {n} of many", 1990) for n in range(3000)])))
    assert many == few > 5


async def test_the_newest_file_of_a_paper_gives_its_references(ada, add, read, transaction):
    paper, first = await add(ada, work("The paper that cites"))
    await read(first, printed(work("In the first version only")))
    async with transaction() as db:
        second = File(
            team_id=first.team_id,
            paper_id=paper.id,
            name="v2.pdf",
            size=1,
            sha256=hashlib.sha256(paper.id.bytes).hexdigest(),
        )
        db.add(second)
    await read(second, printed(work("In the second version only")))
    items = (await ada.http.get(ada.url(f"/papers/{paper.id}/references"))).json()["items"]
    assert [item["metadata"]["title"] for item in items] == ["In the second version only"]


async def test_structure_names_references_by_id(ada, eve, add, read):
    paper, file = await add(ada, work("The paper that cites"))
    empty = (await ada.http.get(ada.url(f"/papers/{paper.id}/structure"))).json()
    assert empty == {"sections": [], "figures": [], "tables": [], "citations": []}
    call_out = {"text": "[2]", "page": 3, "rects": [[1.0, 2.0, 3.0, 4.0]]}
    parts = {
        "sections": [{"level": 1, "label": "1", "title": "Introduction", "page": 1}],
        "figures": [{"label": "Figure 1", "caption": "A curve", "page": 2}],
        "tables": [],
        "citations": [call_out | {"reference": 1}, call_out | {"reference": None}, call_out | {"reference": 99}],
    }
    await read(file, printed(work("One work of two"), work("Two works of two")), **parts)
    ids = [item["id"] for item in (await ada.http.get(ada.url(f"/papers/{paper.id}/references"))).json()["items"]]
    structure = (await ada.http.get(ada.url(f"/papers/{paper.id}/structure"))).json()
    assert structure == parts | {"citations": [call_out | {"reference": one} for one in (ids[1], None, None)]}
    assert (await eve.http.get(ada.url(f"/papers/{paper.id}/structure"))).status_code == 404


async def test_a_job_for_what_is_gone_does_nothing(transaction):
    async with transaction() as db:
        await service.read_references(db, UUID(int=0))
        await service.link_paper(db, UUID(int=0))
