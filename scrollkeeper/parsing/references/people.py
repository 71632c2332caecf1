"""Names in a reference: "Curie, M.; Joliot, F.", "M. Curie and F. Joliot", "Curie M, Joliot F, et al." to CSL names.

A list is read as a whole: what the parts between commas look like says whether names are inverted, and by what their
parts are joined.
"""

import re

from scrollkeeper.parsing.front_matter.name_words import PARTICLES

SUFFIX = re.compile(r"^(jr|sr|jun|ii|iii|iv|2nd|3rd)\.?$", re.IGNORECASE)
OTHERS = re.compile(
    r"[,;]?\s*\b(?:et\.? al(?:ii|ia)?\b\.?|and (?:\d+ )?(?:other(?:s| authors)?|colleagues|co-?workers)\b|"
    r"u\. ?a\.|und andere\b|et coll\b\.?|y otros\b|y cols?\b\.?|\.\.\.|…)",
    re.IGNORECASE,
)
ROLE = re.compile(
    r"\(?\b(?:eds?|editors?|edited by|hrsg|hg|herausgeber|trans(?:lated)?(?: by)?|dir|org|coords?|comps?)\b\.?\)?:?\s*|"
    r"^in:?\s+|^by\s+|\(n\. ?d\b.*",
    re.IGNORECASE,
)
AND = re.compile(r"\s*(?:[,;]\s*)?(?:\s&\s|\b(?:and|und|et|y|e|og|och|en|i)\b(?=\s+[^\W\d_a-z])|\s\+\s)\s*")
LOW = r"a-zß-öø-ÿ"
INITIALS = re.compile(
    rf"^(?:[^\W\d_](?:\.|\b)[\s.‐–-]*){{1,5}}$|^[^\W\d_{LOW}]{{1,4}}\.?$|"
    rf"^(?:[^\W\d_{LOW}][a-z]?\.[\s‐–-]*){{1,5}}(?: ?(?:van|von|de|der|den|del|di|da|la|le|ten)\b)*$"
)
TRAILING = re.compile(r"^(?P<family>.+?)[ ,]+(?P<given>(?:[^\W\d_a-zß-ÿ]\.?[ ‐–-]?){1,4})$")
ORGANISATION = re.compile(
    r"\b(?:universit\w*|institut\w*|department|ministry|agency|organi[sz]ation|committee|commission|council|association|"
    r"society|group|team|collaboration|consortium|network|foundation|cent(?:er|re)s?|bureau|office|nations|programme|"
    r"program|project|investigators|federation|union|company|corporation|inc|ltd|gmbh|press|government|party|board|"
    r"authority|gesellschaft|\w*ministerium|\w{3,}amt|bundes\w+|\w*verband|verein|stiftung|akademie|\w*gemeinschaft|für|ministère|"
    r"comité|société|service|services|laborator\w*|initiative|academy|college|panel|task force|for|of the)\b",
    re.IGNORECASE,
)
INITIAL = re.compile(r"\b[A-Z]\.")
EDGES = re.compile(r"\(\s*\)|^[\W_]+|[\s,;:(&–-]+$")
SLASH = re.compile(r"(?<=[^\W\d_]{2})\s?/\s?(?=[^\W\d_a-z])")
BETWEEN = re.compile(r"\s*(?:;|\s&\s|;?\s+(?:and|und|et|y)\s+(?=\w))\s*")
STOPPED = re.compile(r"\w{3}\.$")
BEHIND = re.compile(r"(?<=[. ])(?:(?:van|von|de|der|den|del|di|da|la|le|ten)(?:\s|$))+$")
UNSPACED = re.compile(r"(?<=[^\W\d_]\.)(?=[^\W\d_])")
LAST_INITIALS = re.compile(r"^(?:[^\W\d_a-zß-öø-ÿ]\.?[‐–-]?){1,4}$")
MAX_PEOPLE = 200


def read_people(text: str) -> list[dict[str, str]]:
    """CSL names in printed order; a body that is no person is {"literal": …}."""
    text = OTHERS.sub(" ", ROLE.sub(" ", " ".join(text.split())))
    text = EDGES.sub("", text).strip()
    if not text:
        return []
    listed = "," in text or ";" in text or " " not in text
    if not listed and not INITIAL.search(text) and ORGANISATION.search(text):
        return [{"literal": text.strip(" .")}]
    return [name for name in (_name(*part) for part in _parts(text)) if name][:MAX_PEOPLE]


