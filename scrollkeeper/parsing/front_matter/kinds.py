"""What kind of document this is, as a type of CSL, by what it calls itself, where it was published, and its form.

Words are looked for in the lines that a document says such things in: heads, feet and what stands around its title,
never in its running text. No publisher, journal or archive is known here by name, but the one that CSL knows: arXiv.
"""

import re
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from scrollkeeper.parsing.document import Line

A3_HEIGHT = 1150.0
SLIDE_LETTERS, MOST_FRONT, LONGEST_LABEL = 900, 90, 160


def _words(pattern: str) -> re.Pattern[str]:
    """Whole words; Chinese and Japanese have nothing between them."""
    return re.compile(rf"(?<![^\W\u2e80-\uffff])(?:{pattern})(?![^\W\u2e80-\uffff])", re.IGNORECASE)


# A label of a thesis with its degree: "Dissertation zur Erlangung …", "Thèse de doctorat", "PhD thesis".
THESIS = (
    ("PhD thesis", _words(
        r"(?:ph\.?\s?d\.?|doctoral) (?:thesis|dissertation)|doctor of philosophy|dissertation|"
        r"inaugural-?dissertation|"
        r"doktorarbeit|th[eè]se (?:de|pour|en vue|présentée)[^.]{0,40}|"
        r"tesis doctoral|tese de doutorado|tese de doutoramento|"
        r"tesi di dottorato|диссертаци\w+|博士(?:学位)?论文|博士論文|박사\s?학위\s?논문")),
    ("Habilitation", _words(r"habilitationsschrift|habilitation à diriger des recherches")),
    ("Master’s thesis", _words(
        r"(?:master(?:['’]?s)?|m\.?\s?sc\.?|m\.a\.) (?:thesis|dissertation)|masterarbeit|diplomarbeit|magisterarbeit|"
        r"mémoire de (?:master|maîtrise)|tesis de (?:maestría|máster)|trabajo fin de máster|dissertação de mestrado|"
        r"tesi di laurea(?: magistrale)?|магистерск\w+ диссертаци\w+|硕士(?:学位)?论文|修士論文|석사\s?학위\s?논문")),
    ("Bachelor’s thesis", _words(
        r"bachelor(?:['’]?s)? thesis|bachelorarbeit|trabajo fin de grado|trabalho de conclusão de curso|卒業論文")),
    ("Thesis", _words(r"(?:a )?thesis (?:submitted|presented)[^.]{0,40}|thesis")),
)  # fmt: skip
SUBMITTED = _words(
    r"submitted|presented|in partial fulfil\w+|requirements for the degree|degree of|vorgelegt|eingereicht|"
    r"zur erlangung|des (?:akademischen )?grades|présentée|soutenue|pour obtenir|presentad[ao]|apresentad[ao]|"
    r"para optar|candidat[oa]|"
    r"на соискание|学位|學位|학위"
)
UNIVERSITY = re.compile(
    r"universit|hochschule|université|universidad|universidade|politecnico|polytechni|institute of technology|"
    r"университет|大学|大學|대학교|college|école",
    re.IGNORECASE,
)
CORRECTION = re.compile(
    r"^\W*(?:(?:author|publisher)(?:['’]?s)? )?(?:correction|corrigendum|corrigenda|erratum|errata|berichtigung|"
    r"rectificatif|"
    r"fe de erratas|errata corrige|исправление|опечатки|勘误|更正|訂正|정오표)\b(?:\s+(?:to|zu|à|au|a|al|"
    r"alla)\b)?\s*[:：.—–-]?",
    re.IGNORECASE,
)
RETRACTION = re.compile(
    r"^\W*(?:retraction(?: (?:note|notice))?|retracted article|expression of concern|widerruf|rétractation|"
    r"retractación|"
    r"retratação|撤稿|撤回)\b(?:\s+(?:to|of)\b)?\s*[:：.—–-]?",
    re.IGNORECASE,
)
LABELS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("article-journal", "Letter to the editor", _words(
        r"letters? to the editor|leserbrief|lettre à (?:l['’]éditeur|la rédaction)|carta al editor|"
        r"carta ao editor|lettera al direttore|письмо в редакцию")),
    ("article-journal", "Data paper", _words(
        r"data (?:paper|descriptor|article|note|report)|datenartikel|article de données|数据论文|データ論文")),
    ("article-journal", "Supplement", _words(
        r"(?:supplementary|supporting|supplemental) (?:information|materials?|appendix|online content)|"
        r"electronic supplementary \w+|"
        r"online supplement|matériel supplémentaire|material suplementario|zusatzmaterial|补充材料|補足資料")),
    ("report", "Technical report", _words(
        r"technical (?:report|note|memorandum)|tech\. rep\.|research report|working paper|discussion paper|"
        r"white paper|"
        r"final report|annual report|arbeitspapier|abschlussbericht|forschungsbericht|technischer bericht|"
        r"diskussionspapier|"
        r"rapport (?:technique|de recherche|final|annuel)|document de travail|informe (?:técnico|final)|"
        r"relatório técnico|"
        r"documento de trabajo|rapporto tecnico|технический отчет|отч[её]т о нир|技术报告|技術報告|기술\s?보고서")),
)  # fmt: skip
VIGNETTE = _words(
    r"vignette|(?:r|python|julia) packages?|packages? for r|the [\w.]+ package|user(?:['’]?s)? (?:guide|manual)"
)
PREPRINT = _words(
    r"preprint|pre-print|not (?:yet )?(?:been )?peer[- ]reviewed|not certified by peer review|vorabdruck|"
    r"prépublication|"
    r"prepublicación|препринт|预印本|プレプリント"
)
ARXIV = re.compile(r"arXiv:\s*\S+?(?:v(\d+))?\s+\[", re.IGNORECASE)
VERSION = re.compile(r"\b(?:version|v\.?)\s?(\d+(?:\.\d+)?)\b", re.IGNORECASE)
PROCEEDINGS = _words(
    r"proceedings|conference|symposium|workshops?|tagungsband|konferenz|tagung|jahrestagung|actes (?:de|du|"
    r"des) \w+|colloque|"
    r"congreso|congresso|atti del|труды конференции|сборник трудов|конференци\w+|会议|會議|研究会|大会|학술대회"
)
SERIES = re.compile(
    r"\bProceedings of the (?:National|Royal)|\bProceedings of the \w+ (?:Academy|Society)", re.IGNORECASE
)
CHAPTER = re.compile(
    r"^\W*(?:chapter|kapitel|chapitre|capítulo|capitolo|глава|第\s?\d+\s?章)\s*(?:\d+|[IVXL]+)?\b", re.IGNORECASE
)
EDITED = re.compile(
    r"\(eds?\.?\)|\(hrsg\.?\)|\(hg\.?\)|\(dir\.?\)|\(coord[s]?\.\)|\(a cura di|\bIn:\s|edited by|"
    r"herausgegeben von|sous la direction de",
    re.IGNORECASE,
)
ISBN = re.compile(r"\bISBN\b|97[89][- ]?\d", re.IGNORECASE)
DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>|,;]+[^\s\"<>|,;.)\]]", re.IGNORECASE)
ORIGINAL = _words(r"original|corrected|retracted|this article|originalartikel|original\w+|исходн\w+|原文|原論文")
JURY = _words(
    r"supervis\w+|advis[eo]r\w*|committee|examin\w+|jury|rapporteur\w*|directeur|directrice|président\w*|referent\w*|"
    r"koreferent\w*|gutachter\w*|erstgutachter\w*|zweitgutachter\w*|betreuer\w*|prüfer\w*|director\w*|tutor\w*|"
    r"orientador\w*|"
    r"banca|relatore|correlatore|научный руководитель|оппонент\w*|指导教师|指導教員|지도교수"
)
BY = re.compile(
    r"^\W*(?:(?:submitted|presented|written)? ?by|vorgelegt von|eingereicht von|verfasst von|von|(?:présentée?|"
    r"soutenue)[^:]{0,40} par|"
    r"par|presentad[ao] por|apresentad[ao] por|autor[ae]?|candidat[oa]|автор|作者|著者)\b[\s:：]*",
    re.IGNORECASE,
)


