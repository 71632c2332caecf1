"""An upload from its first byte to its paper, and every way in which it is refused."""

from tests import make
from tests.ingest import tus_client as tus
from tests.ingest.pdf import pdf_bytes, sha256_of


async def test_a_file_becomes_a_paper(ada: make.Member) -> None:
    data = pdf_bytes(300_000)
    url = await tus.begun(ada, len(data), "Attention is all.pdf")
    first = await tus.send(ada, url, 0, data[:100_000])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "100000")
    assert "Upload-Expires" in first.headers
    last = await tus.send(ada, url, 100_000, data[100_000:])
    assert last.status_code == 204
    assert last.headers["ScrollKeeper-Already-Here"] == "false"
    paper = (await ada.http.get(ada.url(f"/papers/{last.headers['ScrollKeeper-Paper']}"))).json()
    assert paper["status"] == "queued"
    assert [(f["name"], f["sha256"], f["size"]) for f in paper["files"]] == [
        ("Attention is all.pdf", sha256_of(data), len(data))
    ]