def _parts(text: str) -> list[tuple[str, str, str]]:
    """(family, given, suffix) or (whole name, "", suffix) of each person."""
    text = SLASH.sub("; ", text) if "/" in text and "," in text else text
    if ";" in text:
        return [(*_inverted(part), "") for part in BETWEEN.split(text) if part]
    pieces = [piece for piece in (one.strip(" ,\t\n") for one in AND.sub(",", text).split(",")) if piece]
    parts: list[tuple[str, str, str]] = []
    at = 0
    inverted = _is_inverted(pieces)
    while at < len(pieces):
        piece = pieces[at]
        following = pieces[at + 1] if at + 1 < len(pieces) else ""
        if SUFFIX.match(piece) and parts:
            parts[-1] = (*parts[-1][:2], piece)
            at += 1
        elif following and not _whole(piece) and _given_follows(piece, following, inverted, at):
            parts.append((piece, following, ""))
            at += 2
        elif INITIALS.match(piece) and following and INITIALS.match(following) is None and " " not in following:
            parts.append((following, piece, ""))  # "M., Curie" stands for "M. Curie" where a comma was set too much.
            at += 2
        else:
            parts.append((piece, "", ""))
            at += 1
    return parts


def _given_follows(piece: str, following: str, inverted: str, at: int) -> bool:
    """Whether the piece after a family name is its given name and not another person."""
    if INITIALS.match(following) and not INITIALS.match(piece):
        return True
    return inverted == "all" or (inverted == "first" and at == 0)


def _is_inverted(pieces: list[str]) -> str:
    """Whether full given names follow their family's: "all", the "first" only, or "" for no."""
    single = [" " not in piece.strip() for piece in pieces]
    if len(pieces) >= 2 and len(pieces) % 2 == 0 and all(single[::2]) and not any(map(INITIALS.match, pieces)):
        longer = any(not one for one in single[1::2])
        return "all" if longer or len(pieces) == 2 else ""
    if len(pieces) >= 2 and single[0] and not INITIALS.match(pieces[1]) and all(not one for one in single[2:]):
        return "first" if len(pieces) > 2 else "all"
    return ""


def _whole(piece: str) -> bool:
    """ "Curie M" or "M. Curie": both parts of a name without a comma between them."""
    words = piece.split()
    if len(words) < 2:
        return False
    return bool(
        INITIALS.match(words[0]) or (TRAILING.match(piece) and len(words[-1].strip(".")) <= 4 and words[-1].isupper())
    )


def _inverted(part: str) -> tuple[str, str]:
    family, comma, given = part.partition(",")
    return (family.strip(), given.strip(" ,")) if comma and given.strip() else (part.strip(" ,"), "")


def _name(family: str, given: str, suffix: str) -> dict[str, str] | None:
    family, given = family.strip(" :()[]“”\"'*").lstrip("."), given.strip(' ,;:()[]“”"*')
    family, given = (part[:-1] if STOPPED.search(part) else part for part in (family, given))
    if not given:
        family, given, last = _apart(family)
        suffix = suffix or last
    else:
        words = given.split()
        if len(words) > 1 and SUFFIX.match(words[-1]):
            given, suffix = " ".join(words[:-1]).rstrip(","), words[-1]
    words = family.split()
    if len(words) > 1 and SUFFIX.match(words[-1]):
        family, suffix = " ".join(words[:-1]), words[-1]
    if not any(map(str.isalpha, family)):
        return None
    words = family.split()
    particles = 0
    while particles < len(words) - 1 and words[particles].lower() in PARTICLES:
        particles += 1
    if len(words) > 6 or (not given and len(words) > 3):
        return {"literal": family}
    name = {"family": " ".join(words[particles:])}
    behind = BEHIND.search(given) if given[-1:].islower() else None
    if behind:
        given, name["non-dropping-particle"] = given[: behind.start()].strip(), behind.group().strip()
    if given:
        name["given"] = " ".join(given.split())
    if particles:
        name["non-dropping-particle"] = " ".join(words[:particles])
    if suffix:
        name["suffix"] = suffix
    return name if given else {"literal": family} if " " in family else {"family": family}


def _apart(text: str) -> tuple[str, str, str]:
    """(family, given, suffix) of a name without a comma."""
    suffix = ""
    words = UNSPACED.sub(" ", text).split()
    if len(words) > 2 and SUFFIX.match(words[-1]):
        suffix = words.pop()
    if len(words) < 2:
        return text, "", suffix
    last = words[-1].strip(".")
    first = words[0].strip(".")
    trailing = last.isupper() and len(last) <= 4 and not (len(first) == 1 and len(last) > 1)
    if ((trailing or LAST_INITIALS.match(words[-1])) and len(first) > 1) or (len(last) == 1 and len(first) > 1):
        cut = len(words) - 1
        while cut > 1 and len(words[cut - 1].strip(".")) <= 2 and words[cut - 1].strip(".").isupper():
            cut -= 1
        return " ".join(words[:cut]), " ".join(words[cut:]), suffix
    cut = len(words) - 1
    while cut > 1 and words[cut - 1].lower() in PARTICLES:
        cut -= 1
    return " ".join(words[cut:]), " ".join(words[:cut]), suffix
