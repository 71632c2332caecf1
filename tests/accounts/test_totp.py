"""The six digits: the examples of RFC 6238, drift, and what is no code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.accounts.sign_in_methods import totp

SEED = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"),
        (2000000000, "69279037"), (20000000000, "65353130"),
    ],
)  # fmt: skip
def test_the_examples_of_the_rfc(seconds: int, code: str) -> None:
    """They have eight digits; ours are the last six."""
    assert totp.code_at(SEED, seconds // 30) == code[-6:]
    assert totp.find_step(SEED, f" {code[2:5]} {code[5:]} ", seconds) == seconds // 30


@given(st.integers(300, 2**40), st.integers(-5, 5))
def test_one_step_off_is_taken_and_two_are_not(seconds: int, off: int) -> None:
    now = seconds // 30
    code = totp.code_at(SEED, now + off)
    found = totp.find_step(SEED, code, seconds)
    if abs(off) <= 1:
        assert found is not None
    # Steps that are far from each other may share a code, one in a million.
    assert found is None or (abs(found - now) <= 1 and totp.code_at(SEED, found) == code)


@given(st.text(max_size=20))
def test_any_text_is_answered(code: str) -> None:
    found = totp.find_step(SEED, code, 59)
    assert found is None or len("".join(code.split())) == 6


def test_the_qr_code_names_us_and_the_account() -> None:
    uri = totp.setup_uri(SEED, issuer="ScrollKeeper", account="ada+x@example.org")
    assert uri == (
        "otpauth://totp/ScrollKeeper:ada%2Bx%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ScrollKeeper"
    )
