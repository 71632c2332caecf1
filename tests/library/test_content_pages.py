"""Pages with their words, and the small pictures of first pages."""

import pytest

from scrollkeeper.core.storage import storage
from scrollkeeper.library.models import File, FilePage
from scrollkeeper.parsing.parser import Word, pack_words
from tests import make

TEXT = "On a new substance strongly radioactive"
WORDS = [
    Word("On", 0, 2, [(72.0, 72.0, 84.0, 84.0)]),
    Word("substance", 9, 18, [(100.0, 72.0, 130.0, 84.0), (72.0, 86.0, 90.5, 98.25)]),
]


@pytest.fixture
async def file(transaction, ada) -> File:
    async with transaction() as db:
        paper, file = await make.paper(db, ada.scope)
        ids = {"file_id": file.id, "team_id": file.team_id, "paper_id": paper.id}
        size = {"width": 595.25, "height": 842.0}
        db.add(FilePage(**ids, **size, number=1, has_text_layer=True, text=TEXT, word_boxes=pack_words(WORDS)))
        db.add(FilePage(**ids, **size, number=2, has_text_layer=False, text="", word_boxes=b""))
        file.pages, file.parser = 3, "test 1"
        file.thumbnail_key = f"thumbnails/{file.sha256}.webp"
    await storage().put(file.thumbnail_key, b"RIFF a picture")
    return file


async def test_a_page_has_its_text_and_where_each_word_stands(ada, file):
    answer = await ada.http.get(ada.url(f"/files/{file.id}/pages/1"))
    assert answer.json() == {
        "number": 1,
        "width": 595.25,
        "height": 842.0,
        "text": TEXT,
        "has_text_layer": True,
        "words": [
            {"text": "On", "start": 0, "end": 2, "rects": [[72.0, 72.0, 84.0, 84.0]]},
            {
                "text": "substance",
                "start": 9,
                "end": 18,
                "rects": [[100.0, 72.0, 130.0, 84.0], [72.0, 86.0, 90.5, 98.25]],
            },
        ],
    }


async def test_a_page_without_text_is_a_page(ada, file):
    answer = (await ada.http.get(ada.url(f"/files/{file.id}/pages/2"))).json()
    assert (answer["text"], answer["has_text_layer"], answer["words"]) == ("", False, [])


async def test_pages_that_are_not_there_or_not_yet(ada, eve, anyone, file):
    assert (await ada.http.get(ada.url(f"/files/{file.id}/pages/3"))).status_code == 404
    for number in ("0", "-1", "x", "1.5", str(2**40)):
        assert (await ada.http.get(ada.url(f"/files/{file.id}/pages/{number}"))).status_code == 422
    for path in (f"/files/{file.id}/pages/1", f"/files/{file.id}/thumbnail"):
        assert (await eve.http.get(ada.url(path))).status_code == 404
        assert (await eve.http.get(eve.url(path))).status_code == 404
        assert (await anyone.get(ada.url(path))).status_code == 401


async def test_a_picture_is_sent_once(ada, file):
    answer = await ada.http.get(ada.url(f"/files/{file.id}/thumbnail"))
    assert (answer.status_code, answer.content) == (200, b"RIFF a picture")
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"].startswith("private, max-age=")
    tag = answer.headers["etag"]
    again = await ada.http.get(ada.url(f"/files/{file.id}/thumbnail"), headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)


async def test_another_parser_makes_another_picture(ada, file, transaction):
    tag = (await ada.http.get(ada.url(f"/files/{file.id}/thumbnail"))).headers["etag"]
    async with transaction() as db:
        (await db.get_one(File, file.id)).parser = "test 2"
    answer = await ada.http.get(ada.url(f"/files/{file.id}/thumbnail"), headers={"If-None-Match": tag})
    assert answer.status_code == 200


async def test_a_file_without_a_picture(ada, transaction):
    async with transaction() as db:
        _, plain = await make.paper(db, ada.scope)
    assert (await ada.http.get(ada.url(f"/files/{plain.id}/thumbnail"))).status_code == 404