def read_kind(
    lines: Sequence[Line], sizes: Sequence[tuple[float, float]], metadata: Mapping[str, Any]
) -> tuple[dict[str, Any], float]:
    """CSL-JSON fields (`type`, and what its kind brings along), and how sure the type is (0 to 1).

    `lines` are those of the whole document in reading order, `sizes` width and height of all its pages in points,
    `metadata` what the header says already; a field with None is one to be taken out.
    """
    front = [line for line in lines if line.page <= 2][:MOST_FRONT]
    labels = _labels(front, metadata)
    for judge in (_notice, _form, _thesis, _labelled, _preprint, _part_of_book, _proceedings, _vignette):
        found = judge(front, labels, lines, sizes, metadata)
        if found is not None:
            return found
    journal = any(name in metadata for name in ("volume", "issue", "container-title"))
    return {"type": "article-journal"}, 0.95 if journal else 0.75


Found = tuple[dict[str, Any], float] | None


Sizes = Sequence[tuple[float, float]]


def _vignette(_: Any, __: Any, ___: Any, ____: Sizes, metadata: Mapping[str, Any]) -> Found:
    """What comes with a package of software to tell of it, and was published by nobody else."""
    published = any(name in metadata for name in ("DOI", "container-title", "volume", "issue", "page"))
    if published or not VIGNETTE.search(str(metadata.get("title", ""))):
        return None
    return {"type": "report", "genre": "Software documentation"}, 0.7


