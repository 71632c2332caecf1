"""People of all cultures, and the ways in which lists of authors are printed."""

import random
from dataclasses import dataclass

from name_lists import Names
from typeset import Run


def _words(text: str) -> list[str]:
    return text.split()


PINYIN = _words(
    "ai an bai bao bin bo cai chang chao chen cheng chun da dan dong fan fang fei feng gang guang guo hai han "
    "hao he hong hua huan hui jia jian jiang jie jin jing jun kai kang lan lei li liang lin ling long mei meng "
    "min ming na nan ning peng ping qi qian qiang qing rong rui shan shao sheng shi shu shuai song tao tian "
    "ting wei wen xi xia xiang xiao xin xing xiu xu xue yan yang yi ying yong yu yuan yue yun ze zhen zhi "
    "zhong zi"
)
CHINESE = "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo Xie Tang Song Feng Deng "
CHINESE += "Cao Peng Zeng Xiao Tian Dong Pan Yuan Cai Jiang Yu Du Ye Cheng Wei Su Lu Ding Ren Shen Yao Fan Fang Shi Tan"
KOREAN = _words("Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Shin Seo Kwon Hwang Ahn Song Yoo Hong")
SYLLABLES = _words("Min Seo Ji Hyun Soo Young Jin Hye Kyung Sang Eun Joon Woo Jae Ho Sung Mi Na Yeon Hee Dong Tae")
INDIAN = (
    _words(
        "Anil Sunita Rajesh Priya Vijay Lakshmi Arun Deepak Sanjay Meera Ravi Kavita Suresh Anjali Manoj Pooja "
        "Ashok Neha"
    ),
    _words("Kumar Sharma Singh Gupta Patel Reddy Nair Iyer Rao Das Mukherjee Banerjee Chatterjee Joshi Mehta Verma"),
)
JAPANESE = (
    _words(
        "Kenji Takeshi Hiroshi Yuki Akira Yoko Naoko Masato Satoshi Kazuo Haruka Shinji Tomoko Keiko Daisuke Yasutaka"
    ),
    _words(
        "Tanaka Suzuki Sato Watanabe Ito Yamamoto Nakamura Kobayashi Kato Yoshida Yamada Sasaki Matsumoto Inoue Kimura"
    ),
)
PARTICLES = {
    "nl": ("van", "van der", "de", "van den", "ter", "ten", "van de", "'t"),
    "de": ("von", "von und zu", "zu", "von der"),
    "es": ("de", "de la", "del", "de los"),
    "pt": ("de", "da", "dos", "do", "de"),
    "it": ("di", "De", "Della", "D'"),
    "fr": ("de", "du", "de la", "Le", "d'"),
    "ar": ("al-", "Al", "El", "bin", "Ben"),
    "da": ("af",),
    "sv": ("af", "von"),
}
GROUPS = (
    "{} Study Group",
    "the {} Consortium",
    "{} Collaboration",
    "{} Investigators",
    "The {} Working Group",
    "{} Network",
    "{} Research Group",
    "{} Trial Team",
    "Members of the {} Committee",
    "the {} Initiative",
    "{} Genomics Consortium",
)
SEVERAL = (
    "Northern Lights",
    "STAR",
    "GENOMIC",
    "PRISM",
    "Lake Health",
    "EUROCAT",
    "ICON",
    "HORIZON",
    "MALARIA",
    "UK10K",
    "CARE",
)


@dataclass
class Invented:
    given: list[str]
    family: str
    suffix: str = ""
    collective: str = ""
    script: str = "latin"
    particle: str = ""
    """A Dutch or German one, that stands before the family name."""


def _altered(name: str, rng: random.Random) -> str:
    """With one or two small letters exchanged for others of their kind."""
    letters = list(name)
    places = [at for at, char in enumerate(letters) if at and char.islower() and char.isascii()]
    for at in rng.sample(places, min(rng.choice((1, 2)), len(places))):
        letters[at] = rng.choice("aeiou" if letters[at] in "aeiouy" else "bdfgklmnprstvz")
    return "".join(letters)


