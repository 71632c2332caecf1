"""From the engine's HTML to text, Markdown and LaTeX."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.citations.csl.markup import Format, convert, join, safe_html

ENTRY = (
    '<div class="csl-entry">\n    <div class="csl-left-margin">[1]</div><div class="csl-right-inline">'
    "M. Curie &#38; Co., <i>On H<sub>2</sub>O_x</i>, <b>50%</b>, https://doi.org/10.1/a_b#c.</div>\n  </div>"
)


@pytest.mark.parametrize(
    "form, written",
    [
        ("html", ENTRY),
        ("text", "[1] M. Curie & Co., On H2O_x, 50%, https://doi.org/10.1/a_b#c."),
        ("markdown", r"\[1\] M. Curie & Co., *On H<sub>2</sub>O\_x*, **50%**, <https://doi.org/10.1/a_b#c>."),
        (
            "latex",
            r"[1] M. Curie \& Co., \textit{On H\textsubscript{2}O\_x}, \textbf{50\%}, \url{https://doi.org/10.1/a_b\#c}.",
        ),
    ],
)
def test_an_entry_in_each_form(form: Format, written: str) -> None:
    assert convert(ENTRY, form) == written


def test_blocks_have_lines_of_their_own_and_upright_words_stand_within_italics() -> None:
    assert convert('<div class="csl-entry">A<div class="csl-block">B</div></div>', "text") == "A\nB"
    assert (
        convert('<i>On <span style="font-style:normal;">E. coli</span></i>', "latex") == r"\textit{On \textup{E. coli}}"
    )
    assert convert("A\N{NO-BREAK SPACE}B", "latex") == "A~B"


def test_a_bibliography_is_joined_as_its_form_wants() -> None:
    assert join(["a", "b"], "text") == "a\nb"
    assert join(["a", "b"], "markdown") == "a\n\nb"
    assert join(["<div>a</div>"], "html") == '<div class="csl-bib-body">\n<div>a</div>\n</div>'


@given(st.text())
def test_words_stay_words(text: str) -> None:
    """Whatever is in a title, no tag comes of it that formatting does not need."""
    shown = safe_html(text)
    assert safe_html(shown) == shown
    for tag in ("<script", "<img", "<a ", "<svg", "<style"):
        assert tag not in shown
    assert convert(safe_html(escape(text)), "text").split() == text.split()
