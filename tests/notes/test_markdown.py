"""Trees of blocks and the Markdown that says the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.notes.document import Block, Run, compact, merge, read_blocks
from scrollkeeper.notes.markdown import write_markdown


def p(*children: Block | Run | str) -> Block:
    return block("paragraph", *children)


def block(name: str, *children: Block | Run | str, **attributes: object) -> Block:
    return Block(name, attributes, [Run(child) if isinstance(child, str) else child for child in children])


EXAMPLES = [
    (p("plain"), "plain"),
    (p("2 * 3 [x] <b>"), "2 \\* 3 \\[x\\] \\<b\\>"),
    (p("# not a heading"), "\\# not a heading"),
    (p("1. not a list"), "1\\. not a list"),
    (block("heading", "Aims", level=2.0), "## Aims"),
    (p(Run("very ", {"bold": {}}), Run("good", {"italic": {}, "bold": {}})), "**very** ***good***"),
    (p(Run("see", {"link": {"href": "https://example.org/a b)"}})), "[see](https://example.org/a%20b%29)"),
    (p(Run("a`b", {"code": {}})), "``a`b``"),
    (
        block("bulletList", block("listItem", p("one"), block("bulletList", block("listItem", p("two"))))),
        "- one\n  - two",
    ),
    (block("orderedList", block("listItem", p("a")), block("listItem", p("b")), start=3), "3. a\n4. b"),
    (
        block("taskList", block("taskItem", p("done"), checked="true"), block("taskItem", p("not"))),
        "- [x] done\n- [ ] not",
    ),
    (block("blockquote", p("a"), p("b")), "> a\n>\n> b"),
    (block("codeBlock", "x = 1\n```", language="python"), "````python\nx = 1\n```\n````"),
    (p("E = ", block("inlineMath", latex="mc^2")), "E = $mc^2$"),
    (block("blockMath", latex="\\int f"), "$$\n\\int f\n$$"),
    (
        block(
            "table",
            block("tableRow", block("tableHeader", p("a")), block("tableHeader", p("b|c"))),
            block("tableRow", block("tableCell", p("1"))),
        ),
        "| a | b\\|c |\n| --- | --- |\n| 1 |  |",
    ),
    (p("as ", block("citation", label="Curie 1898", paper="7")), "as [Curie 1898](/papers/7)"),
    (block("annotation", quote="a line", label="p. 4", paper="7"), "> a line\n>\n> — [p. 4](/papers/7)"),
]


@pytest.mark.parametrize(("tree", "markdown"), EXAMPLES, ids=[markdown for _, markdown in EXAMPLES])
def test_examples(tree: Block, markdown: str) -> None:
    assert write_markdown([tree], link=lambda kind, attributes: f"/papers/{attributes['paper']}") == markdown + "\n"


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=60))
def test_text_never_becomes_markup_that_it_was_not(text: str) -> None:
    written = write_markdown([p(text)])
    assert not any(line.lstrip().startswith(("# ", "> ", "- ", "+ ", "* ", "```")) for line in written.splitlines())


def test_nothing_is_an_empty_document() -> None:
    assert (merge([]), compact(b""), read_blocks(b"")) == (b"", b"", [])
