"""Words and signs of an author block as the author model sees them: by their form, what is known of them, and place."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.front_matter.cues import cues_in
from scrollkeeper.parsing.front_matter.name_words import kind_of, plain
from scrollkeeper.parsing.glyphs.pieces import is_uniform

IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff"
# Initials are parted from what follows; the sign for an ORCID iD, where it is drawn with letters, from the name.
TOKEN = re.compile(
    rf"(?:Ph|Pharm)\.\s?D\.?|[BMD]\.Sc\.?|(?:[^\W\d_]\.[-‐]?)+|[{IDEOGRAPHS}]+|"
    r"(?<=[a-zà-ÿ])(?:ID|iD)(?![^\W\d_])|[^\W\d_]+?(?<=[a-zà-ÿ])(?=(?:ID|iD)(?![^\W\d_]))|"
    r"[^\W\d_]+(?:['’ʼ`´‘\-‐][^\W\d_]+)*\.?|['’‘]t(?!\w)|\d+|\S"
)
INITIALS = re.compile(r"(?:[^\W\d_a-zß-öø-ÿ]\.?[-‐]?){1,4}$")
DEGREE = re.compile(
    r"(?:ph\.?d|dr|prof|professor|m\.?d|m\.?sc|b\.?sc|m\.?a|b\.?a|mph|frcp\w*|mrcp\w*|fac[sp]|mbbs|mb|mbchb|bs|ms|dds|"
    r"dmd|dvm|rn|msn|bsn|mba|mphil|dphil|dsc|pharmd|dipl|ing|hab|mr|mrs|msw|jd|edd|psyd|student|esq|frcs\w*|fr?acs)\.?$",
    re.IGNORECASE,
)
JOINING = frozenset(("and", "und", "et", "y", "e", "&", "og", "och", "en", "i", "и", "with", "mit", "∧"))
GROUPS = re.compile(
    r"(consortium|collaborat|group|team|network|investigators|committee|initiative|society|project|study|trial|"
    r"behalf|working|task|force|arbeitsgruppe|gruppe|konsortium)",
    re.IGNORECASE,
)
# Words of employers and of what stands near names, in many languages.
PLACES = re.compile(
    r"(universi|institut|hochschul|fachhochschul|fachbereich|agricultur|fakult|facult|facul|depart|départ|schools?$|college|laborat|hospital|"
    r"klinik|cent(er|re)s?$|academ|akadem|biblioth|librar|medicine$|sciences?$|technolog|engineering$|research$|"
    r"education$|medical$|branch$|campus$|division$|national$|city$|province|stra(ss|ß)e|street|tel(ephone)?\.?$|fax\.?$|e-?mail|correspond|authors?$|"
    r"notes?$|editors?$|received|accepted|published|forschung|zentrum|abteilung|lehrstuhl|verlag|arbeitsstelle)",
    re.IGNORECASE,
)
# What the sign for an ORCID iD is drawn with.
ORCID_SIGNS = ("ID", "iD")
MAX_WIDE = 0.85
RAISED = 0.8


@dataclass(slots=True)
class Token:
    """A word or sign: `line` is an index into the lines of the block, `piece` one into the pieces of that line."""

    text: str
    line: int
    piece: int
    start: int
    raised: bool = False
    """Set in much smaller type than its line, as marks of affiliations are."""
    glued: bool = False
    """No space before it."""
    wide: bool = False
    """A gap wider than a word space before it."""
    font: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that may name authors, with the belief of the header model that each does."""

    lines: Sequence[Line]
    beliefs: Sequence[float]
    addresses: str = ""
    """E-mail addresses of the first pages, in small letters."""
    common: frozenset[str] = frozenset()
    """Words that the document also prints in small letters."""
    citing: str = ""
    """What the paper says of its authors elsewhere, in short; see family_names.py."""


def tokens_of(lines: Sequence[Line]) -> list[Token]:
    """In printed order; a word that is broken at the end of a line is one token."""
    tokens: list[Token] = []
    for at, line in enumerate(lines):
        size = max(line.size, 1.0)
        uniform = is_uniform(line.pieces)
        right: float | None = None
        broken = bool(tokens) and tokens[-1].text[-1:] in "-‐" and len(tokens[-1].text) > 1
        for number, piece in enumerate(line.pieces):
            raised = not uniform and piece.size < RAISED * size
            gap = 9.9 if right is None else (piece.rect[0] - right) / size
            for match in TOKEN.finditer(piece.text):
                glued = match.start() > 0 or (gap < 0.12 and right is not None)
                wide = match.start() == 0 and right is not None and gap > MAX_WIDE
                text = match.group()
                if glued and text in ORCID_SIGNS:
                    continue
                if broken and text[0].isalpha() and not raised:
                    joined = tokens[-1].text[:-1] if text[0].islower() else tokens[-1].text
                    tokens[-1].text = joined + text
                else:
                    tokens.append(Token(text, at, number, match.start(), raised, glued, wide, piece.font))
                broken = False
            right = piece.rect[2]
        if tokens and tokens[-1].text == "-" and len(tokens) > 1 and tokens[-1].glued:
            tokens.pop()
            tokens[-1].text += "-"
    return tokens


