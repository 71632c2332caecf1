"""Citavi's exchange files read into CSL-JSON: the XML of a backup of Citavi 5 or 6, without its categories and tasks.

Source: backups of projects; persons, periodicals and the like stand apart and are referred to by their ids.
"""

import re
from typing import Any

from scrollkeeper.exchange.formats.dates import Date, read_date
from scrollkeeper.exchange.formats.entries import Entry, Shared, count_entries, finish
from scrollkeeper.exchange.formats.identifiers import doi_in, isbns, page_range, pmcid, pmid
from scrollkeeper.exchange.formats.names import Name
from scrollkeeper.exchange.formats.xml_tree import Node, parse

_TYPES = {
    "JournalArticle": "article-journal", "NewspaperArticle": "article-newspaper", "SpecialIssue": "periodical",
    "Book": "book", "BookEdited": "book", "CollectedWorks": "book", "ConferenceProceedings": "book",
    "Contribution": "chapter", "ContributionInLegalCommentary": "chapter", "LegalCommentary": "book",
    "Thesis": "thesis", "UnpublishedWork": "report", "Manuscript": "manuscript", "InternetDocument": "webpage",
    "AudioOrVideoDocument": "motion_picture", "Movie": "motion_picture", "Broadcast": "broadcast",
    "RadioPlay": "broadcast", "AudioBook": "song", "MusicAlbum": "song", "MusicTrack": "song", "Patent": "patent",
    "Standard": "standard", "StatuteOrRegulation": "legislation", "CourtDecision": "legal_case", "Map": "map",
    "ComputerProgram": "software", "InterviewMaterial": "interview", "Lecture": "speech",
    "PersonalCommunication": "personal_communication", "Letter": "personal_communication", "Unknown": "document",
}  # fmt: skip
_IN_ISSUES = ("article-journal", "article-newspaper", "periodical", "legislation")
_ROLES = {
    "ReferenceAuthors": "author", "ReferenceEditors": "editor", "ReferenceCollaborators": "contributor",
    "ReferenceOrganizations": "organizer",
}  # fmt: skip
# What references take from others and from persons, periodicals and the like.
_TAKEN = (
    "Title", "Subtitle", "Year", "Date", "Volume", "Edition", "PlaceOfPublication", "ISBN", "ISSN", "Name",
    "StandardAbbreviation", "FirstName", "MiddleName", "LastName", "Prefix", "Suffix", "ReferenceType", "PeriodicalID",
    "SeriesTitleID",
)  # fmt: skip
_EMPTY = Node("", {})
_MOST_OF_A_NOTE = 20_000


class _Project:
    """What references refer to, by id; of each no more than they take from it."""

    def __init__(self, root: Node) -> None:
        groups = ("Persons", "Periodicals", "Publishers", "SeriesTitles", "Keywords", "References")
        self.named = {
            one.attributes.get("id", ""): Node(one.name, {}, one.line, list(one.children(*_TAKEN)))
            for group in groups
            for whole in root.children(group)
            for one in whole.children()
        }
        self._shared = Shared()
        self._names: dict[str, Name] = {}
        self._weights = {key: node.weight() for key, node in self.named.items()}
        self.links = {
            group: _links(root, group)
            for group in (*_ROLES, "ReferencePublishers", "ReferenceKeywords")
        }  # fmt: skip
        self.parents = {
            child: parent for parent, children in _links(root, "ReferenceReferences").items() for child in children
        }
        self.quotations: dict[str, list[str]] = {}
        for one in root.all("KnowledgeItems/KnowledgeItem"):
            words = [one.text(part) for part in ("CoreStatement", "Text") if one.text(part)]
            page = _last_written(one.text("PageRange"))
            if words and (reference := one.text("ReferenceID")):
                self.quotations.setdefault(reference, []).append(": ".join(words) + (f" ({page})" if page else ""))

    def named_by(self, *ids: str) -> Node:
        """The first of these that there is, else an empty one."""
        key = next((one for one in ids if one), "")
        # Each costs something to look up, however short it is.
        self._shared.take(64 + self._weights.get(key, 0))
        return self.named.get(key, _EMPTY)

    def linked(self, group: str, reference: str) -> list[Node]:
        return [self.named_by(one) for one in self.links[group].get(reference, ()) if one in self.named]

    def people(self, group: str, reference: str) -> list[Name]:
        """The names that are linked; each person is read once."""
        ids = self.links[group].get(reference, ())
        self._shared.take(sum(64 + self._weights.get(one, 0) for one in ids))
        for one in ids:
            if one not in self._names:
                self._names[one] = _name(self.named.get(one, _EMPTY))
        return [self._names[one] for one in ids if self._names[one]]


def _links(root: Node, group: str) -> dict[str, list[str]]:
    """Of each id those that it is linked with, in order: one;other;another."""
    found: dict[str, list[str]] = {}
    for one in root.all(f"{group}/OnetoN"):
        first, *others = one.text().split(";")
        found.setdefault(first, []).extend(others)
    return found


