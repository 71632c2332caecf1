"""The language of a text, told by its most frequent small words (Ingle 1976; Grefenstette, Comparing Two Language
Identification Schemes, 1995), or by its script: enough for papers, where a page of text is at hand."""

import re
from collections import Counter
from collections.abc import Iterable

STOP_WORDS = {
    "en": "the of and to in is that for it as was with be by on not are this which or from at were have has we an",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus wird",
    "fr": "de la le et les des en un du une que est pour qui dans par sur pas au plus ne ce il sont avec aux ou cette",
    "es": "de la que el en y los del se las por un para con no una su al lo como más este entre son fue han sobre es",
    "it": "di e il la che in un per del con non una i della le da al si dei sono come nel alla più gli delle è anche",
    "pt": "de a o que e do da em um para com não uma os no se na por mais as dos como ao das foi são pelo pela entre",
    "nl": "de van het een en in is dat op te zijn voor met die niet aan er om ook als bij door worden naar uit wordt",
    "sv": "och i att det som en på är av för med till den har de inte om ett men var sig från vi så kan eller vid",
}
SETS = {language: frozenset(words.split()) for language, words in STOP_WORDS.items()}
# Letters of scripts that few languages are written in.
SCRIPTS = {
    "kana": re.compile(r"[\u3041-\u30ff]"),
    "han": re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]"),
    "hangul": re.compile(r"[\uac00-\ud7a3\u1100-\u11ff]"),
    "cyrillic": re.compile(r"[\u0400-\u04ff]"),
    "greek": re.compile(r"[\u0370-\u03ff]"),
    "arabic": re.compile(r"[\u0620-\u06ff]"),
    "hebrew": re.compile(r"[\u05d0-\u05ea]"),
}
OF_THEM = re.compile(r"[\u0370-\u06ff\u1100-\u11ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]")
# A sign of these stands for so many letters of an alphabet, when a text has parts in English.
DENSE = {"kana": 2.0, "han": 3.0, "hangul": 2.5}
MOST_OF_TEXT, MIN_LETTERS, KANA = 0.5, 60.0, 0.1
PERSIAN, UKRAINIAN, BULGARIAN = re.compile("[پچژگ]"), re.compile("[іїєґ]"), re.compile("ъ")
WORD = re.compile(r"[^\W\d_]+")
LATIN = re.compile(r"[a-z\u00df-\u017f]")
# In letters.
ENOUGH = 10_000
MIN_WORDS, MIN_SHARE = 40, 0.12


def language_of(texts: Iterable[str]) -> str | None:
    """ISO 639-1 code; None where there is too little text or it is in no language known here."""
    sample: list[str] = []
    letters = 0
    for text in texts:
        sample.append(text)
        letters += len(text)
        if letters >= ENOUGH:
            break
    text = " ".join(sample).lower()
    by_script = _by_script(text)
    if by_script:
        return by_script
    words = list(filter(str.isalpha, text.split()))
    total = len(words)
    if total < MIN_WORDS:
        return None
    counts = Counter(words)
    shares = {language: sum(map(counts.__getitem__, known)) / total for language, known in SETS.items()}
    best = max(shares, key=lambda language: (shares[language], language))
    return best if shares[best] >= MIN_SHARE else None


def _by_script(text: str) -> str | None:
    """The language of a text that is mostly in a script of its own."""
    if text.isascii() or max(DENSE.values()) * len(OF_THEM.findall(text)) < MIN_LETTERS:
        return None
    counts = {name: len(pattern.findall(text)) * DENSE.get(name, 1.0) for name, pattern in SCRIPTS.items()}
    asian = counts["kana"] + counts["han"]
    weights = {name: counts[name] for name in ("hangul", "cyrillic", "greek", "arabic", "hebrew")} | {"han": asian}
    best = max(weights, key=weights.__getitem__)
    latin = len(LATIN.findall(text))
    if weights[best] < MIN_LETTERS or weights[best] < MOST_OF_TEXT * (latin + sum(weights.values())):
        return None
    if best == "han":
        return "ja" if counts["kana"] > KANA * asian else "zh"
    if best == "cyrillic":
        if len(UKRAINIAN.findall(text)) > 0.02 * counts[best]:
            return "uk"
        return "bg" if len(BULGARIAN.findall(text)) > 0.008 * counts[best] else "ru"
    if best == "arabic":
        return "fa" if len(PERSIAN.findall(text)) > 0.01 * counts[best] else "ar"
    return {"hangul": "ko", "greek": "el", "hebrew": "he"}[best]


def likelier_language(text: str) -> str | None:
    """Of a short text, such as a title, as far as it can be told; None where several are as likely."""
    words = set(WORD.findall(text.lower()))
    shares = sorted(((sum(map(known.__contains__, words)), language) for language, known in SETS.items()), reverse=True)
    clear = shares[0][0] > shares[1][0] and shares[0][0] >= 2
    return shares[0][1] if clear else None