def _labels(front: Sequence[Line], metadata: Mapping[str, Any]) -> list[Line]:
    """Lines that a document says its kind in: short, of no paragraph, and not its abstract."""
    abstract = str(metadata.get("abstract", ""))
    return [
        line
        for line in front
        if len(line.text) <= LONGEST_LABEL
        and (line.zone in ("header", "margin") or line.page == front[0].page)
        and not (len(line.text) > 30 and line.text[:30] in abstract)
    ]


def _notice(front: Sequence[Line], labels: Sequence[Line], _: Any, __: Any, metadata: Mapping[str, Any]) -> Found:
    """A notice that corrects or retracts another work, whose DOI it gives."""
    title = str(metadata.get("title", ""))
    size = max((line.size for line in front), default=0.0)
    heads = [title, *(line.text for line in labels[:6] if line.size >= 0.8 * size)]
    for kind, pattern in (("Correction", CORRECTION), ("Retraction", RETRACTION)):
        if any(pattern.match(text) and len(text.split()) < 40 for text in heads):
            return {"type": "article-journal", "genre": kind} | _corrected(kind, front, metadata), 0.9
    return None


def _corrected(kind: str, front: Sequence[Line], metadata: Mapping[str, Any]) -> dict[str, Any]:
    """A note with the DOI of the work that a notice is about; the header may have taken it for the notice's own."""
    own = str(metadata.get("DOI", "")).lower()
    printed = [(match.lower(), line) for line in front for match in DOI.findall(line.text)]
    other = next((doi for doi, _ in printed if doi != own), None)
    if other is None and printed and all(ORIGINAL.search(line.text) for _, line in printed):
        return {"DOI": None, "note": f"{kind} of https://doi.org/{own}"}
    return {"note": f"{kind} of https://doi.org/{other}"} if other else {}


def _form(front: Sequence[Line], _: Any, lines: Sequence[Line], sizes: Sizes, __: Any) -> Found:
    """Slides are wide pages of few large words; a poster is one page, larger than paper that is read."""
    known = [(width, height) for width, height in sizes if width > 0 and height > 0]
    if len(known) == 1 and max(known[0]) >= A3_HEIGHT and len(lines) > 15:
        return {"type": "graphic", "genre": "Poster"}, 0.9
    wide = sum(width > 1.15 * height for width, height in known)
    if len(known) >= 3 and wide >= 0.8 * len(known):
        letters = [0] * (len(sizes) + 1)
        for line in lines:
            if line.page <= len(sizes):
                letters[line.page] += len(line.text)
        if median(letters[1:]) < SLIDE_LETTERS:
            return {"type": "speech", "genre": "Slides"}, 0.9
    return None


def _thesis(front: Sequence[Line], labels: Sequence[Line], _: Any, sizes: Sizes, metadata: Mapping[str, Any]) -> Found:
    if "volume" in metadata or "issue" in metadata:
        return None
    page = [line for line in labels if line.page == front[0].page]
    submitted = any(SUBMITTED.search(line.text) for line in page)
    title = str(metadata.get("title", ""))
    for degree, pattern in THESIS:
        named = [line for line in page if pattern.search(line.text) and line.text.strip() not in title]
        if named and (submitted or any(len(line.text.split()) <= 4 for line in named)):
            fields: dict[str, Any] = {"type": "thesis", "genre": degree, "container-title": None}
            university = next((line.text.strip(" ,.;") for line in page if UNIVERSITY.search(line.text)), None)
            if university:
                fields["publisher"] = university
            fields |= _candidate(page, metadata)
            return fields, 0.9 if submitted else 0.7
    return None


