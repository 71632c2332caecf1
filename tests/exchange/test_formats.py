# ruff: noqa: E501
"""Each format by a small example of its own, and what is written read again as the same."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scrollkeeper.exchange.formats import catalogue
from scrollkeeper.exchange.formats.decoding import decode
from scrollkeeper.exchange.formats.entries import MAX_BYTES, Unreadable, finish
from scrollkeeper.exchange.formats.keys import Keys

FIXTURES = Path(__file__).parents[3] / "shared" / "fixtures" / "import"
PAPER = {
    "type": "article-journal", "title": "On rivers", "container-title": "Journal of Water",
    "author": [{"family": "Curie", "given": "Marie"}, {"family": "Okafor", "given": "Ada"}], "volume": "7",
    "issue": "2",
    "page": "10-19", "issued": {"date-parts": [[2020]]}, "DOI": "10.1234/rivers",
}  # fmt: skip
# Not everything that is said of an article has a place in these.
PARTS = {
    "datacite-xml": ("type", "title", "author", "issued", "DOI"), "arxiv": ("title", "author", "DOI"),
    "open-library": ("title", "author", "issued"),
}  # fmt: skip
EXAMPLES = {
    "bibtex": """@article{k, title = {On rivers}, author = {Marie Curie and Okafor, Ada}, journal = {Journal of Water},
        volume = 7, number = 2, pages = {10--19}, year = 2020, doi = {https://doi.org/10.1234/Rivers}}""",
    "ris": "TY  - JOUR\nT1  - On rivers\nAU  - Curie, Marie\nAU  - Okafor, Ada\nJF  - Journal of Water\nVL  - 7\nIS  - 2\n"
    "SP  - 10\nEP  - 19\nPY  - 2020///\nDO  - 10.1234/rivers\nER  -",
    "csl-json": """[{"id": 1, "type": "article-journal", "title": "On rivers", "container-title": "Journal of Water",
        "author": [{"family": "Curie", "given": "Marie"}, {"family": "Okafor", "given": "Ada"}], "volume": 7,
        "issue": "2",
        "page": "10-19", "issued": {"date-parts": [["2020"]]}, "DOI": "10.1234/rivers"}]""",
    "endnote-xml": """<?xml version="1.0" encoding="UTF-8"?><xml><records><record><ref-type name="Journal Article">17</ref-type>
        <contributors><authors><author><style face="normal">Curie, Marie</style></author><author>Okafor,
        Ada</author></authors>
        </contributors><titles><title>On rivers</title><secondary-title>Journal of Water</secondary-title></titles>
        <pages>10-19</pages><volume>7</volume><number>2</number><dates><year>2020</year></dates>
        <electronic-resource-num>10.1234/rivers</electronic-resource-num></record></records></xml>""",
    "refer": "%0 Journal Article\n%T On rivers\n%A Curie, Marie\n%A Okafor, Ada\n%J Journal of Water\n%V 7\n%N 2\n%P 10-19\n"
    "%D 2020\n%R 10.1234/rivers\n",
    "nbib": "OWN - NLM\nTI  - On rivers.\nFAU - Curie, Marie\nAU  - Curie M\nFAU - Okafor, Ada\nJT  - Journal of Water\n"
    "VI  - 7\nIP  - 2\nPG  - 10-9\nDP  - 2020\nLID - 10.1234/rivers [doi]\n".replace("10-9", "10-19"),
    "pubmed-xml": """<PubmedArticleSet><PubmedArticle><MedlineCitation><Article><Journal><JournalIssue><Volume>7</Volume>
        <Issue>2</Issue><PubDate><Year>2020</Year></PubDate></JournalIssue><Title>Journal of Water</Title></Journal>
        <ArticleTitle>On rivers.</ArticleTitle><Pagination><MedlinePgn>10-9</MedlinePgn></Pagination>
        <ELocationID EIdType="doi">10.1234/rivers</ELocationID><AuthorList><Author><LastName>Curie</LastName>
        <ForeName>Marie</ForeName></Author><Author><LastName>Okafor</LastName><ForeName>Ada</ForeName></Author></AuthorList>
        </Article></MedlineCitation></PubmedArticle></PubmedArticleSet>""".replace("10-9", "10-19"),
    "mods": """<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><title>On rivers</title></titleInfo><genre>journal article</genre>
        <name type="personal"><namePart type="given">Marie</namePart><namePart type="family">Curie</namePart></name>
        <name type="personal"><namePart>Okafor, Ada</namePart></name><identifier type="doi">10.1234/rivers</identifier>
        <relatedItem type="host"><titleInfo><title>Journal of Water</title></titleInfo><part><detail type="volume"><number>7</number>
        </detail><detail type="issue"><number>2</number></detail><extent unit="pages"><start>10</start><end>19</end></extent>
        <date>2020</date></part></relatedItem></mods>""",
    "citavi": """<?xml version="1.0"?><CitaviExchangeData Version="6.8.0.0"><Periodicals><Periodical id="p"><Name>Journal of
        Water</Name></Periodical></Periodicals><Persons><Person id="c"><FirstName>Marie</FirstName><LastName>Curie</LastName>
        </Person><Person id="o"><FirstName>Ada</FirstName><LastName>Okafor</LastName></Person></Persons><References>
        <Reference id="r"><PeriodicalID>p</PeriodicalID><DOI>10.1234/rivers</DOI><Number>2</Number><Volume>7</Volume>
        <PageRange>&lt;sp&gt;&lt;os&gt;10&lt;/os&gt;&lt;/sp&gt;&lt;os&gt;10-19&lt;/os&gt;</PageRange><Year>2020</Year>
        <ReferenceType>JournalArticle</ReferenceType><Title>On rivers</Title></Reference></References>
        <ReferenceAuthors><OnetoN>r;c;o</OnetoN></ReferenceAuthors></CitaviExchangeData>""",
    "cff": "cff-version: 1.2.0\ntitle: On rivers\ntype: article\njournal: Journal of Water\nvolume: 7\nissue: 2\nstart: 10\nend: 19\n"
    "year: 2020\ndoi: 10.1234/rivers\nauthors:\n- {family-names: Curie, given-names: Marie}\n"
    "- {family-names: Okafor, given-names: Ada}\n",
    "wos": "FN Clarivate\nVR 1.0\nPT J\nAU Curie, M\n   Okafor, A\nAF Curie, Marie\n   Okafor, Ada\nTI On\n   rivers\n"
    "SO JOURNAL OF WATER\nVL 7\nIS 2\nBP 10\nEP 19\nPY 2020\nDI 10.1234/rivers\nER\n\nEF\n",
    "ovid": "<1>\nAU  - Curie, Marie\nAU  - Okafor, Ada\nTI  - On rivers. [Article]\nSO  - Journal of Water. 7(2):10-19, 2020.\n"
    "DO  - 10.1234/rivers\n",
    "refworks": "RT Journal Article\nT1 On rivers\nA1 Curie,Marie\nA1 Okafor,Ada\nJF Journal of Water\nVO 7\nIS 2\nSP 10\nOP 19\n"
    "YR 2020\nDO 10.1234/rivers\n",
    "crossref": """{"status": "ok", "message": {"type": "journal-article", "title": ["On rivers"], "volume": "7",
    "issue": "2",
        "container-title": ["Journal of Water"], "author": [{"given": "Marie", "family": "Curie"},
        {"given": "Ada", "family": "Okafor"}], "page": "10-19", "issued": {"date-parts": [[2020]]},
        "DOI": "10.1234/rivers"}}""",
    "datacite": """{"data": {"attributes": {"doi": "10.1234/rivers", "titles": [{"title": "On rivers"}],
    "publicationYear": 2020,
        "types": {"resourceTypeGeneral": "JournalArticle"}, "creators": [{"name": "Curie, Marie"},
        {"familyName": "Okafor", "givenName": "Ada"}], "container": {"title": "Journal of Water", "volume": "7",
        "issue": "2",
        "firstPage": "10", "lastPage": "19"}}}}""",
    "arxiv": """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"><entry>
        <id>http://arxiv.org/abs/2001.00001v2</id><title>On rivers</title><published>2020-01-02T00:00:00Z</published>
        <author><name>Marie Curie</name></author><author><name>Ada Okafor</name></author>
        <arxiv:doi>10.1234/rivers</arxiv:doi></entry></feed>""",
    "open-library": """{"ISBN:9780140328721": {"title": "On rivers", "authors": [{"name": "Marie Curie"},
        {"name": "Ada Okafor"}], "publish_date": "2020", "identifiers": {"isbn_13": ["9780140328721"]},
        "publishers": [{"name": "Ink"}]}}""",
    "zotero-rdf": """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:foaf="http://xmlns.com/foaf/0.1/"
        xmlns:z="http://www.zotero.org/namespaces/export#" xmlns:bib="http://purl.org/net/biblio#" xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:dcterms="http://purl.org/dc/terms/" xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/">
        <bib:Article rdf:about="#a"><z:itemType>journalArticle</z:itemType><dcterms:isPartOf rdf:resource="urn:issn:1"/>
        <bib:authors><rdf:Seq><rdf:li><foaf:Person><foaf:surname>Curie</foaf:surname><foaf:givenName>Marie</foaf:givenName></foaf:Person>
        </rdf:li><rdf:li><foaf:Person><foaf:surname>Okafor</foaf:surname><foaf:givenName>Ada</foaf:givenName></foaf:Person></rdf:li>
        </rdf:Seq></bib:authors><dc:title>On rivers</dc:title><dc:date>2020</dc:date><bib:pages>10-19</bib:pages></bib:Article>
        <bib:Journal rdf:about="urn:issn:1"><prism:volume>7</prism:volume><dc:title>Journal of Water</dc:title>
        <prism:number>2</prism:number><dc:identifier>DOI 10.1234/rivers</dc:identifier></bib:Journal></rdf:RDF>""",
    "crossref-xml": """<doi_records><doi_record><crossref><journal><journal_metadata><full_title>Journal of Water</full_title>
        </journal_metadata><journal_issue><journal_volume><volume>7</volume></journal_volume><issue>2</issue></journal_issue>
        <journal_article><titles><title>On rivers</title></titles><contributors><person_name contributor_role="author">
        <given_name>Marie</given_name><surname>Curie</surname></person_name><person_name contributor_role="author">
        <given_name>Ada</given_name><surname>Okafor</surname></person_name></contributors><publication_date><year>2020</year>
        </publication_date><pages><first_page>10</first_page><last_page>19</last_page></pages><doi_data><doi>10.1234/rivers</doi>
        </doi_data></journal_article></journal></crossref></doi_record></doi_records>""",
    "datacite-xml": """<resource xmlns="http://datacite.org/schema/kernel-4"><identifier identifierType="DOI">10.1234/rivers</identifier>
        <creators><creator><creatorName>Curie, Marie</creatorName></creator><creator><creatorName>Okafor, Ada</creatorName>
        <givenName>Ada</givenName><familyName>Okafor</familyName></creator></creators><titles><title>On rivers</title></titles>
        <publicationYear>2020</publicationYear><resourceType resourceTypeGeneral="JournalArticle"/></resource>""",
    "csv": "Title,Authors,Year,Source title,Volume,Issue,Page start,Page end,DOI\n"
    'On rivers,"Curie, Marie; Okafor, Ada",2020,Journal of Water,7,2,10,19,10.1234/rivers\n',
}  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_paper_is_the_same_in_every_format(name: str) -> None:
    found, entries = catalogue.read(EXAMPLES[name])
    assert found.name == name
    fields = PARTS.get(name, tuple(PAPER))
    [entry] = entries
    assert {field: entry.metadata.get(field) for field in fields} == {field: PAPER[field] for field in fields}
    assert entry.reason == ""
    assert name in PARTS or entry.metadata == PAPER


def test_every_format_that_is_read_has_an_example() -> None:
    assert {one.name for one in catalogue.READABLE} == set(EXAMPLES)


TEX = {
    r"{\'E}cole {\o}re na\"{\i}ve Erd{\H{o}}s": "École øre naïve Erdős",
    r"H$_2$O and $\alpha$-helix": "H<sub>2</sub>O and α-helix",
    r"\emph{Escherichia coli} {\bf bold} 10\textsuperscript{th}": "<i>Escherichia coli</i> <b>bold</b> 10<sup>th</sup>",
    r"100\% of R\&D --- {\LaTeX}~2 ``quoted''": "100% of R&D — LaTeX 2 “quoted”",
    r"\unknown{kept} \url{https://x.org/a_b}": "kept https://x.org/a_b",
}


@pytest.mark.parametrize("source", TEX)
def test_latex_becomes_text(source: str) -> None:
    [entry] = catalogue.read(f"@book{{a, title = {{{source}}}}}")[1]
    assert entry.metadata["title"] == TEX[source]


NAMES = {
    "Ludwig van Beethoven": {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"},
    "van der Waals, Johannes": {"family": "Waals", "given": "Johannes", "non-dropping-particle": "van der"},
    "King, Jr., Martin Luther": {"family": "King", "given": "Martin Luther", "suffix": "Jr."},
    "{World Health Organization}": {"literal": "World Health Organization"},
    "{Simon and Schuster}": {"literal": "Simon and Schuster"},
    "family=Hasselt, given=Jan, prefix=van": {"family": "Hasselt", "given": "Jan", "non-dropping-particle": "van"},
    "Aristotle": {"family": "Aristotle"},
}


@pytest.mark.parametrize("name", NAMES)
def test_names_of_bibtex(name: str) -> None:
    [entry] = catalogue.read(f"@book{{a, title = {{T}}, author = {{{name} and others}}}}")[1]
    assert entry.metadata["author"] == [NAMES[name]]


def test_any_space_and_any_key_is_read() -> None:
    text = "@book{ key with spaces ,\u00a0title\u00a0=\u00a0{A}}@book{title = {B}}@book(c, title = {C})@book{d\n, title={D}}"
    assert [(one.metadata.get("title"), one.key, one.reason) for one in catalogue.read(text)[1]] == [
        ("A", "key with spaces", ""), ("B", "", ""), ("C", "c", ""), ("D", "d", "")
    ]  # fmt: skip


DATES = {
    "date = {2020-05-17}": {"date-parts": [[2020, 5, 17]]},
    "date = {2020-05/2021}": {"date-parts": [[2020, 5], [2021]]},
    "date = {2004-22}": {"date-parts": [[2004]], "season": 2},
    "date = {1723~}": {"date-parts": [[1723]], "circa": True},
    "date = {Mar 3}, year = {2015}": {"date-parts": [[2015, 3, 3]]},
    "year = 1999, month = dec, day = 4": {"date-parts": [[1999, 12, 4]]},
    "year = 1999, month = {May--June}": {"date-parts": [[1999, 5], [1999, 6]]},
    "year = {in press}": {"literal": "in press"},
}  # fmt: skip


@pytest.mark.parametrize("written", DATES)
def test_dates_of_bibtex(written: str) -> None:
    [entry] = catalogue.read(f"@book{{a, title = {{T}}, {written}}}")[1]
    assert entry.metadata["issued"] == DATES[written]


def test_entries_inherit_and_damage_is_told_by_its_line() -> None:
    text = """@inproceedings{a, title = {A talk}, author = {A, B}, crossref = {p}, pages = {1--2}}
@proceedings{p, title = {Proceedings of it}, year = {2001}, editor = {C, D}}
@book{b, title = {Never closed
@book{c, title = {Whole}}
"""
    talk, proceedings, damaged, whole = catalogue.read(text)[1]
    assert talk.metadata["container-title"] == "Proceedings of it"
    assert talk.metadata["editor"] == [{"family": "C", "given": "D"}]
    assert proceedings.metadata["title"] == "Proceedings of it"
    assert (damaged.metadata, damaged.line, damaged.reason) == ({}, 3, "A bracket { is never closed.")
    assert whole.metadata["title"] == "Whole"


RIS = {
    "TY  - PAT\nTI  - Wheel\nVL  - US 1\nER  -": {"type": "patent", "title": "Wheel", "number": "US 1"},
    "TY  - RPRT\nTI  - Rivers\nVL  - 7\nER  -": {"type": "report", "title": "Rivers", "volume": "7"},
    "TY  - COMP\nTI  - Sums\nIS  - 2.1\nER  -": {"type": "software", "title": "Sums", "version": "2.1"},
    "TY  - GEN\nTI  - On rivers\nJF  - Water\nER  -": {
        "type": "article-journal", "title": "On rivers", "container-title": "Water"},
    "TY  - RPRT\nTI  - Rivers\nT2  - Water papers\nA2  - Curie, M.\nSP  - 45\nER  -": {
        "type": "report", "title": "Rivers", "collection-title": "Water papers", "page": "45",
        "collection-editor": [{"family": "Curie", "given": "M."}]},
    "TY  - THES\nTI  - Rivers\nT2  - Hydrology\nA3  - Curie, M.\nVL  - Ph.D.\nSP  - 200\nER  -": {
        "type": "thesis", "title": "Rivers", "division": "Hydrology", "genre": "Ph.D.", "number-of-pages": "200",
        "contributor": [{"family": "Curie", "given": "M."}]},
    "TY  - BOOK\nTI  - Rivers\nVL  - 2nd ed.\nIS  - 3\nER  -": {
        "type": "book", "title": "Rivers", "edition": "2nd ed.", "volume": "3"},
    "TY  - JOUR\nTI  - Rivers\nA2  - Curie, M.\nA2  - Aa, B., Cc, D., Ee\nER  -": {
        "type": "article-journal", "title": "Rivers", "editor": [{"family": "Curie", "given": "M."}]},
    "TY  - CONF\nTI  - Rivers\nN1  - Proceedings Title: Water\nN1  - Page(s): 3-4\nER  -": {
        "type": "paper-conference", "title": "Rivers", "container-title": "Water", "page": "3-4",
        "note": "Proceedings Title: Water\nPage(s): 3-4"},
}  # fmt: skip


@pytest.mark.parametrize("text", RIS)
def test_numbers_of_ris_mean_what_they_do_in_their_type(text: str) -> None:
    assert catalogue.read(text)[1][0].metadata == RIS[text]


def test_names_and_books_of_databases() -> None:
    [entry] = catalogue.read("PT J\nAU Curie, Marie (m@x.org)\nTI On rivers\nER\n")[1]
    assert entry.metadata["author"] == [{"family": "Curie", "given": "Marie"}]
    [entry] = catalogue.read(
        "<1>\nAU  - Curie, M\nTI  - Of sand\nPT  - Book chapter\n"
        "BT  - Okafor, A. [Ed.]. [On rivers.] [Rivières.] Ink. 2002: 1-234. Chapter pagination: 14-18."
    )[1]
    assert entry.metadata["editor"] == [{"family": "Okafor", "given": "A"}]
    assert (entry.metadata["container-title"], entry.metadata["page"]) == ("On rivers", "14-18")
    [entry] = catalogue.read("PMID- 1\nTI  - On\nTI  - rivers.\n")[1]
    assert entry.metadata["title"] == "On rivers"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
def test_encodings_are_found(encoding: str) -> None:
    assert "é" in decode("@book{a, title = {Le café noir}}\n".encode(encoding))


def zipped(**members: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return packed.getvalue()


def test_the_only_file_of_a_zip_is_read() -> None:
    assert decode(zipped(a="@book{a, title = {A}}")) == "@book{a, title = {A}}"


@pytest.mark.parametrize(
    "content",
    [zipped(a="1", b="2"), zipped(a="x" * (MAX_BYTES + 1)), b"PK\x03\x04 and no more", zipped(a="PK\x03\x04"),
     zipped(a="x" * 1000)[:-60], zipped(name="x").replace(b"name", b"\0ame")],
)  # fmt: skip
def test_other_zips_are_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(Unreadable, match="ZIP"):
        decode(content)


def test_contributions_of_citavi_have_what_their_book_says() -> None:
    text = """<CitaviExchangeData><Persons><Person id="c"><LastName>Curie</LastName><FirstName>Marie</FirstName></Person>
        <Person id="w"><LastName>Water Board</LastName></Person></Persons><References>
        <Reference id="b"><ReferenceType>BookEdited</ReferenceType><Title>Rivers</Title><Subtitle>All of them</Subtitle>
        <Year>2001</Year></Reference>
        <Reference id="k"><ReferenceType>Contribution</ReferenceType><Title>One</Title></Reference></References>
        <ReferenceEditors><OnetoN>b;c</OnetoN></ReferenceEditors><ReferenceOrganizations><OnetoN>k;w</OnetoN>
        </ReferenceOrganizations><ReferenceReferences><OnetoN>b;k</OnetoN></ReferenceReferences><KnowledgeItems>
        <KnowledgeItem><ReferenceID>k</ReferenceID><CoreStatement>Core</CoreStatement><Text>It flows.</Text>
        </KnowledgeItem></KnowledgeItems></CitaviExchangeData>"""
    book, part = [one.metadata for one in catalogue.read(text)[1]]
    curie = [{"family": "Curie", "given": "Marie"}]
    assert book == {
        "type": "book",
        "title": "Rivers: All of them",
        "issued": {"date-parts": [[2001]]},
        "editor": curie,
    }
    assert part == {
        "type": "chapter", "title": "One", "container-title": "Rivers: All of them",
        "issued": {"date-parts": [[2001]]}, "editor": curie, "author": [{"literal": "Water Board"}],
        "note": "Core: It flows.",
    }  # fmt: skip


def test_items_of_unknown_types_are_documents_in_rdf() -> None:
    head = '<rdf:RDF xmlns:rdf="r" xmlns:z="http://www.zotero.org/namespaces/export#" xmlns:dc="d"><rdf:Description>'
    end = "<dc:title>A</dc:title></rdf:Description></rdf:RDF>"
    for stated, kind in (("treaty", "treaty"), ("hologram", "document")):
        [entry] = catalogue.read(f"{head}<z:itemType>{stated}</z:itemType>{end}")[1]
        assert entry.metadata == {"type": kind, "title": "A"}


words = st.text(st.sampled_from("abcdeXYZ äß-_&%$#{}~^\\\"'`:.,;<>()"), min_size=1, max_size=24).map(
    lambda text: " ".join(text.split())
)
letters = st.text(st.sampled_from("abcXYZäÉ"), min_size=2, max_size=8)
people = st.builds(lambda family, given: {"family": family.capitalize(), "given": given.capitalize()}, letters, letters)
works = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["article-journal", "book", "chapter", "paper-conference", "thesis", "report",
        "webpage"]),
        "title": words.filter(lambda text: any(letter.isalnum() for letter in text) and not text.startswith("'")),
        "author": st.lists(people | letters.map(lambda text: {"literal": f"The {text.capitalize()} Group"}),
        max_size=4),
        "issued": st.tuples(st.integers(1000, 2100), st.integers(1, 12), st.integers(1, 28)).flatmap(
            lambda parts: st.integers(1, 3).map(lambda count: {"date-parts": [list(parts[:count])]})
        ),
        "publisher": st.sampled_from(["", "Press & Sons", "Ink and Paper"]),
    },
    optional={
        "DOI": st.just("10.1234/a_b(c)"), "volume": st.integers(1, 900).map(str),
        "URL": st.just("https://x.org/a_b?c=%20d"),
        "abstract": words, "language": st.just("en"),
    },
)  # fmt: skip


