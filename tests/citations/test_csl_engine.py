"""citeproc-js in its process: what it prints, that it forgets, and that nothing made for it takes others down."""

import asyncio
import json
import os
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from scrollkeeper.citations.csl import engine
from scrollkeeper.citations.csl.engine import BadStyle, TooMuch, format_references, turn_of
from scrollkeeper.citations.csl.markup import safe_html
from scrollkeeper.citations.csl.styles import find_style, load_style
from scrollkeeper.core.errors import Unavailable

FIXTURES = Path(__file__).parents[3] / "shared" / "fixtures" / "csl"
# Those that load in a moment; the others are compared with CSL=all, and take up to ten seconds each.
QUICK = ("ieee", "nature", "elsevier-harvard")
ALL = sorted(path.stem for path in (FIXTURES / "oracle").glob("*.json") if path.stem != "items.csl")
STYLE = """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info><title>Ours</title></info>
  <citation><layout>{citation}</layout></citation>
  <bibliography><layout><text variable="title"/></layout></bibliography></style>"""


def items(count: int = 1, **fields: Any) -> list[dict[str, Any]]:
    author = [{"family": "Curie", "given": "Marie"}]
    return [
        {"id": f"p{number}", "type": "book", "title": "On rivers", "author": author} | fields for number in range(count)
    ]


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="the fixtures lie beside a checkout of ours only")
@pytest.mark.parametrize("name", ALL if os.environ.get("CSL") == "all" else QUICK)
async def test_every_line_is_as_it_should_be(name: str) -> None:
    """Twice, since a warm engine must not remember the first time, and with what others ask in between."""
    expected = json.loads((FIXTURES / "oracle" / f"{name}.json").read_text())
    style = (FIXTURES / "styles" / f"{name}.csl").read_text()
    every = json.loads((FIXTURES / "oracle" / "items.csl.json").read_text())
    cited = [{"items": one["items"], "noteIndex": one["noteIndex"]} for one in expected["citations"]]
    for _ in range(2):
        made = await format_references(style, every, locale=expected["lang"])
        lines = [(one["id"], one["html"].strip()) for one in expected["bibliography"]]
        assert made.entries == lines
        assert all(safe_html(html) == html for _, html in lines)
        text = await format_references(style, every, locale=expected["lang"], citations=cited)
        assert text.citations == [one["html"] for one in expected["citations"]]


async def test_a_dependent_style_formats_as_its_parent_in_its_own_locale() -> None:
    style = find_style("nature-digest") or find_style("nature-chemistry")
    assert style is not None
    assert style.parent == "nature"
    xml, locale = load_style(style)
    assert "<title>Nature</title>" in xml
    assert locale == "en-GB"


async def test_a_style_that_cannot_work_is_refused_and_the_next_one_works() -> None:
    with pytest.raises(BadStyle):
        await format_references("<style/>", items())
    with pytest.raises(BadStyle):
        await format_references("no XML at all", items())
    made = await format_references(STYLE.format(citation='<text variable="title"/>'), items())
    assert made.citation == "On rivers"


async def test_a_style_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "SECONDS", 1)
    # A macro that calls itself 2^40 times over.
    macros = "".join(f'<macro name="m{n}"><text macro="m{n + 1}"/><text macro="m{n + 1}"/></macro>' for n in range(40))
    style = STYLE.format(citation='<text macro="m0"/>').replace(
        "<citation>", macros + '<macro name="m40"><text variable="title"/></macro><citation>'
    )
    with pytest.raises((TooMuch, BadStyle, Unavailable)):
        await format_references(style, items())
    assert (await format_references(STYLE.format(citation='<text variable="title"/>'), items())).citation


async def test_a_process_that_dies_while_it_rests_is_replaced() -> None:
    style = STYLE.format(citation='<text variable="title"/>')
    await format_references(style, items())
    for process in list(engine._idle):
        process.process.kill()
        process.process.wait()
    assert (await format_references(style, items())).citation == "On rivers"


async def test_several_ask_at_once() -> None:
    style = STYLE.format(citation='<text variable="title"/>')
    made = await asyncio.gather(*(format_references(style, items(title=f"Rivers {n}")) for n in range(6)))
    assert [one.citation for one in made] == [f"Rivers {n}" for n in range(6)]
    await engine.close_engines()
    assert engine._idle == []


async def test_markup_of_titles_is_printed_and_nothing_else_is_markup() -> None:
    style = STYLE.format(citation='<text variable="title"/>')
    made = await format_references(style, items(title="<i>E. coli</i> in H<sub>2</sub>O <script>alert(1)</script>"))
    assert made.citation == "<i>E. coli</i> in H<sub>2</sub>O &#60;script&#62;alert(1)&#60;/script&#62;"


@pytest.mark.parametrize("name", ["__proto__", "constructor", "valueOf"])
async def test_names_that_mean_something_in_javascript_are_names(name: str) -> None:
    style = STYLE.format(citation='<names variable="author"/>').replace(
        "<citation>", '<citation disambiguate-add-names="true" disambiguate-add-givenname="true">'
    )
    made = await format_references(style, items(2, author=[{"family": name, "given": name}], title=name))
    assert [html for _, html in made.entries] == [f'<div class="csl-entry">{name}</div>'] * 2
    assert made.citation == f"{name} {name}{name} {name}"


async def test_an_answer_that_is_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MOST_ANSWER_BYTES", 100_000)
    style = STYLE.format(citation=f'<text variable="title" prefix="{"x" * 2_000}"/>')
    assert len((await format_references(style, items())).citation) > 2_000
    with pytest.raises(TooMuch):
        await format_references(style, items(100))


async def test_one_person_asks_one_question_at_a_time() -> None:
    one, other = uuid4(), uuid4()
    asked: list[str] = []

    async def ask(person: UUID, name: str) -> None:
        async with turn_of(person):
            asked.append(name)

    async with turn_of(one):
        waiting = asyncio.create_task(ask(one, "again"))
        await ask(other, "other")
        asked.append("first")
    await waiting
    assert asked == ["other", "first", "again"]
