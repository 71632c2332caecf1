#!/usr/bin/env python3
"""Writes scrollkeeper/parsing/models/name_words.txt: words of names, by whether they are given, inherited, or either.

    name_words.py [--shared ../shared]

Needs `pip install faker mimesis`.
"""

from collections import Counter

from name_lists import cited_names, listed_names
from training import ask_for_corpus

from scrollkeeper.parsing.front_matter.name_words import FILE, PARTICLES, plain

# How much more often a word must be the one than the other to count as that alone.
CLEARLY = 3


def main() -> None:
    args = ask_for_corpus(__doc__).parse_args()
    given: Counter[str] = Counter()
    family: Counter[str] = Counter()
    cited = cited_names(args.shared / "training" / "grobid_names_affiliations_dates.tar.xz")
    for names in [*listed_names(), cited]:
        for words, counted in ((names.given, given), (names.family, family)):
            # A word counts once a list, however many names of it have the word.
            counted.update({part for name in words for word in name.split() for part in map(plain, word.split("-"))})
    kinds: dict[str, list[str]] = {"given": [], "family": [], "either": []}
    for word in sorted(given.keys() | family.keys()):
        if (len(word) < 2 and word.isascii()) or word in PARTICLES or not word.isalpha():
            continue
        if given[word] >= CLEARLY * family[word]:
            kinds["given"].append(word)
        elif family[word] >= CLEARLY * given[word]:
            kinds["family"].append(word)
        else:
            kinds["either"].append(word)
    FILE.write_text("".join(f"{kind}: {' '.join(words)}\n" for kind, words in kinds.items()), encoding="utf-8")
    print(FILE, FILE.stat().st_size, "bytes", {kind: len(words) for kind, words in kinds.items()})


if __name__ == "__main__":
    main()
