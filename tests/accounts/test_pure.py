"""Devices and places in words, and how sign-in slows down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.accounts.sessions.devices import device_name
from scrollkeeper.accounts.sessions.locations import network, place_in_words
from scrollkeeper.accounts.sign_in_methods import passwords
from scrollkeeper.accounts.sign_in_methods.throttling import wait_seconds


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
        hashed = await passwords.hash_password("a password")
        assert hashed.startswith("$argon2id$v=19$m=47104,t=2,p=1$")
        # An unknown address is compared with a hash of the same cost and shape, so that the time does not tell it.
        nobody = passwords._nobody.split("$")
        assert nobody[:4] == hashed.split("$")[:4]
        assert [len(part) for part in nobody] == [len(part) for part in hashed.split("$")]
        assert not await passwords.knows_password(None, "a password")
    finally:
        passwords.use_cost(1, 8)


@pytest.mark.parametrize(
    ("address", "here", "words"),
    [
        ("127.0.0.1", "", "the machine that ScrollKeeper runs on"),
        ("::1", "127.0.0.1", "the machine that ScrollKeeper runs on"),
        ("203.0.113.7", "203.0.113.200", "this network"),
        ("::ffff:203.0.113.7", "203.0.113.200", "this network"),
        ("2001:db8:1:2::3", "2001:db8:1:2:ffff::9", "this network"),
        ("192.168.1.20", "203.0.113.200", "home or office network 192.168.1.…"),
        ("10.2.3.4", "", "private network 10.2.3.…"),
        ("fd12:3456:789a:1::1", "", "private network fd12:3456:789a:1::…"),
        ("100.64.3.9", "", "mobile or shared network 100.64.3.…"),
        ("fe80::1%eth0", "", "the server’s own network"),
        ("198.51.100.9", "203.0.113.200", "network 198.51.100.…"),
        ("2001:db8:1:2::3", "2001:db8:1:3::3", "network 2001:db8:1:2::…"),
        ("", "", "unknown place"),
        ("testclient", "testclient", "unknown place"),
    ],
)
def test_places_are_said_as_far_as_the_address_tells(address: str, here: str, words: str) -> None:
    assert place_in_words(address, here) == words


@given(st.ip_addresses().map(str) | st.text(max_size=40), st.ip_addresses().map(str) | st.text(max_size=40))
def test_any_address_has_a_place_and_a_network(address: str, here: str) -> None:
    assert place_in_words(address, here)
    assert network(address) or not address
