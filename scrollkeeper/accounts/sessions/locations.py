"""Where an address is, in words, as far as the address itself tells: no list of places is asked."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_SHARED = ip_network("100.64.0.0/10")
_HOME = ip_network("192.168.0.0/16")
_Address = IPv4Address | IPv6Address


def place_in_words(address: str, here: str = "") -> str:
    """ "this network", "home or office network 192.168.1.…", "network 203.0.113.…"; `here` is where one asks from."""
    found, own = _read(address), _read(here)
    if found is None:
        return "unknown place"
    if found.is_loopback:
        return "the machine that ScrollKeeper runs on"
    if own is not None and network(address) == network(here):
        return "this network"
    if found.is_link_local:
        return "the server’s own network"
    if found.version == 4 and found in _SHARED:
        kind = "mobile or shared network"
    elif found.version == 4 and found in _HOME:
        kind = "home or office network"
    elif found.is_private and not _is_for_documents(found):
        kind = "private network"
    else:
        kind = "network"
    return f"{kind} {_beginning(found)}"


def network(address: str) -> str:
    """What neighbours have in common: the first 24 bits of IPv4, the first 64 of IPv6; the text itself otherwise."""
    found = _read(address)
    return _beginning(found) if found else address


def _read(address: str) -> _Address | None:
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def _beginning(address: _Address) -> str:
    if address.version == 4:
        return f"{str(address).rpartition('.')[0]}.…"
    return str(ip_network((address, 64), strict=False).network_address) + "…"


def _is_for_documents(address: _Address) -> bool:
    """Examples in books are set aside, but nobody's private network."""
    nets = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
    return any(address in net for net in map(ip_network, nets) if net.version == address.version)