def read(text: str) -> list[Entry]:
    root = parse(text).find("CitaviExchangeData") or _EMPTY
    references = root.all("References/Reference")
    count_entries(len(references))
    project = _Project(root)
    return [_read_reference(reference, project) for reference in references]


def _read_reference(node: Node, project: _Project) -> Entry:
    key = node.attributes.get("id", "")
    whole = project.named_by(project.parents.get(key, ""))
    kind = _TYPES.get(node.text("ReferenceType"), "document")
    if kind == "chapter" and whole.text("ReferenceType") == "ConferenceProceedings":
        kind = "paper-conference"
    periodical = project.named_by(node.text("PeriodicalID"), whole.text("PeriodicalID"))
    series = project.named_by(node.text("SeriesTitleID"), whole.text("SeriesTitleID"))
    number = node.text("Number")
    publishers = project.linked("ReferencePublishers", key) or project.linked(
        "ReferencePublishers", project.parents.get(key, "")
    )
    csl: dict[str, Any] = {
        "type": kind, "title": _title(node), "title-short": "",
        "container-title": _title(whole) or periodical.text("Name"),
        "container-title-short": periodical.text("StandardAbbreviation"),
        "collection-title": series.text("Name"), "volume": node.text("Volume") or whole.text("Volume"),
        ("issue" if kind in _IN_ISSUES else "collection-number" if kind in ("book", "chapter") else "number"): number,
        "page": page_range(_last_written(node.text("PageRange"))),
        "number-of-pages": _page_count(node.text("PageCount")),
        "issued": _issued(node) or _issued(whole), "accessed": read_date(node.text("AccessDate")),
        "edition": node.text("Edition") or whole.text("Edition"), "number-of-volumes": node.text("NumberOfVolumes"),
        "publisher": "; ".join(one.text("Name") for one in publishers),
        "publisher-place": node.text("PlaceOfPublication") or whole.text("PlaceOfPublication"),
        "abstract": node.text("Abstract"), "language": node.text("LanguageCode") or node.text("Language"),
        "keyword": ", ".join(one.text("Name") for one in project.linked("ReferenceKeywords", key)),
        "URL": node.text("OnlineAddress"), "DOI": doi_in(node.text("DOI")), "medium": node.text("StorageMedium"),
        "PMID": pmid(node.text("PubMedID")), "PMCID": pmcid(node.text("PMCID")),
        "ISBN": isbns(node.text("ISBN") or whole.text("ISBN")), "ISSN": periodical.text("ISSN"),
        "genre": node.text("TitleSupplement") if kind in ("thesis", "report", "webpage") else "",
        "note": _note(node, project.quotations.pop(key, [])),
    }  # fmt: skip
    for group, role in _ROLES.items():
        csl[role] = project.people(group, key)
    if node.text("ReferenceType") in ("BookEdited", "ConferenceProceedings") and not csl["editor"]:
        csl["author"], csl["editor"] = [], csl["author"]
    if not csl["author"] and not csl["editor"]:
        csl["author"], csl["organizer"] = csl["organizer"], []
    for group in ("ReferenceAuthors", "ReferenceEditors"):
        csl["editor"] += project.people(group, project.parents.get(key, ""))
    return finish(csl, line=node.line, key=(node.text("BibTeXKey") or node.text("CitationKey"))[:200])


def _title(node: Node) -> str:
    title, subtitle = node.text("Title"), node.text("Subtitle")
    return f"{title}: {subtitle}" if title and subtitle else title


def _issued(node: Node) -> Date:
    """The whole date where there is one, else the year, in which people write dates, too."""
    date, year = read_date(node.text("Date")), read_date(node.text("Year"))
    return date if date.get("date-parts") else year or date


def _name(person: Node) -> Name:
    given = " ".join(part for part in (person.text("FirstName"), person.text("MiddleName")) if part)
    name = {
        "family": person.text("LastName"), "given": given, "suffix": person.text("Suffix"),
        "non-dropping-particle": person.text("Prefix"),
    }  # fmt: skip
    if given and name["family"]:
        return {part: text for part, text in name.items() if text}
    whole = name["family"] or given
    return {"literal": whole} if whole else {}


def _last_written(text: str) -> str:
    """Pages as they were typed: the last <os> of what Citavi keeps as text."""
    found = re.findall(r"<os>([^<]{0,200})</os>", text)
    return str(found[-1]).strip() if found else ""


def _page_count(text: str) -> str:
    counted = re.search(r"<c>(\d{1,6})</c>", text)
    return counted[1] if counted else _last_written(text)


def _note(node: Node, quotations: list[str]) -> str:
    parts = [node.text("Notes"), node.text("Evaluation"), *quotations]
    return "\n\n".join(part for part in parts if part)[:_MOST_OF_A_NOTE]
