"""Email addresses in one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.core.email_addresses import find_normal_email, normalise_email


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("Ada@Example.ORG", "Ada@example.org"),
        ("u\u0308ser@example.org", "üser@example.org"),
        ("user@bücher.example", "user@xn--bcher-kva.example"),
        ("user@bu\u0308cher.example", "user@xn--bcher-kva.example"),
        ("user@BÜCHER.example", "user@xn--bcher-kva.example"),
        ("user@XN--Bcher-Kva.example", "user@xn--bcher-kva.example"),
        ("user@straße.example", "user@xn--strae-oqa.example"),
        ("user@ｅxample．org", "user@example.org"),
        ("user@例え。テスト", "user@xn--r8jz45g.xn--zckzah"),
        # Cyrillic, and seen to be so.
        ("user@аpple.example", "user@xn--pple-43d.example"),
        ("user@xn--i-7iq.example", "user@xn--i-7iq.example"),
        ("a_b+c@under_score.example", "a_b+c@under_score.example"),
        ("root@localhost", "root@localhost"),
        # A private letter is drawn by its font, and one of a later Unicode by whoever knows it.
        ("a\ue000\U000b7f0e@example.org", "a\ue000\U000b7f0e@example.org"),
    ],
)
def test_the_form_of_addresses(typed: str, normal: str) -> None:
    assert normalise_email(typed) == normal


@pytest.mark.parametrize(
    "typed",
    ["a\u200bda@example.org", "a\u00adda@example.org", "a da@example.org", "a\u202eda@example.org",
     "a\u3164@example.org", "ada@i❤.example", "ada@-bü-.example", "ada@" + "ü" * 80 + ".example",
     "@example.org", "ada@", "ada", "x" * 64 + "@" + "ü" * 20 + "." + "bücher." * 12 + "example"],
)  # fmt: skip
def test_what_is_no_address(typed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        normalise_email(typed)
    assert find_normal_email(typed) == typed


@given(st.emails())
def test_the_form_stays_as_it_is(address: str) -> None:
    normal = normalise_email(address)
    assert normalise_email(normal) == normal
    assert normal.rpartition("@")[2].isascii()
