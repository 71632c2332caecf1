"""What a host sees of the pipeline in /metrics."""

import re

from scrollkeeper.ingest import metrics
from tests import make, pdfs
from tests.ingest.parsing_of import parsed, upload


async def scrape(ada: make.Member) -> dict[str, float]:
    metrics._read_at = -1000.0
    answer = await ada.http.get("/metrics")
    assert answer.status_code == 200
    return {name: float(value) for name, value in re.findall(r"^(scrollkeeper_\S+) (\S+)$", answer.text, re.MULTILINE)}


async def test_queue_and_files_are_counted(ada: make.Member) -> None:
    before = await scrape(ada)
    await upload(ada, pdfs.make_pdf(text="Waits."))
    await parsed(ada, pdfs.make_pdf(text="Is read."))
    after = await scrape(ada)

    def more(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert more('scrollkeeper_files{status="queued"}') == 1
    assert more('scrollkeeper_files{status="ready"}') == 1
    # Both uploads deferred a job; the second file was parsed beside the queue, and left one that reads its references
    # and one that takes in what people wrote on other versions or inside the PDF.
    assert more('scrollkeeper_jobs{queue="parsing",status="todo"}') == 3
    assert after["scrollkeeper_oldest_job_seconds"] >= 0
