"""Long values of fields that indexes hold are taken, or refused with a sentence."""

import random
import string

import pytest

from tests import make

# PostgreSQL compresses what repeats itself before it measures it, so these do not.
LONG = "".join(random.Random(7).choices(string.ascii_letters + string.digits, k=49_000))


@pytest.mark.parametrize(
    "field",
    [
        {"arxiv": LONG}, {"DOI": f"10.1000/{LONG}"}, {"keyword": LONG}, {"URL": f"https://example.org/{LONG}"},
        {"title": LONG}, {"container-title": LONG}, {"author": [{"family": LONG[:500]}]}, {"ISBN": LONG},
        {"PMID": LONG}, {"publisher": LONG}, {"citation-key": LONG}, {"note": LONG},
    ],
    ids=lambda field: next(iter(field)),
)  # fmt: skip
async def test_long_values_are_taken_or_refused(ada: make.Member, field: dict[str, object]) -> None:
    answer = await ada.http.post(ada.url("/papers"), json={"metadata": {"title": "Long", **field}})
    assert answer.status_code in (201, 422), answer.text
