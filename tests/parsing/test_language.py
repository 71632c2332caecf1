"""The language of a text by its small words or its script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.parsing.front_matter.language import language_of

TEXTS = {
    "en": "We describe how the keepers of the lamps at sea have been working, and what this means for the "
          "ships that pass by the coast in the night.",
    "de": "Wir beschreiben, wie die Wärter der Lampen an der See arbeiten und was das für die Schiffe "
          "bedeutet, die in der Nacht an der Küste vorbeifahren.",
    "fr": "Nous décrivons comment les gardiens des lampes travaillent en mer et ce que cela signifie pour "
          "les navires qui passent dans la nuit le long de la côte.",
    "es": "Describimos cómo trabajan los guardianes de las lámparas en el mar y lo que esto significa "
          "para los barcos que pasan por la costa durante la noche.",
    "pt": "Descrevemos como trabalham os guardiões das lâmpadas no mar e o que isso significa para os "
          "navios que passam pela costa durante a noite, com os seus faróis.",
    "it": "Descriviamo come lavorano i custodi delle lampade in mare e che cosa significa per le navi che "
          "passano lungo la costa nella notte con i loro fari.",
    "ru": "Мы описываем, как работают смотрители ламп на море и что это значит для кораблей, которые "
          "проходят ночью вдоль берега с огнями.",
    "zh": "本文描述海上灯塔看守人的工作方式，以及这对夜间沿海岸航行的船只意味着什么，并讨论不同条件"
          "下的结果和改进的方法。",
    "ja": "本論文では、海上の灯台守がどのように働いているか、そして夜に海岸に沿って通る船にとってそ"
          "れが何を意味するかを述べる。",
    "ko": "우리는 바다의 등대지기가 어떻게 일하는지, 그리고 이것이 밤에 해안을 따라 "
          "지나가는 배들에게 무엇을 의미하는지 설명한다.",
    "uk": "Ми описуємо, як працюють доглядачі ламп на морі і що це означає для кораблів, які проходять "
          "уночі вздовж берега з вогнями її міста.",
}  # fmt: skip


@pytest.mark.parametrize("language", TEXTS)
def test_it_is_recognised(language: str) -> None:
    assert language_of([TEXTS[language]] * 2) == language


@pytest.mark.parametrize("language", ["ru", "zh", "ja", "ko"])
def test_beside_an_abstract_in_english(language: str) -> None:
    assert language_of([TEXTS["en"], *[TEXTS[language]] * 3]) == language


def test_a_few_foreign_names_do_not_make_a_language() -> None:
    assert language_of([TEXTS["en"] * 3, "张伟 李娜 Иванов Петров 田中"]) == "en"


@pytest.mark.parametrize("text", ["", "12 34 ∑ ∫", "Ωμ", "Lamps"])
def test_too_little_says_nothing(text: str) -> None:
    assert language_of([text]) is None


@given(st.lists(st.text(max_size=200), max_size=20))
def test_any_text_has_an_answer(texts: list[str]) -> None:
    language = language_of(texts)
    assert language is None or len(language) == 2
