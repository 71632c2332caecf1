"""How often bytes that come in ask the database: a slow client sends thousands of parts."""

from tests import make
from tests.ingest import tus_client as tus
from tests.ingest.pdf import pdf_bytes
from tests.statements import Asked, hearing


def reads_of_the_upload(asked: Asked) -> int:
    return sum(one.startswith("SELECT") and "FROM uploads" in one for one in asked.statements)


async def test_a_part_takes_three_transactions_and_the_last_five(ada: make.Member) -> None:
    """Who may, the claim, the count; for the last also its parts, and all that makes it a paper."""
    data = pdf_bytes(300_000)
    url = await tus.begun(ada, len(data))
    await tus.send(ada, url, 0, data[:100_000])
    with hearing() as middle:
        assert (await tus.send(ada, url, 100_000, data[100_000:200_000])).status_code == 204
    with hearing() as last:
        answer = await tus.send(ada, url, 200_000, data[200_000:])
    assert answer.headers["ScrollKeeper-Paper"]
    assert (middle.commits, reads_of_the_upload(middle)) == (3, 1)
    assert (last.commits, reads_of_the_upload(last)) == (5, 3)
