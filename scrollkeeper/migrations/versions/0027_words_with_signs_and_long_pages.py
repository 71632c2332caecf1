"""Index C++, C# and .NET by names of their own, mass numbers after a delta, and all of a very long page.

"C++" was the word "c", so that it matched every letter C; "δ18O" was one word, in which "18O" is not found; and a page
was indexed to its 200,000th character. What follows there is now indexed too, but without positions (a vector has no
more than 16,383): words are found, phrases are not. scrollkeeper/search/words.py cuts the same way.
"""

from alembic import op

revision = "0027"
down_revision = "0026"

# A vector may hold a megabyte, positions among it. So much more of a page has room without them: 300,000 characters of
# one byte each, 200,000 of two, 100,000 of three or four.
INDEXED_CHARACTERS = 200_000
MORE = (
    "case when octet_length(content) > 2.5 * length(content) then 100000"
    " when octet_length(content) > 1.5 * length(content) then 200000 else 300000 end"
)
ASCII_PUNCTUATION = r"[\u0001-/:-@\[-`{-\u007f]"
UNSPACED = r"\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
BESIDE = r"[A-Za-z0-9_+#\u0080-\U0010ffff]"
SIGNED = r"\+\+|#|\.[Nn][Ee][Tt]|[δΔ][0-9]"


def upgrade() -> None:
    named = "content"
    for pattern, name in (
        (rf"(?<!{BESIDE})([A-Za-z])\+\+(?![+#A-Za-z])", r"\1plusplus "),
        (rf"(?<!{BESIDE})([A-Za-z])#(?![+#A-Za-z])", r"\1sharp "),
        (r"\.NET(?![A-Za-z0-9])|(?<![^\s(])\.[Nn][Ee][Tt](?![A-Za-z0-9])", " dotnet"),
        (r"([δΔ])(?=[0-9])", r"\1 "),
    ):
        named = f"regexp_replace({named}, '{pattern}', '{name}', 'g')"
    plain = f"case when content ~ '{SIGNED}' then {named} else content end"
    parted = f"regexp_replace({plain}, '([{UNSPACED}])', ' \\1 ', 'g')"
    _function(
        "scrollkeeper_vector",
        f"""to_tsvector('scrollkeeper', regexp_replace(
            case when content ~ '[{UNSPACED}]' then {parted} else {plain} end, '{ASCII_PUNCTUATION}', ' ', 'g'))""",
    )
    _function(
        "scrollkeeper_words",
        f"""case when length(content) <= {INDEXED_CHARACTERS} then scrollkeeper_vector(content)
            else scrollkeeper_vector(left(content, {INDEXED_CHARACTERS}))
                || strip(scrollkeeper_vector(substr(content, {INDEXED_CHARACTERS} + 1, {MORE}))) end""",
    )
    # A generated column is worked out again where what it is made of is set.
    for update in (
        "update pages set text = text where text ~ 'SIGNED' or length(text) > LONG",
        "update papers set title = title, authors = authors, abstract = abstract"
        " where title ~ 'SIGNED' or authors ~ 'SIGNED' or abstract ~ 'SIGNED'",
    ):
        op.execute(update.replace("SIGNED", SIGNED).replace("LONG", str(INDEXED_CHARACTERS)))


def _function(name: str, body: str) -> None:
    op.execute(
        f"""
        create or replace function {name}(content text) returns tsvector
        language sql immutable strict parallel safe
        return {body}
        """.replace(":", r"\:")
    )