@lru_cache(maxsize=16384)
def _form(text: str) -> tuple[str, str, str]:
    """(shape, kind, ending) of a word or sign."""
    if not text[0].isalpha() and kind_of(text) != "particle":
        sign = "0" if text[0].isdigit() else text[0] if text in ",;.&•·|/()[]{}:-–—*@" else "sign"
        return sign, "sign", ""
    code = ord(text[0])
    if 0x3040 <= code <= 0x9FFF or 0xAC00 <= code <= 0xD7AF:
        return f"cjk{min(len(text), 6)}", kind_of(text), ""
    if text in JOINING or (text.isupper() and len(text) > 1 and text.lower() in JOINING):
        return "and", "sign", text.lower()
    bare = text.strip(".'’‘-‐")
    if INITIALS.match(text) and (len(bare) < 2 or "." in text):
        shape = "I." if text.endswith(".") else "I"
    elif bare.isupper():
        shape = f"XX{min(len(bare), 5)}"
    elif bare[:1].isupper():
        shape = "Xx" if bare[1:].islower() or "-" in bare or "’" in bare or "'" in bare else "XxX"
    else:
        shape = "x" if len(bare) > 1 else "x1"
    if DEGREE.match(text):
        shape += "deg"
    return shape, kind_of(text), plain(text)[-3:]


def features_of(block: Block, tokens: Sequence[Token]) -> list[list[str]]:
    """One list of features a token, for python-crfsuite."""
    forms = [_form(token.text) for token in tokens]
    lines = [_line_features(block, at) for at in range(len(block.lines))]
    whole = _list_features(tokens, forms)
    places = _places(tokens, forms)
    count = len(tokens)
    near: list[tuple[str, ...]] = []
    for token, (shape, kind, _) in zip(tokens, forms, strict=True):
        own = [shape, f"{shape}{kind}"]
        if token.raised:
            own.append(f"raised{shape}")
        elif token.glued:
            own.append(f"glued{shape}")
        if token.wide:
            own.append("wide")
        near.append(tuple(own))
    features: list[list[str]] = []
    for index, token in enumerate(tokens):
        shape, kind, ending = forms[index]
        found = [*near[index], kind, *lines[token.line], *whole]
        place, joined, since = places[index]
        found += [place, joined, since, f"{whole[0]}{place}", f"{whole[0]}{joined}", f"{whole[0]}{since}{shape}"]
        found.append(f"{since}{place}{shape}{kind}")
        if ending:
            low = plain(token.text)
            found += [f"e={ending}", f"w={low}"]
            if len(low) > 2:
                found.append("common" if low in block.common else "rare")
                if block.addresses:
                    found.append(_in_addresses(low, block.addresses))
            if GROUPS.match(token.text):
                found.append("group")
        for step in (-2, -1, 1, 2):
            other = index + step
            if not 0 <= other < count:
                found.append(f"{step}end")
                continue
            found.append(f"{step}{near[other][1]}")
            if step in (-1, 1):
                found += [f"{step}{name}" for name in near[other][2:]]
                found.append(f"{step}{near[other][0]}{shape}")
                if tokens[other].line != token.line:
                    found.append(f"{step}newline{near[other][0]}{whole[0]}")
        before = forms[index - 1] if index else ("", "", "")
        after = forms[index + 1] if index + 1 < count else ("", "", "")
        found.append(f"tri={before[0]}|{shape}|{after[0]}")
        found.append(f"trik={before[1]}|{kind}|{after[1]}")
        features.append(found)
    return features


def _in_addresses(low: str, addresses: str) -> str:
    at = addresses.find(low)
    if at < 0:
        return "address0"
    return "address1" if at and addresses[at - 1].isalnum() else "address2"


