"""Papers over HTTP: listed, described by parser and people, into the bin and out again."""

import json
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from scrollkeeper.core.db import open_system_session
from scrollkeeper.library import service as library
from tests import make

CURIE = {
    "title": "Sur le polonium",
    "author": [{"family": "Curie", "given": "Marie"}],
    "type": "article-journal",
    "issued": {"date-parts": [[1898]]},
    "container-title": "Comptes rendus",
    "DOI": "10.1000/polonium",
}
NOETHER = {"title": "Invariante Variationsprobleme", "author": [{"family": "Noether", "given": "Emmy"}],
           "type": "article-journal", "issued": {"date-parts": [[1918]]}}  # fmt: skip


async def add(member: make.Member, *described: dict[str, Any] | None) -> list[str]:
    ids = []
    for csl in described:
        async with open_system_session.begin() as db:
            paper, _ = await make.paper(db, member.scope, csl)
            ids.append(str(paper.id))
    return ids


async def listed(member: make.Member, query: str = "") -> list[str]:
    answer = await member.http.get(member.url(f"/papers{query}"))
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["items"]]


async def test_a_paper_shows_what_the_parser_read(ada: make.Member) -> None:
    (paper_id,) = await add(ada, CURIE)
    row = (await ada.http.get(ada.url("/papers"))).json()["items"][0]
    assert (row["title"], row["authors"], row["year"]) == ("Sur le polonium", "Marie Curie", 1898)
    assert row["added_by"]["name"] == "Ada"
    paper = (await ada.http.get(ada.url(f"/papers/{paper_id}"))).json()
    assert paper["metadata"] == CURIE
    assert paper["provenance"]["title"]["by"] == "parser"
    assert paper["status"] == "queued"
    assert [file["status"] for file in paper["files"]] == ["queued"]
    assert set(paper["can"]) == {"edit", "delete", "parse"}


async def test_papers_of_other_teams_do_not_exist(
    ada: make.Member, eve: make.Member, anyone: httpx.AsyncClient
) -> None:
    (paper_id,) = await add(ada, CURIE)
    path, body = f"/papers/{paper_id}", {"metadata": {"title": "Mine"}}
    for url, status in ((ada.url(path), 404), (eve.url(path), 404)):
        assert (await eve.http.get(url)).status_code == status
        assert (await eve.http.patch(url, json=body)).status_code == status
        assert (await eve.http.delete(url)).status_code == status
    assert (await anyone.get(ada.url(path))).status_code == 401
    assert (await anyone.patch(ada.url(path), json=body)).status_code == 401
    ids = {"ids": [paper_id]}
    assert (await eve.http.post(eve.url("/papers/delete"), json=ids)).json() == {"done": 0}
    assert (await ada.http.get(ada.url(path))).json()["metadata"]["title"] == "Sur le polonium"


@pytest.mark.parametrize(("role", "status"), [("editor", 200), ("commenter", 404), ("reader", 404)])
async def test_who_may_edit(ada: make.Member, eve: make.Member, role: str, status: int) -> None:
    (paper_id,) = await add(ada, CURIE)
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, role)
    url = ada.url(f"/papers/{paper_id}")
    seen = await eve.http.get(url)
    assert seen.status_code == 200
    assert ("edit" in seen.json()["can"]) == (status == 200)
    assert (await eve.http.patch(url, json={"metadata": {"volume": "3"}})).status_code == status
    gone = 204 if status == 200 else 404
    assert (await eve.http.delete(url)).status_code == gone


async def test_what_a_person_sets_stays_when_the_parser_reads_again(ada: make.Member) -> None:
    (paper_id,) = await add(ada, CURIE)
    url = ada.url(f"/papers/{paper_id}")
    edited = await ada.http.patch(url, json={"metadata": {"title": "On polonium", "abstract": "New."}})
    assert edited.status_code == 200
    assert edited.json()["provenance"]["title"] | {"at": 0} == {
        "by": "person",
        "person": {"id": str(ada.id), "name": "Ada"},
        "at": 0,
        "source": None,
        "confidence": None,
        "doubtful": False,
    }
    async with open_system_session.begin() as db:
        again = CURIE | {"title": "SUR LE POLONIUM", "volume": "126"}
        await library.apply_parsed(db, ada.scope, UUID(paper_id), again)
    now = (await ada.http.get(url)).json()["metadata"]
    assert (now["title"], now["volume"], now["abstract"]) == ("On polonium", "126", "New.")
    back = (await ada.http.patch(url, json={"metadata": {"title": None, "abstract": None}})).json()
    assert back["metadata"]["title"] == "SUR LE POLONIUM"
    assert "abstract" not in back["metadata"]
    assert back["provenance"]["title"]["by"] == "parser"
    assert "abstract" not in back["provenance"]
    cleared = (await ada.http.patch(url, json={"metadata": {"DOI": ""}})).json()
    assert "DOI" not in cleared["metadata"]
    assert cleared["provenance"]["DOI"]["by"] == "person"