def _candidate(page: Sequence[Line], metadata: Mapping[str, Any]) -> dict[str, Any]:
    """The author of a thesis: who is named after "by", or whoever is not named as one who judges it."""
    authors = list(metadata.get("author") or [])
    if len(authors) < 2:
        return {}
    named = [
        f"{line.text} {page[position + 1].text if position + 1 < len(page) else ''}"
        for position, line in enumerate(page)
        if BY.match(line.text) and not JURY.search(line.text)
    ]
    first = [one for one in authors if any(_family(one) in text for text in named[:1])]
    if first:
        return {"author": first[:1]}
    judging = _judging(page)
    left = [one for one in authors if _family(one) not in judging]
    return {"author": left} if left and len(left) < len(authors) else {}


def _judging(page: Sequence[Line]) -> str:
    """The lines that name those who judge a thesis, and the lines below a heading of theirs."""
    texts: list[str] = []
    below = False
    for line in page:
        here = JURY.search(line.text) is not None
        if here or (below and line.text[:1].strip()):
            texts.append(line.text)
        below = (here and len(line.text.split()) <= 3) or (below and not BY.match(line.text))
    return "\n".join(texts)


def _family(author: Mapping[str, Any]) -> str:
    return str(author.get("family") or author.get("literal") or "\0")


def _labelled(front: Sequence[Line], labels: Sequence[Line], _: Any, __: Any, metadata: Mapping[str, Any]) -> Found:
    """What is printed above a title: "Letter to the editor", "Technical report 12"."""
    for kind, genre, pattern in LABELS:
        for line in _above_title(labels, metadata):
            match = pattern.search(line.text)
            if not match or match.start() > 3 or len(line.text.split()) > 8:
                continue
            if kind != "report":
                return {"type": kind, "genre": genre}, 0.9
            if "volume" not in metadata or "issue" not in metadata:
                number = re.search(r"(?:no\.?|nr\.?|n°|№)?\s*([A-Z]{0,4}[-/]?\d[\w./-]*)", line.text[match.end() :])
                return {"type": kind, "genre": match.group()} | ({"number": number.group(1)} if number else {}), 0.9
    return None


def _above_title(labels: Sequence[Line], metadata: Mapping[str, Any]) -> list[Line]:
    """Heads and feet, and what stands above the title on the first page."""
    title = str(metadata.get("title", ""))[:15]
    page = [line for line in labels if line.page == labels[0].page]
    top = next((line.rect[1] for line in page if title and line.text.startswith(title)), 0.0)
    return [line for line in labels if line.zone == "margin" or (line.page == page[0].page and line.rect[3] < top + 2)]


def _preprint(front: Sequence[Line], labels: Sequence[Line], _: Any, __: Any, metadata: Mapping[str, Any]) -> Found:
    stamp = next((match for line in front if (match := ARXIV.search(line.text))), None)
    told = next((line for line in _above_title(labels, metadata) if PREPRINT.search(line.text)), None)
    published = "volume" in metadata and "container-title" in metadata
    if published or not (stamp or told):
        return None
    version = stamp.group(1) if stamp else None
    if told is not None and not version:
        match = VERSION.search(told.text)
        version = match.group(1) if match else None
    fields: dict[str, Any] = {"type": "article", "genre": "Preprint"}
    return fields | ({"version": version} if version else {}), 0.9


def _part_of_book(
    front: Sequence[Line], labels: Sequence[Line], _: Any, sizes: Sizes, metadata: Mapping[str, Any]
) -> Found:
    if "issue" in metadata:
        return None
    edited = any(EDITED.search(line.text) for line in labels)
    isbn = any(ISBN.search(line.text) for line in front)
    numbered = any(CHAPTER.match(line.text) and len(line.text.split()) <= 3 for line in labels[:8])
    meeting = any(PROCEEDINGS.search(line.text) for line in labels)
    if (numbered or (edited and isbn and not meeting)) and "volume" not in metadata:
        return {"type": "chapter"}, 0.8 if edited else 0.6
    if isbn and not meeting and len(sizes) >= 60:
        return {"type": "book"}, 0.8
    return None


def _proceedings(front: Sequence[Line], labels: Sequence[Line], _: Any, __: Any, metadata: Mapping[str, Any]) -> Found:
    venue = str(metadata.get("container-title", ""))
    if PROCEEDINGS.search(venue) and not SERIES.search(venue):
        return {"type": "paper-conference"}, 0.9
    if "issue" in metadata or (venue and "volume" in metadata):
        return None
    if any(PROCEEDINGS.search(line.text) and re.search(r"\d", line.text) for line in labels if line.zone == "margin"):
        return {"type": "paper-conference"}, 0.8
    return None
