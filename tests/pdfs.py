"""PDFs that the tests make themselves, so that they run anywhere: typeset, scanned, encrypted, broken."""

import hashlib
import io
import struct
from collections.abc import Sequence
from functools import cache

import typst
from PIL import Image, ImageDraw, ImageFont

PAGE = '#set page(width: 210mm, height: 297mm, margin: 25mm)\n#set text(font: "Libertinus Serif", size: 11pt)\n'


@cache
def typeset(source: str) -> bytes:
    """The PDF of a Typst document, in the fonts that come with Typst, whatever the machine has."""
    return bytes(typst.compile(source.encode(), font_paths=_fonts()))


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)


def escape(text: str) -> str:
    """Text as Typst prints it literally."""
    for mark in "\\#$*_`<>@[]~=-+/'\"":
        text = text.replace(mark, "\\" + mark)
    return text


def make_pdf(
    text: str = "A sentence.",
    *,
    pages: Sequence[str] | None = None,
    title: str | None = None,
    authors: Sequence[str] = (),
    abstract: str | None = None,
    doi: str | None = None,
    references: Sequence[str] = (),
) -> bytes:
    """A small paper: `title`, authors and abstract above the first of `pages` (or `text`), references at the end."""
    parts = [PAGE]
    if title:
        parts.append(f'#align(center, text(size: 18pt, weight: "bold")[{escape(title)}])\n\n')
    if authors:
        parts.append(f"#align(center)[{escape(', '.join(authors))}]\n\n")
    if doi:
        parts.append(f"#align(center)[{escape('https://doi.org/' + doi)}]\n\n")
    if abstract:
        parts.append(f'#text(weight: "bold")[Abstract]\n\n{escape(abstract)}\n\n')
        parts.append('#text(size: 14pt, weight: "bold")[1 Introduction]\n\n')
    parts.append("\n#pagebreak()\n".join(escape(page) for page in (pages or [text])))
    if references:
        parts.append('\n\n#text(size: 14pt, weight: "bold")[References]\n\n')
        parts += [f"\\[{number}\\] {escape(one)}\n\n" for number, one in enumerate(references, 1)]
    return typeset("".join(parts))


def scanned_pdf(pages: Sequence[str]) -> bytes:
    """Pages that are pictures of text, as from a scanner: nothing can be selected."""
    font = ImageFont.load_default(size=36)
    pictures = []
    for text in pages:
        picture = Image.new("L", (1240, 1754), 255)
        ImageDraw.Draw(picture).multiline_text((120, 140), text, font=font, fill=0, spacing=24)
        pictures.append(picture)
    made = io.BytesIO()
    pictures[0].save(made, "PDF", resolution=150, save_all=True, append_images=pictures[1:])
    return made.getvalue()


PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def encrypted_pdf(text: str, password: str, *, owner: str = "owner") -> bytes:
    """One page that only `password` opens: standard security handler, revision 3, RC4 of 128 bits (PDF 1.7, 7.6)."""
    padded = (password.encode() + PADDING)[:32]
    owner_key = hashlib.md5((owner.encode() + PADDING)[:32]).digest()
    for _ in range(50):
        owner_key = hashlib.md5(owner_key).digest()
    owner_entry = padded
    for step in range(20):
        owner_entry = _rc4(bytes(byte ^ step for byte in owner_key), owner_entry)
    name, rights = hashlib.md5(text.encode()).digest(), -4
    key = hashlib.md5(padded + owner_entry + struct.pack("<i", rights) + name).digest()
    for _ in range(50):
        key = hashlib.md5(key).digest()
    check = hashlib.md5(PADDING + name).digest()
    for step in range(20):
        check = _rc4(bytes(byte ^ step for byte in key), check)

    def sealed(data: bytes, number: int) -> bytes:
        return _rc4(hashlib.md5(key + struct.pack("<I", number)[:3] + b"\0\0").digest(), data)

    lines = text.replace("(", "").replace(")", "").encode("latin-1").split(b"\n")
    drawn = b"BT /F 14 Tf 16 TL 72 760 Td " + b" ".join(b"(" + line + b") Tj T*" for line in lines) + b" ET"
    stream = sealed(drawn, 4)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length " + str(len(stream)).encode() + b" >>\nstream\n" + stream + b"\nendstream",
        b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <" + owner_entry.hex().encode() + b"> /U <"
        + (check + bytes(16)).hex().encode() + b"> >>",
    ]  # fmt: skip
    return _assemble(objects, b"/Encrypt 5 0 R /ID [<" + name.hex().encode() + b"> <" + name.hex().encode() + b">]")


def drawn(text: str, x: float, y: float) -> str:
    """The content that sets this text in the font F, at a place in points from the bottom left corner."""
    return f"BT /F 11 Tf {x} {y} Td ({text}) Tj ET "


def clipped_pdf(content: str, *forms: tuple[str, str]) -> bytes:
    """One page of this content (PDF 1.7, 8.2) in the font F, with form XObjects /X1, /X2 … that may draw each other.

    Each form is what stands in its dictionary, such as its /BBox, and its content.
    """
    names = b" ".join(b"/X%d %d 0 R" % (number, number + 4) for number in range(1, len(forms) + 1))
    font = b"/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    resources = b"/Resources << " + font + b" /XObject << " + names + b" >> >>"
    streams = [("", content), *(("/Type /XObject /Subtype /Form " + entries, drawn) for entries, drawn in forms)]
    return _assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R " + resources + b" >>",
            *(
                b"<< %s %s /Length %d >>\nstream\n%s\nendstream"
                % (entries.encode(), resources if entries else b"", len(stream), stream.encode())
                for entries, stream in streams
            ),
        ],
        b"",
    )


def annotated_pdf(text: str, *annotations: str) -> bytes:
    """One page of this line, with annotations of these entries (PDF 1.7, 12.5); they may name each other as 5 0 R …"""
    content = drawn(text, 72, 700).encode()
    resources = b"/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    names = b" ".join(b"%d 0 R" % number for number in range(5, 5 + len(annotations)))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R " + resources
    return _assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page + b" /Annots [" + names + b"] >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            *(b"<< /Type /Annot " + one.encode() + b" >>" for one in annotations),
        ],
        b"",
    )


def _assemble(objects: Sequence[bytes], trailer: bytes) -> bytes:
    body, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += str(number).encode() + b" 0 obj\n" + one + b"\nendobj\n"
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body
        + table
        + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            len(objects) + 1,
            trailer,
            len(body),
        )
    )


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    mixed = 0
    for place in range(256):
        mixed = (mixed + state[place] + key[place % len(key)]) & 255
        state[place], state[mixed] = state[mixed], state[place]
    out, first, second = bytearray(), 0, 0
    for byte in data:
        first = (first + 1) & 255
        second = (second + state[first]) & 255
        state[first], state[second] = state[second], state[first]
        out.append(byte ^ state[(state[first] + state[second]) & 255])
    return bytes(out)
