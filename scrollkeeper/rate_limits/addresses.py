"""Where a request comes from, as far as limits and bans are concerned."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from fastapi import Request

Network = IPv4Network | IPv6Network
# Whoever has one address of IPv6 has all of its /64.
IPV6_PREFIX = 64


@lru_cache(2_000)
def network_of(address: str) -> Network | None:
    """The network that stands for one client; None where the address is none, as with a socket in a test."""
    found = _read(address)
    if found is None:
        return None
    return ip_network(f"{found}/{IPV6_PREFIX if found.version == 6 else 32}", strict=False)


@lru_cache(2_000)
def is_this_machine(address: str) -> bool:
    """Loopback: a program here, or a proxy that we were not told to trust, behind which everybody looks the same."""
    found = _read(address)
    return found is None or found.is_loopback


def _read(address: str) -> IPv4Address | IPv6Address | None:
    """An address of IPv4 that came through a socket of IPv6 is the same address."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def client_address(request: Request) -> str:
    return request.client.host if request.client else ""
