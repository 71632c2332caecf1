"""Passwords that guessers try first are refused; sentences and random ones are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.accounts.weak_passwords import why_weak

ADA = ("Ada Lovelace", "lovelace.a@example.org")


@pytest.mark.parametrize(
    "password",
    [
        "password123", "P@ssw0rd2024!", "Passw0rd!!", "1234567890", "0987654321", "qwertyuiop", "qwertzuiop1",
        "asdfghjkl123", "1qaz2wsx3edc", "aaaaaaaaaaaa", "abcabcabcabc", "abcdefghij", "iloveyou2023", "Welcome2026!",
        "letmein letmein", "admin12345", "changeme!!1", "Sunshine1999", "dragon monkey", "testtesttest",
        "Ada Lovelace 1815", "lovelace1815!", "adalovelace", "ScrollKeeper1",
    ],
)  # fmt: skip
def test_what_guessers_try_is_refused(password: str) -> None:
    assert why_weak(password, own=ADA)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery", "another good one", "a long password", "open sesame 4711", "seagrass remembers",
        "vT9#kq2LmZ", "Der Mond geht auf um acht", "日本語のパスワードです", "the engine weaves patterns",
    ],
)  # fmt: skip
def test_sentences_and_random_ones_are_not(password: str) -> None:
    assert why_weak(password, own=ADA) is None


def test_the_sentence_says_when_it_is_the_name() -> None:
    assert "your name" in (why_weak("lovelace1815!", own=ADA) or "")
    assert why_weak("lovelace1815!") is None


@given(st.text(max_size=200), st.text(max_size=30))
def test_any_text_is_answered(password: str, name: str) -> None:
    assert why_weak(password, own=(name,)) is None or isinstance(why_weak(password, own=(name,)), str)
