"""Authors where the models of lines and words find none: among the first lines of all, and as the file states them."""

import re
from collections.abc import Collection, Mapping, Sequence

from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.front_matter.author_tokens import Block
from scrollkeeper.parsing.front_matter.cues import CUE
from scrollkeeper.parsing.front_matter.header_features import Surroundings
from scrollkeeper.parsing.front_matter.name_words import plain
from scrollkeeper.parsing.front_matter.names import Author, read_names

# How many lines of the first page, and with what belief in each, in place of the header model's; how sure the words
# must be of one person, and how likely the others.
LINES, BELIEF, SURE, LIKELY = 15, 0.6, 0.8, 0.4
PARTING = re.compile(r"\s*(?:[;,&]|\band\b|\bund\b)\s*")
NAME = re.compile(r"[^\W\d_a-zß-öø-ÿ][\w.'’‐-]*(?: [\w.'’‐-]+){0,4} [^\W\d_a-zß-öø-ÿ][\w'’‐-]+")
MOST_STATED = 100


def look_again(
    lines: Sequence[Line],
    labels: Sequence[str],
    title: Collection[Line],
    stated: Mapping[str, str],
    around: Surroundings,
) -> list[Author]:
    """People of whom the words of the first lines are sure, or those the file names and the first pages print.

    The lines of the title name nobody, whatever their labels: a title in capitals reads like a name.
    """
    first = lines[0].page if lines else 1
    heads = [
        line
        for line, label in zip(lines[:LINES], labels, strict=False)
        if line.page == first
        and line not in title
        and (label in ("author", "affiliation", "other", "meta") or _has_address(line.text))
    ]
    found = read_names(Block(heads, [BELIEF] * len(heads), around.addresses, around.common)) if heads else []
    whole = [one for one in found if one.belief > LIKELY and {"given", "family"} <= one.csl.keys()]
    for one in whole:
        one.belief *= BELIEF
    return whole if any(one.belief > SURE * BELIEF for one in whole) else _stated(lines, stated.get("author", ""))


def _has_address(text: str) -> bool:
    return CUE["affiliation"].search(text) is not None or CUE["email"].search(text) is not None


def _stated(lines: Sequence[Line], names: str) -> list[Author]:
    """From the author that the file's information names: many only have the one who made the file."""
    printed = [(plain(line.text), line) for line in lines]
    found = []
    for name in PARTING.split(names)[:MOST_STATED]:
        line = next((line for text, line in printed if plain(name) in text), None)
        if line is not None and NAME.fullmatch(name):
            given, _, family = name.rpartition(" ")
            found.append(Author({"family": family, "given": given}, line, [], "", 0.5))
    return found
