"""What is known of a list of names whatever the model says of single words: gaps filled, order and rests of names."""

import re
from collections.abc import Iterator, Sequence

from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.front_matter.author_tokens import (
    DEGREE,
    GROUPS,
    JOINING,
    PLACES,
    Block,
    Token,
    chunks_of,
)
from scrollkeeper.parsing.front_matter.name_words import kind_of, plain

SEPARATORS = {",", ";", "•", "·", "&", "|", *JOINING}
# How sure the header model is of a line where a gap in its list is filled.
SURELY = 0.8
ABBREVIATED_TITLE = re.compile(r"(?:Dipl|Inf|Ing|Phil|Wirt|Nat|Hist|Soz|Päd)\.")
CAPITALISED = re.compile(r"[^\W\d_a-zß-öø-ÿ][^\W\d_A-Z]+(?:['’‐-][^\W\d_]+)*")
LONGEST_PART = 4


def settle_labels(tokens: Sequence[Token], labels: Sequence[str], block: Block) -> list[str]:
    """The model's labels, changed where the printing of the list says otherwise."""
    return _in_one_order(tokens, _with_rests(tokens, _without_gaps(tokens, list(labels), block), block))


def _in_one_order(tokens: Sequence[Token], labels: list[str]) -> list[str]:
    """In a list of "Keller, Maria" all that stands before such a comma is the family's: "Lora Alcantara, Isamarie"."""
    inverted, doubtful, others = 0, list[tuple[list[int], list[int]]](), 0
    for segment in _segments(tokens):
        words = [at for at in segment if labels[at][-1] != "M" and not tokens[at].raised]
        commas = [at for at in words if tokens[at].text == ","]
        before = [at for at in words if commas and at < commas[0]]
        after = [at for at in words if commas and at > commas[0]]
        named = all(labels[at][-1] in "GF" for at in (*before, *after))
        if len(commas) != 1 or not named or not 0 < len(before) <= LONGEST_PART or not 0 < len(after) <= LONGEST_PART:
            others += any(labels[at][-1] in "GF" for at in words)
        elif all(labels[at][-1] == "F" for at in before) and all(labels[at][-1] == "G" for at in after):
            inverted += 1
        else:
            doubtful.append((before, after))
    if inverted > others and inverted >= len(doubtful):
        for before, after in doubtful:
            for at in (*before, *after):
                labels[at] = "F" if at in before else "G"
            labels[before[0]] = "B-F"
    return labels


def _segments(tokens: Sequence[Token]) -> Iterator[list[int]]:
    """Indexes of the tokens of each line, and of each part of one that semicolons part."""
    segment: list[int] = []
    for at, token in enumerate(tokens):
        if segment and (token.text == ";" or tokens[at - 1].line != token.line):
            yield segment
            segment = []
        if token.text != ";":
            segment.append(at)
    if segment:
        yield segment


def _with_rests(tokens: Sequence[Token], labels: list[str], block: Block) -> list[str]:
    """A capitalised word that only a space parts from a name is of it, where a sign or the line's end is beyond it."""
    for at, token in enumerate(tokens):
        sure = labels[at] == "O" and not token.raised and block.beliefs[token.line] > SURELY
        if not sure or not CAPITALISED.fullmatch(token.text):
            continue
        other = any(kind.match(token.text) for kind in (DEGREE, PLACES, GROUPS)) or plain(token.text) in block.common
        if other:
            continue
        if _touch(tokens, at - 1) and labels[at - 1][-1] == "F" and not _touch(tokens, at):
            labels[at] = "F"
        given = kind_of(token.text) in ("given", "either") and not _touch(tokens, at - 1)
        if given and _touch(tokens, at) and labels[at + 1] == "B-G":
            labels[at], labels[at + 1] = "B-G", "G"
    return labels


def _touch(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word and the one after it are parted by a mere space."""
    if at < 0 or at + 1 >= len(tokens):
        return False
    one, other = tokens[at], tokens[at + 1]
    signs = SEPARATORS & {one.text, other.text}
    return one.line == other.line and not other.wide and not other.raised and not signs


def _without_gaps(tokens: Sequence[Token], labels: list[str], block: Block) -> list[str]:
    """In a list of people, what stands between two of them and looks like a name is one, though the model doubts it."""
    chunks = chunks_of(tokens, block.common)
    named = [any(label[-1] in "GF" for label in labels[first : last + 1]) for first, last, _ in chunks]
    gaps = [
        at
        for at, (first, last, plausible) in enumerate(chunks)
        if plausible
        and at
        and not named[at]
        and any(named[:at])
        and (any(named[at:]) or (named[at - 1] and last > first and _on_one_line(tokens, chunks[at - 1][1], first)))
        and (last > first or (named[at - 1] and at + 1 < len(named) and named[at + 1]))
        and all(label == "O" for label in labels[first : last + 1])
        and block.beliefs[tokens[first].line] > SURELY
    ]
    if not gaps or sum(named) < 2 * len(gaps):
        return labels
    for first, last, _ in (chunks[at] for at in gaps):
        labels[first : last + 1] = ["B-G", *["G"] * (last - first - 1), "F"] if last > first else ["B-F"]
        if len(tokens[last].text.strip(".")) < 3 and last > first:  # "Wei L": the family's name stands first.
            labels[first : last + 1] = ["B-F", *["F"] * (last - first - 1), "G"]
    return labels


def _on_one_line(tokens: Sequence[Token], one: int, other: int) -> bool:
    return tokens[one].line == tokens[other].line


def role_of(token: Token, label: str, lines: Sequence[Line]) -> str:
    """Of a word by its label; there are no names in e-mail addresses, nor are signs names."""
    if label[-1] in "GF" and not token.text[0].isalpha() and kind_of(token.text) != "particle":
        return "M"
    if label[-1] == "G" and ABBREVIATED_TITLE.fullmatch(token.text):
        return "O"
    if label[-1] == "M" and not token.raised and _may_be_given(token.text):
        return "G"
    if label[-1] != "O" and "@" in lines[token.line].text and "@" in lines[token.line].pieces[token.piece].text:
        return "O"
    return label[-1]


def _may_be_given(word: str) -> bool:
    """Of what the model takes for a mark: a known name, or the initial "d." in "Michel d. S. Mesquita"."""
    return len(word) > 1 and (kind_of(word) in ("given", "either") or re.fullmatch(r"[^\W\d_]\.", word) is not None)
