"""A note's document in Yjs' binary form (https://github.com/yjs/yjs, update format v1), read with pycrdt.

Only sandboxed processes use this module (note_verbs.py): what is read here is native code that people's bytes reach.

Updates commute and may come twice: a note is whatever all its updates, in any order, make of an empty document.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Doc, XmlElement, XmlFragment, XmlText, merge_updates

from scrollkeeper.notes.nesting import ROOT
from scrollkeeper.notes.update_bounds import MAX_DEPTH
from scrollkeeper.notes.update_format import BadUpdate


@dataclass(frozen=True)
class Run:
    """Text in one style: the names of its marks with their attributes."""

    text: str
    marks: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Block:
    """An element of the document, as ProseMirror names it (`paragraph`, `heading`, `tableCell` …)."""

    name: str
    attributes: dict[str, Any]
    children: "list[Block | Run]"


def build(updates: Iterable[bytes]) -> "Doc[Any]":
    """The document that these updates make; raises BadUpdate where the library gives up."""
    built: Doc[Any] = Doc()
    try:
        for update in filter(None, updates):
            built.apply_update(update)
    except Exception as error:
        raise BadUpdate(str(error)) from None
    except BaseException as error:
        # A panic of the Rust library below comes as a BaseException of its own.
        if type(error).__name__ != "PanicException":
            raise
        raise BadUpdate("It cannot be read.") from None
    return built


def merge(updates: Iterable[bytes]) -> bytes:
    """One update that does what all of these do; empty bytes for none. Cheap: the document is not built."""
    some = [update for update in updates if update]
    if len(some) < 2:
        return some[0] if some else b""
    return merge_updates(*some)


def compact(update: bytes) -> bytes:
    """The same document without the text that was deleted from it."""
    return build([update]).get_update() if update else b""


def read_blocks(update: bytes) -> list[Block]:
    """The document as a tree. Elements deeper than 60 are left out."""
    fragment = build([update]).get(ROOT, type=XmlFragment)
    return [child for child in _children(fragment, 0) if isinstance(child, Block)]


def append_blocks(updates: Iterable[bytes], blocks: Iterable[Block]) -> bytes:
    """The update that puts these blocks at the end of the document that the updates make."""
    built = build(updates)
    before = built.get_state()
    fragment = built.get(ROOT, type=XmlFragment)
    with built.transaction():
        for block in blocks:
            _append(fragment, block)
    return built.get_update(before)


def _append(parent: XmlFragment | XmlElement, block: Block) -> None:
    element = XmlElement(block.name)
    parent.children.append(element)
    for name, value in block.attributes.items():
        element.attributes[name] = value
    # Marks of the text before are ended by name, or it would go on in them.
    ended = {name: None for child in block.children if isinstance(child, Run) for name in child.marks}
    text, at = None, 0
    for child in block.children:
        if isinstance(child, Block):
            text = None
            _append(element, child)
            continue
        if text is None:
            text, at = XmlText(), 0
            element.children.append(text)
        text.insert(at, child.text, ended | child.marks)
        at += len(child.text.encode())


def _children(parent: XmlFragment | XmlElement, depth: int) -> list[Block | Run]:
    if depth > MAX_DEPTH:
        return []
    found: list[Block | Run] = []
    for child in parent.children:
        if isinstance(child, XmlText):
            found += [Run(str(text), dict(marks or {})) for text, marks in child.diff() if isinstance(text, str)]
        elif isinstance(child, XmlElement):
            attributes: Any = child.attributes  # pairs, whatever its type says
            found.append(Block(child.tag or "", dict(attributes), _children(child, depth + 1)))
    return found
