"""What a PDF states of itself beside its pages: the document information and the XMP packet that publishers fill in.

XMP is ISO 16684-1; the properties read here are Dublin Core's and PRISM's. The packet is looked for as plain bytes (ISO
32000-1, 14.3.2, wants it uncompressed) and read by patterns: no XML parser, so nothing in it can expand or nest.
"""

import html
import re
from collections.abc import Iterator

# How much of a file is looked through at either end, how long a packet may be, and how many of them are read.
SEARCHED_BYTES, PACKET_BYTES, MAX_PACKETS, MAX_VALUE = 4 << 20, 64 << 10, 8, 2000
BEGIN, END = b"<x:xmpmeta", b"</x:xmpmeta>"
# Property in XMP: our name for it.
PROPERTIES = {
    "prism:publicationName": "journal", "prism:volume": "volume", "prism:number": "issue",
    "prism:issueIdentifier": "issue", "prism:startingPage": "first_page", "prism:endingPage": "last_page",
    "prism:pageRange": "pages", "prism:issn": "issn", "prism:eIssn": "issn", "prism:publicationDate": "published",
    "prism:coverDate": "published", "prism:doi": "doi", "pdfx:doi": "doi", "crossmark:DOI": "doi",
    "dc:identifier": "doi", "dc:description": "description", "dc:title": "title", "dc:source": "description",
}  # fmt: skip
TAG = re.compile(r"<[^>]{0,500}>")
DOI = re.compile(r"10\.\d{4,9}/\S+")


def read_packet(data: memoryview) -> dict[str, str]:
    """Properties of the document's XMP packet, by our names; empty where there is none.

    `data` is the whole file. Pictures in it may have packets of their own: the one that speaks of a PDF is taken.
    """
    best: dict[str, str] = {}
    for packet in _packets(data):
        found = read_properties(packet)
        if "application/pdf" in packet or len(found) > len(best):
            best = found
            if "application/pdf" in packet:
                break
    return best


def _packets(data: memoryview) -> Iterator[str]:
    ends = (data[:SEARCHED_BYTES],) if len(data) <= SEARCHED_BYTES else (data[:SEARCHED_BYTES], data[-SEARCHED_BYTES:])
    count = 0
    for part in ends:
        raw = part.tobytes()
        at = raw.find(BEGIN)
        while at >= 0 and count < MAX_PACKETS:
            end = raw.find(END, at, at + PACKET_BYTES)
            if end >= 0:
                yield raw[at:end].decode("utf-8", "replace")
            at, count = raw.find(BEGIN, at + 1), count + 1


def read_properties(packet: str) -> dict[str, str]:
    """The properties of one packet, whether they are written as elements, lists or attributes."""
    found: dict[str, str] = {}
    for name, field in PROPERTIES.items():
        if field in found or name not in packet:
            continue
        element = re.search(rf"<{name}(?:\s[^>]{{0,200}})?>(.{{0,{MAX_VALUE}}}?)</{name}>", packet, re.DOTALL)
        if element:
            value = element.group(1)
        else:
            attribute = re.search(rf"\b{name}\s*=\s*[\"']([^\"']{{0,{MAX_VALUE}}})", packet)
            value = attribute.group(1) if attribute else ""
        value = " ".join(html.unescape(TAG.sub(" ", value)).split())
        if field == "doi":
            doi = DOI.search(value)
            value = doi.group().lower() if doi else ""
        if value:
            found[field] = value
    return found
