"""Passwords that guessers try first are refused; sentences and random ones are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from scrollkeeper.accounts.sign_in_methods.password_strength import why_weak

ADA = ("Ada Lovelace", "lovelace.a@example.org")


@pytest.mark.parametrize(
    "password",
    [
        "password123", "P@ssw0rd2024!", "Passw0rd!!", "1234567890", "0987654321", "qwertyuiop", "qwertzuiop1",
        "asdfghjkl123", "1qaz2wsx3edc", "aaaaaaaaaaaa", "abcabcabcabc", "abcdefghij", "iloveyou2023", "Welcome2026!",
        "letmein letmein", "admin12345", "changeme!!1", "Sunshine1999", "dragon monkey", "testtesttest",
        "Ada Lovelace 1815", "lovelace1815!", "adalovelace", "ScrollKeeper1",
        "usuckballz1", "Q1W2E3R4T5", "Manchester1!", "liverpoolarsenal", "Elisabeth Schneider 47!", "m1ch3ll3-2031!",
    ],
)  # fmt: skip
def test_what_guessers_try_is_refused(password: str) -> None:
    assert why_weak(password, own=ADA)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery", "another good one", "a long password", "open sesame 4711", "seagrass remembers",
        "purple monkey dishwasher", "Übergang-laterne-café-x1",
        "vT9#kq2LmZ", "Der Mond geht auf um acht", "日本語のパスワードです", "the engine weaves patterns",
    ],
)  # fmt: skip
def test_sentences_and_random_ones_are_not(password: str) -> None:
    assert why_weak(password, own=ADA) is None


def test_the_most_common_passwords_are_refused_and_so_with_what_people_append() -> None:
    listed = FREQUENCY_LISTS["passwords"]
    long_enough = [password for password in listed if len(password) >= 10]
    assert len(long_enough) > 1_000
    assert [password for password in long_enough if not why_weak(password)] == []
    varied = [f"{word.title()}2031!" for word in listed[:3_000:7] if len(word) >= 5]
    assert [password for password in varied if not why_weak(password)] == []


def test_the_sentence_says_when_it_is_the_name() -> None:
    assert "your name" in (why_weak("lovelace1815!", own=ADA) or "")
    assert why_weak("lovelace1815!") is None


@given(st.text(max_size=200), st.text(max_size=30))
def test_any_text_is_answered(password: str, name: str) -> None:
    assert why_weak(password, own=(name,)) is None or isinstance(why_weak(password, own=(name,)), str)
