"""Where a request comes from, as far as limits and bans are concerned."""

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network
# Whoever has one address of IPv6 has all of its /64.
IPV6_PREFIX = 64


def network_of(address: str) -> Network | None:
    """The network that stands for one client; None where the address is none, as with a socket in a test."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    if found.version == 6 and found.ipv4_mapped:
        found = found.ipv4_mapped
    return ip_network(f"{found}/{IPV6_PREFIX if found.version == 6 else 32}", strict=False)


def is_this_machine(address: str) -> bool:
    """Loopback: a program here, or a proxy that we were not told to trust, behind which everybody looks the same."""
    network = network_of(address)
    return network is None or ip_address(address.partition("%")[0]).is_loopback
