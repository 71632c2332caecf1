"""Which words of a printed name are the family's: by how the paper cites itself, how its list is printed, and custom.

A model labels each word (names.py), but compound names are a matter of custom, which it learns badly from few papers:
"Ana Luzia Ferreira Farias" is cited as Farias, "Gabriel García Márquez" as García Márquez. What the paper itself prints
("Farias ALF", "Farias et al.") says most.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.front_matter.author_tokens import INITIALS, Token
from scrollkeeper.parsing.front_matter.imprint import OWN_CITATION
from scrollkeeper.parsing.front_matter.name_words import kind_of, plain

# Of a text in which a paper cites itself: lines after its first, characters, and authors that are looked up in it.
CITATION_LINES, MOST_CITING, MOST_CITED = 7, 6000, 200
# Words of a family name at most, whatever the list holds.
MOST_FAMILY = 6
# Words that follow a family name in Portuguese and are no given names (Marques Filho).
FOLLOWING = frozenset(("filho", "neto", "netto", "junior", "sobrinho"))
# Common in Spain and Spanish America, where people have two family names, and rare in Portuguese.
SPANISH = frozenset(
    "garcia diaz ruiz moreno munoz alonso navarro torres gil serrano blanco molina morales ortega delgado ortiz rubio "  # noqa: SIM905
    "marin sanz iglesias medina garrido cortes castillo lozano guerrero cano prieto calvo gallego leon herrera pena "
    "flores cabrera vega fuentes carrasco reyes aguilar pascual herrero vargas romero hidalgo lorenzo montero ferrer "
    "duran vicente mora arias carmona crespo pastor soto velasco soler moya parra esteban bravo rojas marquez".split()
)
GROUP_END = re.compile(r"(?:collaborations?|consortium|group|network|team|investigators|committee|initiative)$", re.I)
# Of the names of a list, so many begin with initials where all given names are shortened to them.
SHORTENED = 0.8


@dataclass(slots=True)
class PrintedName:
    """The words of one person by their role: G given, F family, S suffix, C the words of a group."""

    first: int
    words: dict[str, list[Token]] = field(default_factory=dict)
    marks: list[str] = field(default_factory=list)
    last: int = 0
    marked: int = 0
    """The token with its last word or mark."""
    inverted: int | None = None
    """The first token of given names that a comma parts from the family name before them."""

    def in_order(self) -> list[tuple[str, Token]]:
        """Given and family names with their roles, as printed."""
        named = [(role, token) for role in "GF" for token in self.words.get(role, [])]
        return sorted(named, key=lambda word: (word[1].line, word[1].piece, word[1].start))


def citing_text(lines: Sequence[Line]) -> str:
    """What lines say of the authors in short: the paper's own citation, and "Keller et al." in heads and notices."""
    found: list[str] = []
    left = 0
    for line in lines:
        begins = OWN_CITATION.match(line.text) is not None
        left = CITATION_LINES if begins else max(left - 1, 0)
        if left or (len(line.text) < 200 and "et al" in line.text and (line.zone == "margin" or "©" in line.text)):
            found.append(line.text)
    return " ".join(found)[:MOST_CITING]


def tell_groups(names: Sequence[PrintedName]) -> None:
    """What ends in a word for a group is one, though the model takes it for a person ("ALICE Collaboration")."""
    for name in names:
        words = [token for _, token in name.in_order()]
        if len(words) > 1 and GROUP_END.match(words[-1].text):
            name.words = {"C": words}


def settle_family_names(names: Sequence[PrintedName], citing: str) -> None:
    """Moves words between given and family names of those that are printed with the given name first."""
    _turn_initials(names)
    _turn_to_usual_order(names)
    shortened = _is_shortened(names)
    for number, name in enumerate(names):
        words = name.in_order()
        roles = "".join(role for role, _ in words)
        if not re.fullmatch(r"G[GF]*F|FF+", roles) or _is_initial(words[-1][1].text):
            continue
        tokens = [token for _, token in words]
        length = 1
        if len(tokens) > 2:
            cited = cited_length([token.text for token in tokens], citing) if number < MOST_CITED else None
            length = cited or _usual_length(tokens, len(roles) - len(roles.rstrip("F")), shortened)
        while length < len(tokens) - 1 and _is_particle(tokens[-length - 1], labelled=roles[-length - 1]):
            length += 1
        name.words["G"], name.words["F"] = tokens[:-length], tokens[-length:]