class People:
    """Draws names from lists of many languages, those of large ones more often."""

    def __init__(self, lists: list[Names], cited: Names) -> None:
        self.lists = [names for names in lists if names.language not in ("ar", "fa", "he", "hy", "ka", "th")]
        self.cited = cited

    def draw(self, rng: random.Random, script: str = "latin") -> Invented:
        """Some names are altered: people have names that no list has."""
        if script != "latin":
            return self._other_script(rng, script)
        person = self._draw(rng)
        if rng.random() < 0.3:
            person.family = _altered(person.family, rng)
        if person.given and rng.random() < 0.15:
            person.given[0] = _altered(person.given[0], rng)
        return person

    def _draw(self, rng: random.Random) -> Invented:
        kind = rng.random()
        if kind < 0.14:
            parts = rng.choices(PINYIN, k=rng.choice((1, 2, 2)))
            joined = "-" if rng.random() < 0.25 else ""
            given = joined.join(parts) if not joined else f"{parts[0]}-{parts[-1]}"
            return Invented([given.title() if rng.random() < 0.8 else given.capitalize()], rng.choice(CHINESE.split()))
        if kind < 0.19:
            given = rng.choice(("-", "", " ", "-")).join(rng.sample(SYLLABLES, 2))
            return Invented([given.capitalize() if "-" not in given else given], rng.choice(KOREAN))
        if kind < 0.25:
            lists = rng.choice((INDIAN, JAPANESE))
            return Invented([rng.choice(lists[0])], rng.choice(lists[1]))
        if kind < 0.55:
            given = [rng.choice(self.cited.given)]
            person = Invented(given, rng.choice(self.cited.family))
        else:
            names = rng.choice(self.lists)
            while not names.given[len(names.given) // 2].isascii() and ord(names.given[0][0]) > 0x24F:
                names = rng.choice(self.lists)
            person = Invented([rng.choice(names.given)], rng.choice(names.family))
            if names.language in PARTICLES and rng.random() < 0.25:
                particle = rng.choice(PARTICLES[names.language])
                person.family = particle + ("" if particle[-1] in "-'" else " ") + person.family
            if names.language == "es" and rng.random() < 0.4:
                person.family += rng.choice((" ", " ", "-", " y ")) + rng.choice(names.family)
            if names.language == "pt" and rng.random() < 0.6:
                # Of several family names the last is the one to cite by, as publishers' records mostly have it.
                between = rng.choice(names.family)
                person.given.append(rng.choice(("", "", "", "de ", "da ", "dos ")) + between)
            if names.language in ("fr", "de") and rng.random() < 0.15:
                person.given[0] += "-" + rng.choice(names.given)
            if rng.random() < 0.25:
                person.given.append(rng.choice(names.given))
        if rng.random() < 0.06:
            person.family += "-" + rng.choice(self.cited.family)
        if rng.random() < 0.35:
            person.given += [f"{char}." for char in rng.choices("ABCDEFGHJKLMNPRSTW", k=rng.choice((1, 1, 1, 2)))]
        if rng.random() < 0.04:
            person.family = rng.choice(("Mc", "Mac", "O'", "O’")) + person.family.capitalize()
        if rng.random() < 0.02:
            person.suffix = rng.choice(("Jr.", "Jr", "III", "II", "Sr."))
        if rng.random() < 0.03:
            person.given = []
        return person

    def _other_script(self, rng: random.Random, script: str) -> Invented:
        names = rng.choice([one for one in self.lists if one.language == script])
        given = rng.choice(names.given)
        if script == "zh" and len(given) == 1 and rng.random() < 0.5:
            given += rng.choice([name for name in names.given if len(name) == 1] or [given])
        return Invented([given], rng.choice(names.family), script=script)


def group(rng: random.Random) -> str:
    return rng.choice(GROUPS).format(rng.choice(SEVERAL))


@dataclass
class Manner:
    """How the names of one list are printed."""

    order: str
    initials: str
    capitals: str
    dotted: bool
    comma: bool

    @staticmethod
    def draw(rng: random.Random) -> "Manner":
        return Manner(
            order=rng.choices(("given", "family"), (82, 18))[0],
            initials=rng.choices(("full", "short", "joined"), (68, 20, 12))[0],
            capitals=rng.choices(("none", "family", "all"), (82, 10, 8))[0],
            dotted=rng.random() < 0.75,
            comma=rng.random() < 0.7,
        )


def printed(person: Invented, manner: Manner, number: int) -> list[Run]:
    """The runs of one name."""
    if person.collective:
        return [Run(person.collective, "C", number)]
    if person.script in ("zh", "ja"):
        return [Run(person.family, "F", number), Run(person.given[0], "G", number)]
    given, family = list(person.given), person.family
    if person.script == "ko":
        return [Run(family, "F", number), Run(given[0], "G", number)]
    if manner.initials != "full" and given:
        letters = [part[0] for one in given for part in one.split("-") if part]
        stop = "." if manner.dotted else ""
        given = (
            ["".join(f"{letter}{stop}" for letter in letters)]
            if manner.initials == "joined"
            else [f"{letter}{stop}" for letter in letters]
        )
    elif not manner.dotted:
        given = [one.rstrip(".") for one in given]
    if manner.capitals != "none":
        family = family.upper() if not family[:1].islower() else family
    if manner.capitals == "all":
        given = [one.upper() for one in given]
    named = [Run(" ".join(given), "G", number)] if given else []
    suffix = (
        [Run(f" {person.suffix}" if manner.order == "given" else f", {person.suffix}", "S", number)]
        if person.suffix
        else []
    )
    last = [Run(family, "F", number)]
    if manner.order == "given" or not given:
        return [*named, *([Run(" ")] if named else []), *last, *suffix]
    comma = manner.comma or (manner.capitals == "none" and manner.initials == "full")
    return [*last, Run(", " if comma else " "), *named, *suffix]
