"""Words of titles and letters of other alphabets, as citation keys have them. Pure."""

import re
import unicodedata
from functools import lru_cache

# Words that say nothing about a work, in the languages that most titles are in.
_SKIPPED = (
    "a ab aboard about above across after against al along amid among an and anti around as at before behind "
    "below beneath beside besides between beyond but by d da das de degli dei del dell della delle dello dem den "
    "der des despite die do down du during ein eine einem einen einer eines el en et except for from gli i il in "
    "inside into is l la las le les like lo los near nor of off on onto or over past per plus round save since "
    "so some sur than the through to toward towards un una unas under underneath une unlike uno unos until up "
    "upon versus via von while with within without yet zu zum"
)
SKIPPED = frozenset(_SKIPPED.split())
# Of what LaTeX, BibTeX and command lines give a meaning to.
UNSAFE = re.compile(r"[\\\"#%'(),={}~\s\ufffd]")
_LETTERS = str.maketrans({
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d",
    "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "TH", "ı": "i", "ŋ": "ng", "ʼ": "", "‘": "'", "’": "'", "“": '"',
    "”": '"', "–": "-", "—": "-", "‐": "-", "‑": "-", "…": "...", "\u00a0": " ",
    **dict(zip("абвгдезийклмнопрстуфхцыэіґѓјћќў", ["a", "b", "v", "g", "d", "e", "z", "i", "i", "k", "l", "m", "n", "o",
           "p", "r", "s", "t", "u", "f", "kh", "ts", "y", "e", "i", "g", "g", "j", "c", "k", "u"], strict=True)),
    "ё": "e", "ж": "zh", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "iu", "я": "ia", "є": "ie",
    "ї": "i", "ђ": "d", "љ": "lj", "њ": "nj", "џ": "dz",
    **dict(zip("αβγδεζηικλμνξοπρσςτυφω", "abgdeziiklmnxoprsstufo", strict=True)),
    "θ": "th", "χ": "ch", "ψ": "ps",
})  # fmt: skip
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_MARKUP = re.compile(r"</?(?:i|b|sc|sub|sup|nc|code|span\b[^<>]*)>|[\"]", re.IGNORECASE)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_PSEUDO_DASHES = "\u2500\uff0d\u2015"


def fold(text: str, *, german: bool = False) -> str:
    """Letters of Latin, Greek and Cyrillic as ASCII; those of other scripts stay, since keys may hold them."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text)
    if german:
        text = text.translate(_GERMAN)
    return "".join(map(_fold_sign, text))


@lru_cache(10_000)
def _fold_sign(sign: str) -> str:
    lower = sign.lower()
    plain = sign.translate(_LETTERS)
    if plain == sign and lower != sign and (changed := lower.translate(_LETTERS)) != lower:
        plain = changed.capitalize()
    bare = unicodedata.normalize("NFKD", plain)
    stripped = "".join(one for one in bare if not unicodedata.combining(one))
    # Greek and Cyrillic letters with an accent are in the table without it.
    again = stripped.translate(_LETTERS) if not stripped.isascii() else stripped
    if again == stripped and not again.isascii() and (low := stripped.lower().translate(_LETTERS)).isascii():
        again = low.capitalize()
    return again


def without_punctuation(text: str, *, dash: str = "-") -> str:
    """Without quotes, brackets and points; dashes of all kinds become `dash`."""
    kept = (
        dash if unicodedata.category(sign) == "Pd" or sign in _PSEUDO_DASHES
        else "" if unicodedata.category(sign) in ("Pe", "Pf", "Pi", "Po", "Ps") else sign
        for sign in text
    )  # fmt: skip
    return "".join(kept)


def title_words(title: str, *, skip: bool = True, punctuation: bool = False) -> list[str]:
    """The words of a title; `skip` leaves out those that say nothing, and single letters."""
    plain = re.sub(r"[/:]", " ", _MARKUP.sub("", title))
    words = [word.strip(".,;!?…()[]{}“”‘’'«»„") for word in re.split(r"[\s—]+", plain)]
    if not punctuation:
        words = [without_punctuation(word, dash="") for word in words]
    if skip:
        words = [
            word for word in words
            if word.lower() not in SKIPPED and (len(word) > 1 or word.isdigit() or _CJK.match(word))
        ]  # fmt: skip
    return [word for word in words if word]


def ideographs(text: str) -> str:
    """Each of them as a word of its own."""
    return _CJK.sub(lambda sign: f" {sign[0]} ", text).strip()
