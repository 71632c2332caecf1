"""Devices in words, and how sign-in slows down."""

import pytest

from scrollkeeper.accounts import passwords
from scrollkeeper.accounts.devices import device_name
from scrollkeeper.accounts.slowdown import wait_seconds


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36",
            "Chrome on Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.5.0", "curl"),
        ("", "Unknown browser"),
    ],
)
def test_devices_are_named_as_people_would(agent: str, name: str) -> None:
    assert device_name(agent) == name


def test_waiting_doubles_after_the_free_attempts() -> None:
    assert [wait_seconds(failures, 5) for failures in (0, 4, 5, 6, 7)] == [0, 0, 2, 4, 8]
    assert wait_seconds(1000, 5) == 900


async def test_a_hash_costs_a_guesser_46_mebibytes_and_two_passes() -> None:
    passwords.use_cost()
    try:
        assert (await passwords.hash_password("a password")).startswith("$argon2id$v=19$m=47104,t=2,p=1$")
    finally:
        passwords.use_cost(1, 8)
