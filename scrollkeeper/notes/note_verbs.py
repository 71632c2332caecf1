"""What a sandboxed process does with the updates of a note: the only place from which they reach Yjs' native code."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from scrollkeeper.notes import document, html, markdown, plain_text
from scrollkeeper.notes.nesting import measure_nesting
from scrollkeeper.notes.update_bounds import MAX_DEPTH, MAX_NOTE_STRUCTS
from scrollkeeper.notes.update_format import BadUpdate, Reader, Struct, read_structs
from scrollkeeper.sandbox.refusals import Refusal

# Building a document takes about a microsecond a struct; one that takes longer compares too much with too much.
BUILD_SECONDS, BUILD_SECONDS_PER_STRUCT = 1.0, 10e-6


class TooManyParts(Refusal):
    """This note has reached its maximum size. Continue in a new note."""

    code = "full"


def look(_: Any, updates: Sequence[bytes]) -> dict[str, int]:
    """Structs and depth of the document that these updates make; refuses what a browser could not show."""
    structs: list[Struct] = []
    for update in filter(None, updates):
        structs += read_structs(Reader(update))
        if len(structs) > MAX_NOTE_STRUCTS:
            raise TooManyParts
    nesting = measure_nesting(structs)
    # What hangs loose could hang on the deepest place once the missing part comes.
    if nesting.depth + nesting.loose > MAX_DEPTH:
        raise BadUpdate(f"With it, the note would be nested deeper than {MAX_DEPTH} levels.")
    began = time.process_time()
    document.build(updates)
    if time.process_time() - began > BUILD_SECONDS + BUILD_SECONDS_PER_STRUCT * len(structs):
        raise BadUpdate("With it, the note would take browsers too long to open.")
    return {"structs": len(structs), "depth": nesting.depth + nesting.loose}


def compact(_: Any, updates: Sequence[bytes]) -> dict[str, Any]:
    """The document as one update without the text that was deleted from it, and what `look` says of that."""
    state = document.compact(document.merge(updates))
    return {"state": state, **look(None, [state])}


VERBS: dict[str, Callable[..., Any]] = {
    "look": look,
    "compact": compact,
    "merge": lambda _, updates: document.merge(updates),
    "append_html": lambda _, updates, text: document.append_blocks(updates, html.read_html(text)),
    "markdown": lambda _, updates, base: markdown.write_markdown(
        document.read_blocks(document.merge(updates)), link=markdown.links_below(base)
    ),
    "plain_text": lambda _, updates: plain_text.write_plain_text(document.read_blocks(document.merge(updates))),
}


def warm_up() -> None:
    """Import and try everything once on an empty document, so that it is there in every child."""
    VERBS["markdown"](None, [compact(None, [b"\0\0", b"\0\0"])["state"]], base="")
