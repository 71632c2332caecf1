"""Words for made-up first pages: titles, sentences, affiliations, and what journals print around them."""

import json
import random
import re
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

from grobid_headers import contents


def _words(text: str) -> list[str]:
    return text.split()


LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "ru", "zh", "ja", "ko")
ABSTRACT = {
    "en": ("Abstract", "ABSTRACT", "Summary", "Abstract:", "A B S T R A C T"),
    "de": ("Zusammenfassung", "Abstract", "Kurzfassung"),
    "fr": ("Résumé", "RÉSUMÉ"),
    "es": ("Resumen", "RESUMEN"),
    "pt": ("Resumo", "RESUMO"),
    "it": ("Riassunto", "Sommario"),
    "ru": ("Аннотация", "Резюме"),
    "zh": ("摘要", "摘 要", "摘要："),
    "ja": ("要旨", "概要", "抄録"),
    "ko": ("초록", "요약", "국문초록"),
}
KEYWORDS = {
    "en": ("Keywords", "Key words", "KEYWORDS", "Index Terms"),
    "de": ("Schlüsselwörter", "Schlagwörter"),
    "fr": ("Mots-clés", "Mots clés"),
    "es": ("Palabras clave",),
    "pt": ("Palavras-chave",),
    "it": ("Parole chiave",),
    "ru": ("Ключевые слова",),
    "zh": ("关键词", "关键词："),
    "ja": ("キーワード",),
    "ko": ("주제어", "키워드"),
}
INTRODUCTION = {
    "en": ("Introduction", "1 Introduction", "1. Introduction", "INTRODUCTION", "Background"),
    "de": ("Einleitung", "1 Einleitung"),
    "fr": ("Introduction", "1. Introduction"),
    "es": ("Introducción", "1. Introducción"),
    "pt": ("Introdução", "1 Introdução"),
    "it": ("Introduzione",),
    "ru": ("Введение",),
    "zh": ("引言", "1 引言", "0 引言"),
    "ja": ("はじめに", "1. 緒言"),
    "ko": ("서론", "1. 서론"),
}
PLACES = {
    "de": (
        "Universität {}",
        "Technische Universität {}",
        "Institut für Informatik, Universität {}",
        "Hochschule {}",
        "Staats- und Universitätsbibliothek {}",
        "Berlin-Brandenburgische Akademie der Wissenschaften",
        "FH {}",
        "Deutsches Literaturarchiv {}",
        "Lehrstuhl für Geschichte, Universität {}",
        "Max-Planck-Institut für Physik, {}",
    ),
    "fr": ("Université de {}", "CNRS, Institut de Physique, {}", "Laboratoire de Chimie, Université {}"),
    "es": ("Universidad de {}", "Facultad de Medicina, Universidad de {}, España", "Hospital Universitario de {}"),
    "pt": ("Universidade Federal de {}", "Faculdade de Medicina, Universidade de {}, Brasil"),
    "it": ("Università degli Studi di {}", "Dipartimento di Fisica, Università di {}, Italia"),
    "ru": (
        "Институт физики РАН, Москва",
        "Московский государственный университет",
        "Санкт-Петербургский университет, Россия",
    ),
    "zh": ("北京大学 物理学院，北京 100871", "清华大学 计算机系", "中国科学院 化学研究所，北京", "南京大学 环境学院"),
    "ja": ("東京大学 理学部", "京都大学大学院 工学研究科", "国立情報学研究所"),
    "ko": ("서울대학교 물리학과", "한국과학기술원 전산학부", "연세대학교 의과대학"),
}
CITIES = _words(
    "Berlin Passau Trier Lyon Grenoble Sevilla Granada Porto Campinas Bologna Pisa Göttingen Leipzig Hamburg "
    "Wien Zürich"
)
KINDS = (
    "Research Article",
    "RESEARCH",
    "Original Article",
    "Review",
    "Open Access",
    "Study protocol",
    "ARTICLE",
    "Case Report",
    "Original Paper",
    "Data paper",
    "Email",
    "Short Communication",
    "Research paper",
    "METHODOLOGY",
    "Software",
)
JOURNALS = (
    "Journal of {}",
    "Annals of {}",
    "{} Letters",
    "International Journal of {}",
    "Frontiers in {}",
    "Advances in {}",
    "{} Research",
    "Proceedings of the Conference on {}",
    "Acta {}",
)


