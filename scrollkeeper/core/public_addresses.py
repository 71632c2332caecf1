"""Which IP addresses belong to the public internet: all but those of IANA's special-purpose registries.

The registries are iana.org/assignments/iana-ipv4-special-registry and …/iana-ipv6-special-registry. What they call
globally reachable is refused as well (relays, anycast sinks for stray DNS queries): no web server answers there.
Python's `is_global` is not asked, because what it says depends on the age of Python.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

SPECIAL_IPV4 = {
    IPv4Network("0.0.0.0/8"): "this network",
    IPv4Network("10.0.0.0/8"): "private use",
    IPv4Network("100.64.0.0/10"): "shared by the customers of a provider",
    IPv4Network("127.0.0.0/8"): "loopback",
    IPv4Network("168.63.129.16/32"): "Azure's answers to its own machines; not in the registry",
    IPv4Network("169.254.0.0/16"): "link-local, metadata of clouds among them",
    IPv4Network("172.16.0.0/12"): "private use",
    IPv4Network("192.0.0.0/24"): "protocol assignments, DS-Lite, NAT64 discovery",
    IPv4Network("192.0.2.0/24"): "documentation",
    IPv4Network("192.31.196.0/24"): "AS112",
    IPv4Network("192.52.193.0/24"): "automatic multicast tunnelling",
    IPv4Network("192.88.99.0/24"): "6to4 relays",
    IPv4Network("192.168.0.0/16"): "private use",
    IPv4Network("192.175.48.0/24"): "AS112",
    IPv4Network("198.18.0.0/15"): "benchmarking",
    IPv4Network("198.51.100.0/24"): "documentation",
    IPv4Network("203.0.113.0/24"): "documentation",
    IPv4Network("224.0.0.0/4"): "multicast",
    IPv4Network("240.0.0.0/4"): "reserved, the limited broadcast among it",
}
SPECIAL_IPV6 = {
    IPv6Network("::/96"): "unspecified, loopback, IPv4-compatible",
    IPv6Network("::ffff:0:0:0/96"): "IPv4-translated",
    IPv6Network("64:ff9b:1::/48"): "local translation of IPv4",
    IPv6Network("100::/64"): "discard only",
    IPv6Network("100:0:0:1::/64"): "dummy prefix",
    IPv6Network("2001::/23"): "protocol assignments, Teredo, benchmarking, ORCHID among them",
    IPv6Network("2001:db8::/32"): "documentation",
    IPv6Network("2002::/16"): "6to4",
    IPv6Network("2620:4f:8000::/48"): "AS112",
    IPv6Network("3fff::/20"): "documentation",
    IPv6Network("5f00::/16"): "segment routing",
    IPv6Network("fc00::/7"): "unique local",
    IPv6Network("fe80::/10"): "link-local",
    IPv6Network("fec0::/10"): "site-local",
    IPv6Network("ff00::/8"): "multicast",
}
# Nothing outside of it is given to anybody on the internet.
GLOBAL_UNICAST = IPv6Network("2000::/3")
# An IPv4 address stands in the last 32 bits, and that is where a packet goes.
WRAPPERS = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))


def is_public(address: str) -> bool:
    """Whether this is an address of the public internet, whatever it is wrapped in."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        if not any(found in network for network in WRAPPERS):
            return found in GLOBAL_UNICAST and not any(found in network for network in SPECIAL_IPV6)
        found = IPv4Address(int(found) & 0xFFFFFFFF)
    return not any(found in network for network in SPECIAL_IPV4)
