"""Every block of IANA's special-purpose registries is refused, at both of its ends and however it is wrapped."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.core.public_addresses import SPECIAL_IPV4, SPECIAL_IPV6, is_public

# The registries as they stood in 2025, every row, and what we refuse besides.
REGISTERED_IPV4 = (
    "0.0.0.0/8", "0.0.0.0/32", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24", "192.0.0.0/29", "192.0.0.8/32", "192.0.0.9/32", "192.0.0.10/32", "192.0.0.170/32",
    "192.0.0.171/32", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.88.99.2/32",
    "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
    "255.255.255.255/32", "224.0.0.0/4", "168.63.129.16/32",
)  # fmt: skip
REGISTERED_IPV6 = (
    "::1/128", "::/128", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/23", "2001::/32", "2001:1::1/128",
    "2001:1::2/128", "2001:1::3/128", "2001:2::/48", "2001:3::/32", "2001:4:112::/48", "2001:10::/28", "2001:20::/28",
    "2001:30::/28", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20", "5f00::/16", "fc00::/7",
    "fe80::/10", "fec0::/10", "ff00::/8", "::/96", "::ffff:0:0:0/96",
)  # fmt: skip
PUBLIC = (
    "93.184.216.34", "8.8.8.8", "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
    "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
    "2606:2800:220:1::1", "2001:200::1", "2001:4860:4860::8888", "2003::1", "2a00:1450:4001:80b::200e", "3ffe:ffff::1",
    "::ffff:93.184.216.34", "64:ff9b::808:808",
)  # fmt: skip
NO_ADDRESS = ("no address", "", "127.1", "2130706433", "0x7f000001", "1.2.3.4.5", "[::1]")


@pytest.mark.parametrize("network", REGISTERED_IPV4)
def test_special_ipv4_is_refused_whatever_it_is_wrapped_in(network: str) -> None:
    for address in ends(IPv4Network(network)):
        number = int(address)
        wrapped = [f"::ffff:{address}", f"64:ff9b::{address}", f"::{address}", f"::ffff:0:{address}"]
        # 6to4 has it after its prefix, Teredo its server there and its client inverted at the end.
        six_to_four = str(IPv6Address(0x2002 << 112 | number << 80))
        teredo = str(IPv6Address(0x20010000 << 96 | 0x5DB8D822 << 64 | number ^ 0xFFFFFFFF))
        local_translation = str(IPv6Address(0x0064FF9B0001 << 80 | number))
        for written in (str(address), *wrapped, six_to_four, teredo, local_translation):
            assert not is_public(written), written


@pytest.mark.parametrize("network", REGISTERED_IPV6)
def test_special_ipv6_is_refused(network: str) -> None:
    for address in ends(IPv6Network(network)):
        assert not is_public(str(address)), address
        assert not is_public(f"{address}%eth0"), address


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", NO_ADDRESS)
def test_what_is_no_address_is_not_public(address: str) -> None:
    assert not is_public(address)


def test_tunnels_that_hold_public_addresses_are_refused_too() -> None:
    assert not is_public("2002:808:808::1")
    assert not is_public("2001:0:808:808::1")


@given(st.integers(0, 2**32 - 1))
def test_each_ipv4_address_is_public_or_in_the_table(number: int) -> None:
    address = IPv4Address(number)
    assert is_public(str(address)) is not any(address in network for network in SPECIAL_IPV4)
    assert not is_public(str(address)) or address.is_global or address in IPv4Network("192.0.0.0/24")


@given(st.integers(0, 2**128 - 1))
def test_no_ipv6_address_that_python_calls_local_is_public(number: int) -> None:
    address = IPv6Address(number)
    if is_public(str(address)):
        assert address.is_global
        assert not any(address in network for network in SPECIAL_IPV6)


def ends(network: IPv4Network | IPv6Network) -> tuple[object, object, object]:
    return network[0], network[network.num_addresses // 2], network[-1]