async def test_doubtful_fields_are_shown_listed_and_confirmed(ada: make.Member, eve: make.Member) -> None:
    sure, unsure = await add(ada, NOETHER, CURIE)
    async with open_system_session.begin() as db:
        confidence = {"title": 0.98, "container-title": 0.4, "volume": 0.2}
        await library.apply_parsed(db, ada.scope, UUID(unsure), CURIE, confidence)
    url = ada.url(f"/papers/{unsure}")
    seen = (await ada.http.get(url)).json()["provenance"]
    assert {field: (one["confidence"], one["doubtful"]) for field, one in seen.items()} | {"author": 0} == {
        "title": (0.98, False),
        "container-title": (0.4, True),
        "author": 0,
        "type": (None, False),
        "issued": (None, False),
        "DOI": (None, False),
    }
    assert await listed(ada, "?needs_checking=true") == [unsure]
    assert set(await listed(ada)) == {sure, unsure}
    # "Looks right" is the same value, set by a person; only whoever may edit can say so.
    same = {"metadata": {"container-title": CURIE["container-title"]}}
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, "commenter")
    assert (await eve.http.patch(url, json=same)).status_code == 404
    assert await listed(ada, "?needs_checking=true") == [unsure]
    confirmed = (await ada.http.patch(url, json=same)).json()
    assert confirmed["metadata"] == CURIE
    source = confirmed["provenance"]["container-title"]
    assert (source["by"], source["person"]["name"], source["doubtful"]) == ("person", "Ada", False)
    assert await listed(ada, "?needs_checking=true") == []
    # Handed back to the parser, it is as doubtful as before.
    await ada.http.patch(url, json={"metadata": {"container-title": None}})
    assert await listed(ada, "?needs_checking=true") == [unsure]


