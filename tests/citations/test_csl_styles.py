"""Styles: found by their names, and read where somebody brings one."""

import pytest

from scrollkeeper.citations.csl.locales import find_locale, read_locales
from scrollkeeper.citations.csl.style_xml import read_style
from scrollkeeper.citations.csl.styles import COMMON, NotAStyle, find_style, read_catalogue, search_styles

XMLNS = 'xmlns="http://purl.org/net/xbiblio/csl"'


def test_all_styles_are_there_and_every_parent_is() -> None:
    styles = read_catalogue().styles
    assert len(styles) > 10_000
    assert [one for one in COMMON if one not in styles] == []
    parents = {style.parent for style in styles.values() if style.parent}
    assert [one for one in parents if (found := find_style(one)) is None or found.parent] == []


@pytest.mark.parametrize(
    "query, first",
    [
        ("apa", "apa"), ("APA 7th", "apa"), ("ieee", "ieee"), ("nature", "nature"),
        ("mla", "modern-language-association"),
        ("chicago author", "chicago-author-date"), ("vancouver", "nlm-citation-sequence"), ("plos one", "plos-one"),
        ("zeitschrift fur kunstgesch", "zeitschrift-fur-kunstgeschichte"), ("", "apa"),
    ],
)  # fmt: skip
def test_styles_are_found_by_words(query: str, first: str) -> None:
    assert search_styles(query)[0].id == first


def found_id(name: str) -> str | None:
    style = find_style(name)
    return style.id if style else None


def test_former_ids_addresses_and_file_names_lead_to_the_style() -> None:
    for name in ("apa", "http://www.zotero.org/styles/apa", "apa.csl", "APA"):
        assert found_id(name) == "apa"
    assert found_id("vancouver") == "nlm-citation-sequence"
    for name in ("", "no-such-style", "../../secret", "../styles/apa/..", "a\0b"):
        assert found_id(name) is None


def test_locales() -> None:
    assert len(read_locales()) > 50
    assert find_locale("de") == "de-DE"
    assert find_locale("en-GB") == "en-GB"
    assert find_locale("xx") is None


def test_a_style_is_read() -> None:
    style = read_style(
        f'<style {XMLNS} class="note" default-locale="fr-FR"><info><title> Notre\nstyle </title>'
        '<category citation-format="note"/></info><citation><layout/></citation></style>'
    )
    assert (style.title, style.format, style.locale, style.parent) == ("Notre style", "note", "fr-FR", None)


@pytest.mark.parametrize(
    "text, said",
    [
        ("", "damaged"),
        ("<style", "damaged"),
        ("<html></html>", "not a style"),
        ("<style/>", "not a style"),
        (f"<style {XMLNS}><info/></style>", "no title"),
        (f"<style {XMLNS}><info><title>A</title></info></style>", "nothing about citations"),
        (f'<!DOCTYPE style [<!ENTITY a "b">]><style {XMLNS}/>', "document type"),
        (f"<style {XMLNS}>" + "<a>" * 100, "nested"),
    ],
)
def test_what_is_no_style_is_refused_with_a_sentence(text: str, said: str) -> None:
    with pytest.raises(NotAStyle, match=said):
        read_style(text)


def test_what_a_style_says_of_itself_is_bounded() -> None:
    head = '<info><title>Ours</title><category citation-format="' + "x" * 10_000 + '"/></info><citation/></style>'
    style = read_style(f'<style {XMLNS} default-locale="{"x" * 10_000}">{head}')
    assert style.format == ""
    assert len(style.locale or "") < 100