class Texts:
    """Draws texts of a language; English ones are those of GROBID's annotated headers and references (CC-BY 4.0)."""

    def __init__(self, training: Path) -> None:
        self.titles: list[str] = []
        for line in (training / "grobid_citation_corpus.jsonl").read_text(encoding="utf-8").splitlines():
            for title in json.loads(line)["fields"].get("title_a", []):
                if 20 < len(title) < 200:
                    self.titles.append(title.strip(" .,"))
        self.sentences = _sentences(training / "grobid_header.tar.xz")
        self.places = _places(training / "grobid_names_affiliations_dates.tar.xz")
        self.words = {}
        for language in LANGUAGES[1:]:
            data = json.loads((files("mimesis") / "datasets" / language / "text.json").read_text(encoding="utf-8"))
            words = data["words"]
            listed = words if isinstance(words, list) else [word for some in words.values() for word in some]
            self.words[language] = [str(word) for word in listed]

    def sentence(self, rng: random.Random, language: str) -> str:
        if language == "en":
            return rng.choice(self.sentences)
        chosen = rng.choices(self.words[language], k=rng.randint(7, 18))
        if language in ("zh", "ja"):
            return "".join(chosen) + "。"
        if language == "de":
            chosen = [word.title() if rng.random() < 0.3 else word for word in chosen]
        text = " ".join(chosen)
        return text[:1].upper() + text[1:] + "."

    def paragraph(self, rng: random.Random, language: str, letters: int) -> str:
        found: list[str] = []
        while sum(map(len, found)) < letters:
            found.append(self.sentence(rng, language))
        return ("" if language in ("zh", "ja") else " ").join(found)

    def title(self, rng: random.Random, language: str) -> str:
        if language == "en":
            title = rng.choice(self.titles)
            if rng.random() < 0.25:
                title = " ".join(word if len(word) < 4 else word[:1].upper() + word[1:] for word in title.split())
        else:
            title = self.sentence(rng, language).rstrip(".。")[:90]
            if rng.random() < 0.25:
                title += ": " + self.sentence(rng, language).rstrip(".。")[:60]
        return title.upper() if rng.random() < 0.08 else title

    def place(self, rng: random.Random, language: str) -> str:
        if language in PLACES and rng.random() < 0.8:
            return rng.choice(PLACES[language]).format(rng.choice(CITIES))
        return rng.choice(self.places)

    def journal(self, rng: random.Random) -> str:
        topic = " ".join(word.strip(",.:;()") for word in rng.choice(self.titles).split()[:2]).title()
        return rng.choice(JOURNALS).format(topic)


def _sentences(archive: Path) -> list[str]:
    found: list[str] = []
    for root in _documents(archive, "tei"):
        for node in root.iter():
            if node.tag.rsplit("}", 1)[-1] == "div" and node.get("type") == "abstract":
                text = " ".join("".join(node.itertext()).split())
                found += [one for one in re.split(r"(?<=[.?!])\s+(?=[A-Z])", text) if 40 < len(one) < 300]
    return sorted(set(found))


def _places(archive: Path) -> list[str]:
    found: set[str] = set()
    for root in _documents(archive, "affiliation-address"):
        for node in root.iter():
            if node.tag.rsplit("}", 1)[-1] == "affiliation":
                text = " ".join("".join(node.itertext()).split()).strip(" ,;.*0123456789")
                text = re.sub(r"^[a-z†‡*]\s?(?=[A-Z])", "", text)
                if 15 < len(text) < 180 and text[0].isupper() and "@" not in text:
                    found.add(text)
    return sorted(found)


def _documents(archive: Path, folder: str) -> list[ElementTree.Element]:
    roots = []
    for name, content in sorted(contents(archive).items()):
        if f"{folder}/" in name:
            try:
                roots.append(ElementTree.fromstring(content))
            except ElementTree.ParseError:
                continue
    return roots
