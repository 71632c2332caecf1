"""How a person has set up the list of papers: kept for them alone, and checked before it is kept."""

from typing import Any

import httpx
import pytest

from tests import make

LIBRARY = "/api/me/preferences/library"


async def test_what_was_chosen_is_kept_for_each_person(
    ada: make.Member, eve: make.Member, anyone: httpx.AsyncClient
) -> None:
    first = {"columns": None, "density": "comfortable", "preview": True}
    assert (await ada.http.get(LIBRARY)).json() == first
    columns = [{"column": "title", "width": 320}, {"column": "field:0192e5a4-0000-7000-8000-000000000000"}]
    for body in ({"columns": columns, "density": "compact"}, {"columns": columns[:1], "preview": False}):
        answer = await ada.http.put(LIBRARY, json=body)
        assert answer.status_code == 200, answer.text
    chosen = {"columns": columns[:1], "density": "comfortable", "preview": False}
    assert answer.json() == (await ada.http.get(LIBRARY)).json() == chosen
    assert (await eve.http.get(LIBRARY)).json() == first
    assert (await anyone.get(LIBRARY)).status_code == (await anyone.put(LIBRARY, json={})).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {"columns": [{"column": "title"}, {"column": "title"}]},
        {"columns": [{"column": "<b>"}]},
        {"columns": [{"column": "title", "width": 8}]},
        {"columns": [{"column": f"c:{number}"} for number in range(101)]},
        {"density": "tiny"},
        {"preview": "maybe"},
    ],
)
async def test_what_makes_no_list_is_refused(ada: make.Member, body: Any) -> None:
    answer = await ada.http.put(LIBRARY, json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_style_one_cites_in_is_kept(ada: make.Member) -> None:
    path = "/api/me/preferences/citations"
    assert (await ada.http.get(path)).json() == {"style": "apa", "locale": None}
    chosen = {"style": "ieee", "locale": "en-GB"}
    assert (await ada.http.put(path, json=chosen)).json() == (await ada.http.get(path)).json() == chosen
    assert (await ada.http.put(path, json={"style": "", "locale": "<b>"})).status_code == 422
