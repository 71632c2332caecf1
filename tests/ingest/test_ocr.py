"""Scanned pages: found, read by Tesseract where it is installed, and only those."""

from uuid import UUID

import pytest
from sqlalchemy import text

from scrollkeeper.core.db import open_system_session
from scrollkeeper.ingest.pipeline import ocr
from scrollkeeper.ingest.pipeline import run as pipeline
from scrollkeeper.ingest.pipeline.tesseract import OcrWord, find_tesseract, read_tsv
from scrollkeeper.parsing.layout.words import unpack_words
from tests import make, pdfs
from tests.ingest.parsing_of import look, parsed, rows_of

SCAN = pdfs.scanned_pdf(
    ["The quarterly journal\nof handwritten scrolls\nspeaks of heliotropes.", "Second scanned page."]
)


async def jobs_of(file_id: str) -> int:
    async with open_system_session.begin() as db:
        query = text(
            "select count(*) from procrastinate_jobs where task_name = 'ingest.ocr_file'"
            " and args->>'file_id' = :id and queue_name = 'ocr'"
        )
        return int((await db.execute(query, {"id": file_id})).scalar_one())


async def test_pages_without_text_are_marked(ada: make.Member) -> None:
    paper = await parsed(ada, SCAN + b"% marked")
    assert paper["status"] == "ready"
    assert paper["files"][0]["scanned_pages"] == [1, 2]
    assert await jobs_of(paper["files"][0]["id"]) == (1 if find_tesseract() else 0)


async def test_an_empty_page_is_not_a_scan(ada: make.Member) -> None:
    paper = await parsed(ada, pdfs.typeset(pdfs.PAGE + "Text.\n#pagebreak()\n#pagebreak()\nMore text."))
    assert (paper["status"], paper["files"][0]["scanned_pages"]) == ("ready", [])
    assert await jobs_of(paper["files"][0]["id"]) == 0


@pytest.mark.skipif(find_tesseract() is None, reason="tesseract is not installed")
async def test_scanned_pages_are_read_and_found(ada: make.Member) -> None:
    paper = await parsed(ada, SCAN + b"% read")
    file_id = paper["files"][0]["id"]
    assert (await ada.http.get(ada.url("/search?q=heliotropes"))).json()["items"] == []
    await ocr.read_scanned_pages(UUID(file_id))
    hits = (await ada.http.get(ada.url("/search?q=heliotropes"))).json()["items"]
    assert [(hit["paper"]["id"], hit["page"]) for hit in hits if hit["where"] == "page"] == [(paper["id"], 1)]
    pages = (await rows_of(file_id))["pages"]
    assert pages[0][4].splitlines()[0] == "The quarterly journal"
    word = next(word for word in unpack_words(pages[0][5], pages[0][4]) if word.text.startswith("heliotropes"))
    x0, y0, x1, y1 = word.rects[0]
    # The third line of a picture of 595 by 842 points: 36 + 24 pixels a line of 150 to the inch, from 140 pixels down.
    assert 60 < x0 < x1 < 400
    assert 110 < y0 < y1 < 160
    assert (await look(ada, paper["id"]))["files"][0]["scanned_pages"] == [1, 2]


@pytest.mark.skipif(find_tesseract() is None, reason="tesseract is not installed")
async def test_parsing_again_keeps_what_was_read(ada: make.Member) -> None:
    paper = await parsed(ada, SCAN + b"% kept")
    file_id = paper["files"][0]["id"]
    await ocr.read_scanned_pages(UUID(file_id))
    before = await rows_of(file_id)
    assert all(row[4] for row in before["pages"])
    await pipeline.parse_file(UUID(file_id))
    await ocr.read_scanned_pages(UUID(file_id))
    assert (await rows_of(file_id))["pages"] == before["pages"]


async def test_ocr_of_a_file_that_went_is_no_error() -> None:
    await ocr.read_scanned_pages(UUID(int=9))


TABLE = """level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext
1\t1\t0\t0\t0\t0\t0\t0\t1240\t1754\t-1\t
5\t1\t1\t1\t1\t1\t100\t50\t80\t20\t96.5\tRecog-
5\t1\t1\t1\t2\t1\t100\t80\t60\t20\t91.0\tnition
5\t1\t1\t1\t2\t2\t170\t80\t20\t20\t12.0\t~|
5\t1\t1\t1\t2\t3\t200\t80\t40\t20\t88.2\t"works"
5\t1\t1\t1\t2\tbroken
"""


def test_the_table_of_tesseract() -> None:
    assert read_tsv(TABLE) == [
        OcrWord("Recog-", (1, 1, 1), (100, 50, 180, 70)),
        OcrWord("nition", (1, 1, 2), (100, 80, 160, 100)),
        OcrWord('"works"', (1, 1, 2), (200, 80, 240, 100)),
    ]


def test_words_are_joined_over_lines() -> None:
    joined, words = ocr.join_words(read_tsv(TABLE), 0.5)
    assert joined == 'Recognition "works"'
    assert [(word.text, word.start, word.end) for word in words] == [("Recognition", 0, 11), ('"works"', 12, 19)]
    assert words[0].rects == [(50.0, 25.0, 90.0, 35.0), (50.0, 40.0, 80.0, 50.0)]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Smith-", "Jones", "Smith-\nJones"),
        ("-", "item", "-\nitem"),
        ("1990-", "1995", "1990-\n1995"),
        ("a", "b", "a\nb"),
    ],
)
def test_hyphens_that_stay(first: str, second: str, expected: str) -> None:
    box = (0, 0, 1, 1)
    assert ocr.join_words([OcrWord(first, (1, 1, 1), box), OcrWord(second, (1, 1, 2), box)], 1.0)[0] == expected


@pytest.mark.skipif(find_tesseract() is None, reason="tesseract is not installed")
async def test_a_scanned_paper_gets_its_references_and_keeps_them(ada: make.Member) -> None:
    body = "\n".join(["We keep scrolls for many years, as was said before us in [1] and in [2]."] * 12)
    references = "References\n[1] J. Doe. 2011. On the keeping of scrolls. Journal of Rolls 4, 10-20.\n"
    references += "[2] M. Roe. 2012. On the reading of rolls. Journal of Rolls 5, 1-9."
    paper = await parsed(ada, pdfs.scanned_pdf([body, references]))
    file_id = paper["files"][0]["id"]
    assert (await rows_of(file_id))["structures"][0][1]["references"] == []
    await ocr.read_scanned_pages(UUID(file_id))
    found = (await rows_of(file_id))["structures"][0][1]["references"]
    assert [one["label"] for one in found] == ["1", "2"]
    assert "keeping of scrolls" in found[0]["raw"]
    await pipeline.parse_file(UUID(file_id))
    assert (await rows_of(file_id))["structures"][0][1]["references"] == found
