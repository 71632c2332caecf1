"""Whom an `@` means: names with and without accents, and in scripts without spaces."""

import unicodedata
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.discussions.naming import find_named

NAMES = {
    "ana": "Ana", "maría": "Ana María", "zhang": "张伟", "zhang's": "张伟看", "lukasz": "Łukasz Żak", "min": "김민수",
    "li": "李", "taro": "山田 太郎", "kim": "김 지우", "som": "สมชาย", "ada": "Ada Lovelace", "nim": "نیم\u200cفاصله",
    "resume": "Jose", "résumé": "José",
}  # fmt: skip
IDS = {key: UUID(int=number) for number, key in enumerate(NAMES)}
PEOPLE = {IDS[key]: name for key, name in NAMES.items()}
KEYS = {value: key for key, value in IDS.items()}


def named(said: str) -> set[str]:
    return {KEYS[one] for one in find_named(said, PEOPLE)}


@pytest.mark.parametrize(
    ("said", "whom"),
    [
        ("@Ana María please", {"maría"}),
        ("@Ana Mari\u0301a please", {"maría"}),
        ("@Ana Maria please", {"maría"}),
        ("@ANA  MARÍA, please", {"maría"}),
        ("@Ana\u00a0María", {"maría"}),
        ("＠Ana María", {"maría"}),
        ("@Ana please", {"ana"}),
        ("@Anamaria", set()),
        ("@Ana Mariana", {"ana"}),
        ("@lukasz zak", {"lukasz"}),
        ("@Łukasz", {"lukasz"}),
        # Written exactly, it is the one; otherwise either.
        ("@Jose", {"resume"}),
        ("@JOSÉ", {"résumé"}),
        ("@Jose\u0301", {"résumé"}),
        ("@Josè", {"resume", "résumé"}),
        # No spaces: the longest name that is there.
        ("@张伟", {"zhang"}),
        ("@张伟 看看", {"zhang"}),
        ("@张伟看看", {"zhang's"}),
        ("@张伟请看", {"zhang"}),
        ("请@张伟请看", {"zhang"}),
        ("@张三看看", set()),
        ("@李", {"li"}),
        ("@李明看看", set()),
        ("@김민수님께", {"min"}),
        ("@山田太郎", set()),
        ("@山田 太郎さん", {"taro"}),
        ("@김치", set()),
        ("@김 치", {"kim"}),
        ("@สมชายดูหน่อย", {"som"}),
        ("@Ada看看", {"ada"}),
        ("@张伟ok", {"zhang"}),
        ("@نیم\u200cفاصله", {"nim"}),
        ("@نیمفاصله", {"nim"}),
        ("a@Ana, @@Ana, x.@Ana", set()),
    ],
)
def test_whom_an_at_means(said: str, whom: set[str]) -> None:
    assert named(said) == whom


@given(st.sampled_from(sorted(NAMES)), st.sampled_from(["NFC", "NFD"]), st.sampled_from(["", " ", ", ", "\n", "!"]))
def test_a_whole_name_means_its_person_in_any_form(key: str, form: str, after: str) -> None:
    assert named(unicodedata.normalize(form, f"see @{NAMES[key]}{after}")) == {key}


@given(st.text(alphabet="@ aAńáAn张伟看李김\u0301\u200c\n.", max_size=60))
def test_any_text_names_people_or_nobody(said: str) -> None:
    assert named(said) <= set(NAMES)