@pytest.mark.parametrize("name", [one.name for one in catalogue.WRITABLE])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(works, min_size=1, max_size=3))
def test_what_is_written_is_read_as_the_same(name: str, made: list[dict[str, Any]]) -> None:
    items = [finish(one, line=1).metadata for one in made]
    kind, keys = catalogue.BY_NAME[name], Keys()
    assert kind.write
    assert kind.read
    text = (
        kind.write.begin
        + kind.write.between.join(kind.write.write(one, keys.make(one)) for one in items)
        + kind.write.end
    )
    again = [_comparable(one.metadata) for one in kind.read(text)]
    assert again == [_comparable(one) for one in items], text


def _comparable(metadata: dict[str, Any]) -> dict[str, Any]:
    """Of a reference what every format has: a name may be whole, and a date short of its day."""
    names = [
        " ".join(str(one.get(part) or "") for part in ("given", "family", "literal")).split()
        for one in metadata.get("author", [])
    ]
    return {
        "author": names, "year": metadata["issued"]["date-parts"][0][0],
        **{name: " ".join(str(metadata.get(name) or "").split()) for name in ("type", "title", "DOI", "volume",
        "URL", "publisher")},
    }  # fmt: skip


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="the files of other projects are not beside this checkout")
def test_files_of_other_projects_are_read_or_refused_with_a_sentence() -> None:
    for path in sorted(FIXTURES.rglob("*")):
        if not path.is_file() or ".expected." in path.name:
            continue
        try:
            _, entries = catalogue.read(decode(path.read_bytes()))
        except Unreadable as refusal:
            assert str(refusal), path.name  # noqa: PT017
        else:
            assert all(one.metadata or (one.reason and one.line) for one in entries), path.name