@pytest.mark.parametrize(
    "metadata",
    [{"titel": "x"}, {"title": 3.5e400}, {"title": ["x"]}, {"title": "a\u0000"}, {"author": "Curie"},
     {"author": [{"given": "Marie"}]}, {"author": [{"family": {"a": 1}}]}, {"issued": {"date-parts": [["x"]]}},
     {"issued": {"date-parts": [[2020, 13]]}}, {"issued": 2020}, {"DOI": "not one"}, {"type": "pamphlett"}],
)  # fmt: skip
async def test_metadata_that_is_not_csl_is_refused_with_its_field(ada: make.Member, metadata: dict[str, Any]) -> None:
    (paper_id,) = await add(ada, CURIE)
    answer = await ada.http.patch(
        ada.url(f"/papers/{paper_id}"),
        content=json.dumps({"metadata": metadata}),
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": f"metadata.{next(iter(metadata))}", "detail": answer.json()["detail"]}]


async def test_dates_in_words_are_kept_and_sorted_by_their_year(ada: make.Member) -> None:
    (paper_id,) = await add(ada, CURIE)
    url = ada.url(f"/papers/{paper_id}")
    for issued, year in (
        ({"literal": "Spring 2019"}, 2019), ({"raw": "2018-05"}, 2018), ({"literal": "no date"}, None),
        ({"date-parts": [[2020], [2021]]}, 2020), ({"date-parts": [[1650]], "circa": True}, 1650),
        ({"date-parts": [[2021]], "season": 1}, 2021),
    ):  # fmt: skip
        answer = await ada.http.patch(url, json={"metadata": {"issued": issued}})
        assert answer.status_code == 200, answer.text
        assert (await ada.http.get(url)).json()["metadata"]["issued"] == issued
        assert (await ada.http.get(ada.url("/papers"))).json()["items"][0]["year"] == year
    refused = await ada.http.patch(url, json={"metadata": {"issued": {"date-parts": [[2021, 2, 30]]}}})
    assert refused.json()["detail"] == "Enter a year, or a date like 2024-05-17."


async def test_delete_and_undo(ada: make.Member) -> None:
    one, two = await add(ada, CURIE, NOETHER)
    assert (await ada.http.delete(ada.url(f"/papers/{one}"))).status_code == 204
    assert await listed(ada) == [two]
    assert await listed(ada, "?deleted=true") == [one]
    restored = await ada.http.post(ada.url(f"/papers/{one}/restore"))
    assert restored.json()["deleted_at"] is None
    assert (await ada.http.post(ada.url("/papers/delete"), json={"ids": [one, two, str(uuid4())]})).json() == {
        "done": 2
    }
    assert await listed(ada) == []
    assert (await ada.http.post(ada.url("/papers/restore"), json={"ids": [one, two]})).json() == {"done": 2}
    assert set(await listed(ada)) == {one, two}
    assert (await ada.http.post(ada.url("/papers/delete"), json={"ids": []})).status_code == 422


@pytest.mark.parametrize("sort", ["added", "title", "author", "year", "venue", "status", "added_by"])
async def test_every_order_pages_through_all_papers_once_both_ways(ada: make.Member, sort: str) -> None:
    same = [{"title": "Same title", "issued": {"date-parts": [[2000]]}}] * 3
    ids = await add(ada, CURIE, NOETHER, None, *same)
    runs = []
    for direction in ("", "-"):
        seen, cursor = [], ""
        while cursor is not None:
            page = (await ada.http.get(ada.url(f"/papers?limit=2&sort={direction}{sort}&cursor={cursor}"))).json()
            assert page["total"] == 6
            seen += [row["id"] for row in page["items"]]
            cursor = page["next"]
        assert sorted(seen) == sorted(ids)
        runs.append(seen)
    assert runs[0] == runs[1][::-1]


@pytest.mark.parametrize("sort", ["year,-title,venue", "-year,title", "venue,-added_by", "title,title,-title"])
async def test_orders_by_several_columns_page_through_all_papers_once(ada: make.Member, sort: str) -> None:
    described = [
        {"title": title, "container-title": venue, "issued": {"date-parts": [[year]]}}
        for year in (2000, 2001) for title in ("Alder", "Birch") for venue in ("One", "Two")
    ]  # fmt: skip
    await add(ada, *described, described[0])
    rows, cursor = [], ""
    while cursor is not None:
        page = await ada.http.get(ada.url(f"/papers?limit=2&sort={sort}&cursor={cursor}"))
        assert page.status_code == 200, page.text
        rows += page.json()["items"]
        cursor = page.json()["next"]
    assert len({row["id"] for row in rows}) == len(rows) == 9
    directions = {}
    for column in sort.split(","):
        directions.setdefault(column.removeprefix("-"), column.startswith("-"))
    wanted = list(rows)
    for column, descending in reversed(directions.items()):
        # All were added by the same person.
        wanted.sort(key=lambda row, column=column: "" if column == "added_by" else row[column], reverse=descending)  # type: ignore[misc]
    assert rows == wanted


@pytest.mark.parametrize("sort", ["", "size", "title,", "title;year", "--title", "title,year,venue,added"])
async def test_an_order_that_there_is_not_is_refused(ada: make.Member, sort: str) -> None:
    assert (await ada.http.get(ada.url(f"/papers?sort={sort}"))).status_code == 422


async def test_filtering_as_one_types(ada: make.Member) -> None:
    one, two = await add(ada, CURIE, NOETHER)
    assert await listed(ada, "?filter=POLON") == [one]
    assert await listed(ada, "?filter=noether 1918") == [two]
    assert await listed(ada, "?filter=%25") == []
    assert await listed(ada, "?filter=curie&status=ready") == []
    assert await listed(ada, "?filter=%00") != []
    assert (await ada.http.get(ada.url("/papers?limit=201"))).status_code == 422


async def test_the_same_bytes_are_one_paper_and_come_back_from_the_bin(ada: make.Member, eve: make.Member) -> None:
    async def store(member: make.Member) -> tuple[UUID, bool]:
        async with open_system_session.begin() as db:
            paper, _, there = await library.add_file(db, member.scope, name="a.pdf", sha256=ada.team[:8] * 8, size=9)
            return paper.id, there

    first, there = await store(ada)
    assert not there
    assert await store(ada) == (first, True)
    await ada.http.delete(ada.url(f"/papers/{first}"))
    assert await store(ada) == (first, True)
    assert await listed(ada) == [str(first)]
    assert (await store(eve))[0] != first, "another team's copy is its own"
    assert (await ada.http.get(ada.url("/usage"))).json()["bytes"] == 9


async def test_each_change_takes_the_next_number_of_the_clock(ada: make.Member) -> None:
    (paper_id,) = await add(ada, CURIE)
    url = ada.url(f"/papers/{paper_id}")
    before = (await ada.http.get(url)).json()["clock"]
    same = (await ada.http.patch(url, json={"metadata": {"title": "New"}})).json()["clock"]
    assert same == before + 1 == (await ada.http.get(ada.url())).json()["clock"]
    async with open_system_session.begin() as db:
        await library.apply_parsed(db, ada.scope, UUID(paper_id), CURIE)
    assert (await ada.http.get(url)).json()["clock"] == same, "the parser saying the same again is no change"
