"""Names in addresses: "Müller Lab" becomes mueller-lab."""

import re
import secrets
import unicodedata

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae", "ł": "l"})
MAX_SLUG = 48


def slugify(name: str) -> str:
    """Lower-case ASCII letters, digits and single hyphens, 1 to 48 long; "team" where nothing is left."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", name).lower().translate(_GERMAN))
    ascii_only = folded.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only)[:MAX_SLUG].strip("-") or "team"


def with_suffix(slug: str) -> str:
    """The slug with a few random characters, for when it is taken."""
    return f"{slug[: MAX_SLUG - 9]}-{secrets.token_hex(4)}"
