"""Zotero's RDF read into CSL-JSON: items with what they are part of, by name or by reference.

Source: files that Zotero 5 to 7 export; notes, attachments and collections in them are passed over.
"""

from typing import Any

from scrollkeeper.exchange.formats.dates import read_date
from scrollkeeper.exchange.formats.entries import Entry, Shared, count_entries, finish
from scrollkeeper.exchange.formats.identifiers import doi_in, from_extra, page_range
from scrollkeeper.exchange.formats.names import Name
from scrollkeeper.exchange.formats.tagged import unique
from scrollkeeper.exchange.formats.xml_tree import Node, parse

TYPES = {
    "journalArticle": "article-journal", "magazineArticle": "article-magazine", "newspaperArticle": "article-newspaper",
    "book": "book", "bookSection": "chapter", "conferencePaper": "paper-conference", "thesis": "thesis",
    "report": "report", "webpage": "webpage", "blogPost": "post-weblog", "forumPost": "post", "preprint": "article",
    "patent": "patent", "manuscript": "manuscript", "presentation": "speech", "film": "motion_picture",
    "videoRecording": "motion_picture", "audioRecording": "song", "artwork": "graphic", "map": "map",
    "computerProgram": "software", "dataset": "dataset", "standard": "standard", "letter": "personal_communication",
    "email": "personal_communication", "instantMessage": "personal_communication", "interview": "interview",
    "encyclopediaArticle": "entry-encyclopedia", "dictionaryEntry": "entry-dictionary", "case": "legal_case",
    "statute": "legislation", "bill": "bill", "hearing": "hearing", "document": "document", "podcast": "broadcast",
    "radioBroadcast": "broadcast", "tvBroadcast": "broadcast", "treaty": "treaty",
}  # fmt: skip
# Of items that do not say their type in Zotero's words.
_CLASSES = {
    "Article": "article-journal", "Book": "book", "BookSection": "chapter", "Report": "report", "Thesis": "thesis",
    "Manuscript": "manuscript", "Document": "document", "ConferenceProceedings": "book", "Patent": "patent",
    "Legislation": "legislation", "Letter": "personal_communication", "Interview": "interview", "Image": "graphic",
    "Recording": "song", "MotionPicture": "motion_picture", "Illustration": "graphic", "Data": "software",
}  # fmt: skip
_ROLES = {
    "authors": "author", "editors": "editor", "translators": "translator", "seriesEditors": "collection-editor",
    "directors": "director", "presenters": "author", "programmers": "author", "artists": "author",
    "inventors": "author",
    "interviewees": "author", "performers": "author", "composers": "author", "cartographers": "author",
    "podcasters": "author",
    "bookAuthors": "container-author", "recipients": "recipient", "sponsors": "author",
}  # fmt: skip
_SKIPPED = frozenset(("Attachment", "Memo", "Collection", "UserItem", "AutomaticTag"))


def read(text: str) -> list[Entry]:
    root = parse(text).find("RDF") or Node("", {})
    named = {node.attributes["about"]: node for node in root.children() if "about" in node.attributes}
    items = [node for node in root.children() if node.name not in _SKIPPED and _type(node)]
    count_entries(len(items))
    shared, weights = Shared(), {key: node.weight() for key, node in named.items()}
    for node in items:
        for part in node.children("isPartOf"):
            shared.take(weights.get(part.attributes.get("resource", ""), 0))
    return [_read_item(node, named) for node in items]


def _type(node: Node) -> str:
    stated = node.text("itemType")
    if stated in ("attachment", "note", "annotation"):
        return ""
    return TYPES.get(stated) or _CLASSES.get(node.name, "document" if stated else "")


def _read_item(node: Node, named: dict[str, Node]) -> Entry:
    kind = _type(node)
    wholes = _parts_of(node, named)
    whole = next((one for one in wholes if one.name != "Series"), Node("", {}))
    series = next((one for one in wholes if one.name == "Series"), Node("", {}))
    numbered = kind in ("report", "patent", "standard", "bill")
    book = kind in ("book", "report", "thesis")
    number = node.text("number") or whole.text("number")
    publisher = node.find("publisher/Organization") or Node("", {})
    csl: dict[str, Any] = {
        "type": kind, "title": node.text("title"), "title-short": node.text("shortTitle"),
        "container-title": "" if book else whole.text("title"), "container-title-short": whole.text("alternative"),
        "collection-title": series.text("title") or (whole.text("title") if book else ""),
        "collection-number": series.text("identifier") or series.text("number"),
        "volume": node.text("volume") or whole.text("volume"), "issue": "" if numbered else number,
        "number": number if numbered else "", "page": page_range(node.text("pages")), "edition": node.text("edition"),
        "number-of-pages": node.text("numPages"), "issued": read_date(node.text("date")),
        "accessed": read_date(node.text("dateSubmitted")), "publisher": publisher.text("name"),
        "publisher-place": publisher.text("adr/Address/locality"), "abstract": node.text("abstract"),
        "language": node.text("language"), "license": node.text("rights"), "note": node.text("description"),
        "keyword": ", ".join(unique(node.texts("subject"))), "genre": node.text("type"),
        "event-title": node.text("presentedAt/Conference/title"), "version": node.text("versionNumber"),
        "source": node.text("libraryCatalog"),
    }  # fmt: skip
    for group, role in _ROLES.items():
        csl.setdefault(role, [])
        csl[role] = [*csl[role], *_names(node, group)]
    for one in (node, *wholes):
        for name, value in _identifiers(one).items():
            csl.setdefault(name, value)
    for name, value in from_extra(node.text("description")).items():
        csl.setdefault(name, value)
    return finish(csl, line=node.line)


def _parts_of(node: Node, named: dict[str, Node]) -> list[Node]:
    found = []
    for part in node.children("isPartOf"):
        resource = part.attributes.get("resource", "")
        found += [named[resource]] if resource in named else part.children()
    return found


def _names(node: Node, group: str) -> list[Name]:
    found = []
    for person in node.all(f"{group}/Seq/li/Person") + node.all(f"{group}/Seq/li/Organization"):
        given = person.text("givenName") or person.text("givenname")
        name = {"family": person.text("surname") or person.text("name"), "given": given}
        if name["family"]:
            found.append({part: text for part, text in name.items() if text} if given else {"literal": name["family"]})
    return found


def _identifiers(node: Node) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in node.children("identifier"):
        text = one.text()
        if text.startswith(("ISBN ", "ISSN ")):
            found.setdefault(text[:4], text[5:])
        elif text.startswith("DOI ") and (doi := doi_in(text)):
            found.setdefault("DOI", doi)
        elif text.startswith("http"):
            found.setdefault("URL", text)
    return found
