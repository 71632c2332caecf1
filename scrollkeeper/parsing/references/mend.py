"""What the model is known to get wrong in a reference, put right, and of what type it is."""

import re
from typing import Any

YEAR = re.compile(r"(?<![\d/-])(?<!\d\.)(1[5-9]\d\d|20[0-4]\d)(?!\d)")
THESIS = re.compile(
    r"\b(?:thesis|dissertation|dissertação|habilitation\w*|thèse|tesis|doctoral|diplomarbeit)\b", re.IGNORECASE
)
THESIS_SIGNS = ("thes", "thès", "dissert", "habilit", "tesis", "doctor", "diplom")
PROCEEDINGS = re.compile(
    r"\b(?:proceedings|proc\.|conference|conf\.|symposium|workshop|congress|neurips|icml|tagung)(?!\w)", re.IGNORECASE
)
PAGES = re.compile(r"\b(?:pp?|S|pages|Seiten)\.? ?(\d+)(?: ?[–‐-] ?(\d+))?")
BODY = re.compile(r"\b(?:collaboration|consortium|working group|task force)\b", re.IGNORECASE)
NOTE = re.compile(
    r"(?<=[\s.,;(\[”\"])(?:(?:un)?published )?"
    r"(?:(?:Ph\.?\s?D|M\.?\s?Sc|M\.?\s?A|M\.?\s?Phil|Master|Doctoral|Diploma|Bachelor)(?:['’]?s)?\.?\s*)?"
    r"(?:thesis|dissertation|dissertação|habilitation\w*|thèse|tesis|diplomarbeit)\b",
    re.IGNORECASE,
)
BEFORE_NOTE = re.compile(r"\((?:1[5-9]|20)\d\d[a-z]?\)[.:,]?\s+(.{8,}?)[\s.,;:(\[]*$")
RUN_ON = re.compile(r"^((?:[^\W\d_]\.[ -]?){1,4})\s+([^\W\d_a-zß-ÿ][^.]{4,})\.?$")
INITIALS = re.compile(r"^(?:[^\W\d_]\.?[ -]?){1,4}$")
UNDATED = re.compile(r"[.,;:]?\s+\(?n\. ?d\.\)?", re.IGNORECASE)
LOOKED_UP = re.compile(
    r"[.,;:]?\s+[(\[]?(?:available|accessed|retrieved|verfügbar|abgerufen|zugriff|disponible|url|https?:|www\.)",
    re.IGNORECASE,
)
BEFORE_YEAR = re.compile(r"^([^()]{3,200}?)(\.?) \((?:1[5-9]|20)\d\d[a-z]?\)")
SMALL = re.compile(r"(?<!\w)[a-zß-ÿ]{2,}")
# A title and the journal behind it, taken for one.
SENTENCES = re.compile(r"^([^\W\d_a-zß-ÿ][^.]{12,}[^\W\d_]{3})\. ([^\W\d_a-zß-ÿ].*)$")
LONG_NAME = re.compile(r"^(?:[^\W\d_]{4,} ){2,}[^\W\d_]{4,}$")
HALVES = re.compile(r"^(\d{1,4})\.(\d{1,3}(?:-\d{1,3})?)$")
BOTH = re.compile(
    r"^\W*(?:(?:vol|volume|jg|jahrgang|bd|band|t|tome)\.?\s)?(\w+)[,.]?\s*(?:\(|no\.?|nr\.?|n°|issue|heft|h\.)\s*([\w/–-]+)\)?$",
    re.IGNORECASE,
)
LISTED = re.compile(r"^(\d{1,3}), ?(\d{1,2})$")
LENGTH = re.compile(r"\b(\d{2,4})\s?(?:pp?|S|pages|Seiten)\b(?!\.?\s?\d)")
NUMBER = re.compile(r"\d{1,3}(?!\d)")
NUMBERED_EDITION = re.compile(r"(?<!\d)(\d{1,3})\s?(?:st|nd|rd|th|\.)?\s?ed(?:ition|n)?\b", re.IGNORECASE)
EDITION = re.compile(r"\((?:\d+(?:st|nd|rd|th)|\w+) ed(?:ition|n)?\.?\)[.,;:\s]+", re.IGNORECASE)
PLACE_LEAD = re.compile(r"^(?:\d+\.\s*)?(?:[Aa]ufl\w*|[Ee]d(?:ition|n)?)\b[.,\s]*")


def mend(csl: dict[str, Any], raw: str) -> None:
    """Puts right what the model is known to get wrong."""
    pages = None if "page" in csl else PAGES.search(raw)
    if pages:
        csl["page"] = "-".join(filter(None, pages.groups()))
    length = LENGTH.search(raw) if csl.get("page", "").isdigit() else None
    if length and length.group(1) == csl["page"]:
        csl["number-of-pages"] = csl.pop("page")
    if "publisher-place" in csl:
        csl["publisher-place"] = PLACE_LEAD.sub("", csl["publisher-place"])
    if "author" in csl and "publisher" in csl and BODY.search(csl["publisher"]):
        csl["author"] = [*csl["author"], {"literal": csl.pop("publisher")}]
    _part_volume_and_issue(csl)
    _count_edition(csl, raw)
    _publish_book(csl, raw)
    _name_publisher(csl, raw)
    if LOOKED_UP.match(f" {csl.get('title', '')}"):
        del csl["title"]
    if "title" not in csl:
        _find_title(csl, raw)
    csl["type"] = _type(csl, raw)
    if csl["type"] == "thesis":
        _read_thesis(csl, raw)