def _line_features(block: Block, at: int) -> list[str]:
    line = block.lines[at]
    first = block.lines[0]
    belief = block.beliefs[at]
    band = "sure" if belief > 0.9 else "likely" if belief > 0.5 else "maybe" if belief > 0.1 else "no"
    found = [f"l={band}", f"l+={band}{line.text.count(',') > 1}"]
    found += [f"c={name}" for name in cues_in(line.text)]
    found.append(f"like={line.font == first.font and abs(line.size - first.size) < 0.3}{line.bold}")
    previous = block.lines[at - 1] if at else None
    found.append(
        "block0" if previous is not None and previous.block == line.block and previous.page == line.page else "block1"
    )
    size = round(4 * line.size / max(max(one.size for one in block.lines), 1.0))
    found.append(f"size={size}")
    found.append(f"words={min(line.text.count(' ') + 1, 8)}")
    return found


def chunks_of(tokens: Sequence[Token], common: frozenset[str]) -> list[tuple[int, int, bool]]:
    """First and last index of the words between each two signs, and whether they look like a name.

    A single word does where it is known from names and the document, whose `common` words are given, has no such word.
    """
    forms = [_form(token.text) for token in tokens]
    found = []
    for first, last in _chunks(tokens, forms, newlines=False):
        shapes, words = forms[first : last + 1], [token.text for token in tokens[first : last + 1]]
        loud = all(kind == "particle" or (shape[0] in "IX" and "deg" not in shape) for shape, kind, _ in shapes)
        if first == last:
            known = shapes[0][1] in ("given", "family", "either") and plain(words[0]) not in common
            plausible = loud and known and len(words[0]) > 3
        else:
            plausible = loud and len(words) <= 5 and max(len(word.strip(".")) for word in words) > 2
        other = any(GROUPS.match(word) or PLACES.match(word) for word in words)
        found.append((first, last, plausible and not other))
    return found


def _list_features(tokens: Sequence[Token], forms: Sequence[tuple[str, str, str]]) -> list[str]:
    """What holds for the whole list: by what names are parted, whether lines part them, and if families come first."""
    signs = Counter(form[0] for form in forms)
    parted = ";" if signs[";"] else "," if signs[","] else "and" if signs["and"] else "none"
    chunks = _chunks(tokens, forms, newlines=True)
    score = single = 0
    for first, last in chunks:
        single += first == last
        if first != last:
            kinds = ["given" if forms[at][0][0] == "I" else forms[at][1] for at in (first, last)]
            score += (kinds[0] == "family") - (kinds[0] == "given") + (kinds[1] == "given") - (kinds[1] == "family")
    order = "family" if score > 0 else "given" if score < 0 else "open"
    alone = "most" if single > 0.6 * len(chunks) else "half" if single > 0.35 * len(chunks) else "few"
    every = f"list={parted}{order}{alone}{_line_ends(tokens, forms)}"
    return [every, f"parted={parted}", f"order={order}", f"alone={alone}"]


def _line_ends(tokens: Sequence[Token], forms: Sequence[tuple[str, str, str]]) -> str:
    """Whether the lines end with what parts names: most of them, some, or none."""
    ends = [
        forms[at][0] in (",", ";", "and", "•", "·")
        for at in range(len(tokens) - 1)
        if tokens[at].line != tokens[at + 1].line
    ]
    return "one" if not ends else "all" if sum(ends) > 0.7 * len(ends) else "some" if any(ends) else "bare"


def _chunks(tokens: Sequence[Token], forms: Sequence[tuple[str, str, str]], *, newlines: bool) -> list[tuple[int, int]]:
    """First and last index of each run of words without a sign, and without the end of a line, between them."""
    found: list[tuple[int, int]] = []
    start: int | None = None
    for index, (token, form) in enumerate(zip(tokens, forms, strict=True)):
        word = form[1] != "sign" and not token.raised
        parted = newlines and index > 0 and tokens[index - 1].line != token.line
        if start is not None and (not word or parted):
            found.append((start, index - 1))
            start = None
        if word and start is None:
            start = index
    return [*found, (start, len(tokens) - 1)] if start is not None else found


def _places(tokens: Sequence[Token], forms: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Where each word stands between two signs or line ends, where between signs, and in which chunk of its line."""
    places = ["p=sign"] * len(tokens)
    joined = ["q=sign"] * len(tokens)
    odd = ["odd="] * len(tokens)
    for target, letter, newlines in ((places, "p", True), (joined, "q", False)):
        line, number = -1, 0
        for first, last in _chunks(tokens, forms, newlines=newlines):
            number = number + 1 if tokens[first].line == line else 0
            line = tokens[first].line
            for at in range(first, last + 1):
                target[at] = f"{letter}={min(at - first, 3)}/{min(last - at, 3)}"
                odd[at] = f"odd={number % 2}{min(number, 2)}"
    return list(zip(places, joined, odd, strict=True))
