"""The text of a file that somebody exported somewhere: its encoding found, its line ends made one."""

import codecs
import io
import re
import zipfile
import zlib

from scrollkeeper.exchange.formats.entries import MAX_BYTES, Unreadable

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
_OTHERS = ((b"%PDF-", "This is a PDF. Upload it as a paper."),)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff\ud800-\udfff]")


def decode(content: bytes) -> str:
    """The text with \\n at the ends of lines and without control characters; raises Unreadable for binary files."""
    for beginning, said in _OTHERS:
        if content.startswith(beginning):
            raise Unreadable(said)
    if content.startswith(b"PK\x03\x04"):
        content = _unpacked(content)
    text = _decode(content).replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\0") > 8:
        raise Unreadable("The file is not text. Export your references as BibTeX, RIS or CSL-JSON, and try again.")
    return _CONTROL.sub(" ", text) if _CONTROL.search(text) else text


def _unpacked(content: bytes) -> bytes:
    """The only file of a ZIP, as Citavi makes backups."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            if len(members) != 1:
                raise Unreadable("This is a ZIP. Unpack it, and import the file of references that is in it.")
            if members[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise Unreadable("The file in this ZIP is packed in an unusual way.")
            if members[0].file_size > MAX_BYTES:
                raise Unreadable(f"The file in this ZIP has more than {MAX_BYTES >> 20} MB.")
            with archive.open(members[0]) as member:
                # What the ZIP says of its size may be wrong.
                unpacked = member.read(MAX_BYTES + 1)
    # The module's own, and what damaged archives make of it: one without a name ends in an IndexError.
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError, OSError, IndexError):
        raise Unreadable("This ZIP is damaged or locked with a password.") from None
    if len(unpacked) > MAX_BYTES or unpacked.startswith(b"PK\x03\x04"):
        raise Unreadable("The file in this ZIP is too large, or a ZIP itself.")
    return unpacked


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