def _publish_book(csl: dict[str, Any], raw: str) -> None:
    """What follows the edition of a book published it and does not contain it."""
    edition = EDITION.search(raw)
    if (
        edition is None
        or "container-title" not in csl
        or csl.keys() & {"volume", "issue", "page", "publisher", "editor"}
    ):
        return
    if "title" in csl and raw[edition.end() :].startswith(csl["container-title"]):
        csl["publisher"] = csl.pop("container-title")


def _count_edition(csl: dict[str, Any], raw: str) -> None:
    """The number before "ed." is of no volume."""
    number = NUMBER.match(csl.get("volume", ""))
    edition = NUMBERED_EDITION.search(raw) if number else None
    if number and edition and edition.group(1) == number.group():
        csl["edition"] = number.group()
        del csl["volume"]


def _name_publisher(csl: dict[str, Any], raw: str) -> None:
    """What stands first of a work without authors is either its title, before a year, or the body that wrote it."""
    before = None if "author" in csl or "editor" in csl else BEFORE_YEAR.match(raw)
    if before is None:
        return
    lead = before.group(1)
    if csl.get("publisher") == lead:
        csl["author"] = [{"literal": csl.pop("publisher")}]
    elif before.group(2) and raw.find(csl.get("title", "")) > before.end(1) and len(SMALL.findall(lead)) > 2:
        csl.setdefault("publisher", csl["title"])
        csl["title"] = lead


def _find_title(csl: dict[str, Any], raw: str) -> None:
    """The title where the model saw none."""
    container, authors = csl.get("container-title", ""), csl.get("author", [])
    *others, last = authors or [{}]
    given = last.get("given", "")
    run_on = RUN_ON.match(given)
    lead = LOOKED_UP.search(raw)
    if lead and UNDATED.search(raw[: lead.start()]):
        lead = UNDATED.search(raw)
    sentences = SENTENCES.match(container)
    if container and not csl.keys() & {"volume", "issue"} and csl.keys() & {"publisher", "publisher-place"}:
        csl["title"] = csl.pop("container-title")  # A book.
    elif sentences and len(SMALL.findall(sentences.group(1))) > 1:
        csl["title"], csl["container-title"] = sentences.groups()
    elif run_on and others and all(INITIALS.match(name.get("given", "")) for name in others):
        csl["author"] = [*others, {**last, "given": run_on.group(1)}]  # A single word behind the names.
        csl["title"] = run_on.group(2)
    elif not container and len(authors) == 1 and LONG_NAME.match(given):
        csl["author"] = [{"literal": last["family"]}]
        csl["title"] = given
    elif "URL" in csl and not container and len(authors) == 1 and lead:
        name = "".join(filter(str.isalnum, raw[: lead.start()]))
        if sorted(name) == sorted(filter(str.isalnum, "".join(last.values()))):
            csl["title"] = raw[: lead.start()]  # A page.
            del csl["author"]


def _read_thesis(csl: dict[str, Any], raw: str) -> None:
    """Title, kind and university of a thesis by where it says that it is one."""
    note = NOTE.search(raw)
    if note is None:
        return
    csl["genre"] = note.group()
    container = csl.get("container-title", "")
    if container and raw.find(container) + len(container) > note.start():
        del csl["container-title"]
        school = NOTE.split(f" {container}")[-1]
        school = re.sub(r"^[\s.,;:]*(?:\([^)]*\))?[\s.,;:]*", "", school)
        if school:
            csl.setdefault("publisher", school)
    title = csl.get("title", "")
    before = BEFORE_NOTE.search(raw[: note.start()])
    if before and raw.find(title) > note.start():
        csl["title"] = before.group(1)
        csl["publisher"] = re.sub(r"^\W+|\W+$", "", raw[note.end() :].partition(". ")[0])


def _part_volume_and_issue(csl: dict[str, Any]) -> None:
    """A volume read as "12(3)" or "12, no. 3" holds the issue too."""
    volume = csl.get("volume")
    if not volume or volume.isdigit():
        return
    halves = HALVES.match(volume)
    if halves and YEAR.search(csl.get("issue", "0")):
        del csl["issue"]
    if halves and "issue" not in csl:
        csl["volume"], csl["issue"] = halves.groups()
    both = BOTH.match(csl["volume"]) or (LISTED.match(csl["volume"]) if "issue" not in csl else None)
    if both:
        csl["volume"], csl["issue"] = both.groups()


def _type(csl: dict[str, Any], raw: str) -> str:
    container = csl.get("container-title", "")
    low = raw.lower()
    if any(sign in low for sign in THESIS_SIGNS) and THESIS.search(raw):
        return "thesis"
    if container and PROCEEDINGS.search(container):
        return "paper-conference"
    if container and ("editor" in csl or ("publisher" in csl and "volume" not in csl)):
        return "chapter"
    if not container and csl.keys() & {"publisher", "publisher-place"}:
        return "book"
    if "arxiv" in csl and not csl.get("volume"):
        return "article"
    if not container and "URL" in csl:
        return "webpage"
    return "article-journal" if container else "document"
