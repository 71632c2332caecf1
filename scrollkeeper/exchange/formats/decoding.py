"""The text of a file that somebody exported somewhere: its encoding found, its line ends made one."""

import codecs
import re

from scrollkeeper.exchange.formats.entries import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
# JabRef and XML say it in their first lines.
_DECLARED = re.compile(rb"""(?:%\s*Encoding:\s*|encoding\s*=\s*["'])([\w.:-]{2,20})""", re.IGNORECASE)
_PERMITTED = re.compile(
    r"latin-?[0-9]+|iso-?8859-?[0-9]+|(windows-?|cp)125[0-9]|mac-?roman|gb(k|2312|18030)|big5|shift-?jis|"
    r"euc-?(jp|kr)|koi8-?[ru]",
    re.IGNORECASE,
)
_OTHERS = (
    (b"%PDF-", "This is a PDF. Upload it as a paper."),
    (b"PK\x03\x04", "This is a ZIP. Unpack it, and import the file of references that is in it."),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff\ud800-\udfff]")


def decode(content: bytes) -> str:
    """The text with \\n at the ends of lines and without control characters; raises Unreadable for binary files."""
    for beginning, said in _OTHERS:
        if content.startswith(beginning):
            raise Unreadable(said)
    text = _decode(content).replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\0") > 8:
        raise Unreadable("The file is not text. Export your references as BibTeX, RIS or CSL-JSON, and try again.")
    return _CONTROL.sub(" ", text) if _CONTROL.search(text) else text


def _decode(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    head = content[:4096]
    if head.count(b"\0") > len(head) // 4:
        ends = ("utf-16-le", "utf-16-be") if head[1:2] == b"\0" else ("utf-16-be", "utf-16-le")
        try:
            return content.decode(ends[0])
        except UnicodeDecodeError:
            return content.decode(ends[1], "replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.search(content[:400])
    name = declared[1].decode("ascii", "replace") if declared else ""
    if _PERMITTED.fullmatch(name):
        try:
            return content.decode(name, "replace")
        except LookupError:
            pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")
