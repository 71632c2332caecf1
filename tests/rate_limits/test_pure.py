"""Which networks stand for a client, may be banned, and hold an address."""

from ipaddress import ip_network

import pytest

from scrollkeeper.core.settings import SettingsRefused, read_settings
from scrollkeeper.rate_limits.addresses import is_this_machine, network_of
from scrollkeeper.rate_limits.bans import BadNetwork, BanList, read_network


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7/32"), ("::ffff:203.0.113.7", "203.0.113.7/32"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"), ("fe80::1%eth0", "fe80::/64"), ("testclient", "None"),
    ],
)  # fmt: skip
def test_one_client(address: str, network: str) -> None:
    assert str(network_of(address)) == network


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("127.9.9.9", True),
        ("10.0.0.1", False),
        ("", True),
        ("::ffff:127.0.0.1", True),
        ("::ffff:10.0.0.1", False),
    ],
)
def test_this_machine(address: str, here: bool) -> None:
    assert is_this_machine(address) is here


@pytest.mark.parametrize(
    "written",
    [
        "",
        "nonsense",
        "0.0.0.0/0",
        "::/0",
        "127.0.0.1",
        "::1",
        "10.0.0.0/4",
        "300.1.1.1",
        "::ffff:127.0.0.1",
        "::ffff:0.0.0.0/96",
    ],
)
def test_what_cannot_be_banned(written: str) -> None:
    with pytest.raises(BadNetwork):
        read_network(written)


@pytest.mark.parametrize(
    ("written", "network"),
    [
        (" 203.0.113.7 ", "203.0.113.7/32"), ("203.0.113.7/24", "203.0.113.0/24"), ("2001:db8::1/48", "2001:db8::/48"),
        ("::ffff:203.0.113.7", "203.0.113.7/32"), ("::ffff:203.0.113.0/120", "203.0.113.0/24"),
    ],
)  # fmt: skip
def test_what_is_banned_by_a_name(written: str, network: str) -> None:
    assert str(read_network(written)) == network


def test_a_list_holds_addresses_of_its_networks() -> None:
    bans = BanList()
    for network in map(ip_network, ("203.0.113.0/24", "198.51.100.7/32", "2001:db8::/48", "2001:db9::1/128")):
        bans._by_width.setdefault((network.version, network.prefixlen), set()).add(network)
    for address in ("203.0.113.9", "198.51.100.7", "2001:db8:0:ffff::1", "2001:db9::2", "::ffff:203.0.113.9"):
        assert bans.holds(address), address
    for address in ("203.0.114.9", "198.51.100.8", "2001:db8:1::1", "2001:db9:0:1::", "no address", ""):
        assert not bans.holds(address), address


def test_proxies_are_named_as_networks() -> None:
    assert read_settings(trusted_proxies="127.0.0.1, 10.0.0.0/8").trusted_networks == ["127.0.0.1", "10.0.0.0/8"]
    with pytest.raises(SettingsRefused, match="SCROLLKEEPER_TRUSTED_PROXIES"):
        read_settings(trusted_proxies="everyone")