def _turn_initials(names: Sequence[PrintedName]) -> None:
    """In a list like "Keller ML, Oduya P" no initials are a family name, whatever the model takes them for."""
    orders = ["".join(role for role, _ in name.in_order()) for name in names]
    inverted = [
        name
        for name, order in zip(names, orders, strict=True)
        if re.fullmatch("F+G+", order) and all(_is_initial(token.text) for token in name.words["G"])
    ]
    for name, order in zip(names, orders, strict=True):
        if 2 * len(inverted) >= len(names) and order == "GF" and _is_initial(name.words["F"][0].text):
            name.words["G"], name.words["F"] = name.words["F"], name.words["G"]


def _turn_to_usual_order(names: Sequence[PrintedName]) -> None:
    """In a list that prints given names first, one that a model reads the other way round is printed so as well."""
    whole = [name for name in names if {"G", "F"} <= name.words.keys() and name.inverted is None]
    orders = ["".join(role for role, _ in name.in_order()) for name in whole]
    usual, turned = (sum(re.fullmatch(shape, order) is not None for order in orders) for shape in ("G+F+", "F+G+"))
    for name, order in zip(whole, orders, strict=True):
        if usual > 1 and usual >= 2 * turned and re.fullmatch("F+G+", order):
            tokens = [token for _, token in name.in_order()]
            if not any(_is_initial(token.text) or _is_loud(token) for token in tokens):
                name.words["G"], name.words["F"] = tokens[:-1], tokens[-1:]


def _is_shortened(names: Sequence[PrintedName]) -> bool:
    """Whether the list prints initials in place of given names."""
    given = [name.words["G"][0].text for name in names if name.words.get("G")]
    return len(given) > 1 and sum(map(_is_initial, given)) >= SHORTENED * len(given)


def _usual_length(tokens: Sequence[Token], labelled: int, shortened: bool) -> int:
    """How many of a name's last words are the family's where nothing cites it; the model says `labelled`."""
    initials = next((at for at, token in enumerate(tokens) if not _is_initial(token.text)), len(tokens) - 1)
    if shortened and 0 < initials < len(tokens):
        return len(tokens) - initials
    last, before = plain(tokens[-1].text), plain(tokens[-2].text)
    if last in FOLLOWING and not _is_initial(tokens[-2].text) and len(tokens) > 2:
        return 2
    if labelled > 1 and any(word in SPANISH or (word.endswith("ez") and len(word) > 3) for word in (last, before)):
        return 2
    return 1


def cited_length(words: Sequence[str], citing: str) -> int | None:
    """How many of the last words the paper cites somebody by, as in "Lora Alcantara I" or "Lora Alcantara et al."."""
    if words[-1] not in citing:
        return None
    initial = re.escape(words[0][0])
    for length in range(1, min(len(words), MOST_FAMILY + 1)):
        family = r"\s+".join(map(re.escape, words[-length:]))
        shortly = rf"(?<![\w-]){family},?\s+(?:et\.? al\b|{initial}[^\W\d_a-zß-öø-ÿ.\s-]{{0,3}}\.?(?![^\W\d_]))"
        before, given = words[-length - 1], " ".join(words[:-length])
        if _is_initial(words[-length]):
            break
        for match in re.finditer(shortly, citing):
            lead = citing[: match.start()].rstrip()
            # A notice with the whole name says nothing of its parts.
            if not lead.endswith(given if _is_initial(before) else before):
                return length
    return None


def _is_initial(word: str) -> bool:
    return INITIALS.match(word) is not None and (len(plain(word)) < 3 or "." in word)


def _is_particle(token: Token, labelled: str) -> bool:
    """Small words before a family name; one with a capital where the model takes it for part of it (De Luca)."""
    return kind_of(token.text) == "particle" and (token.text.islower() or labelled == "F")


def tell_by_capitals(names: Sequence[PrintedName]) -> None:
    """In a list that prints family names in capitals ("Marie CURIE") these say which word is which."""
    told = []
    for name in names:
        words = [token for _, token in name.in_order()]
        loud = [token for token in words if _is_loud(token)]
        if loud and len(loud) < len(words) and not any(map(str.islower, (token.text for token in words))):
            told.append((name, loud, [token for token in words if not _is_loud(token)]))
    sure = [loud for _, loud, _ in told if any(len(token.text) > 2 for token in loud)]
    if len(told) < 2 or 2 * len(told) < len(names) or not sure:
        return
    for name, family, given in told:
        for token in family:
            token.text = token.text if len(token.text) > 2 else token.text.capitalize()
        name.words["F"], name.words["G"] = family, given


def _is_loud(token: Token) -> bool:
    return len(token.text) > 1 and token.text.isupper() and "." not in token.text
