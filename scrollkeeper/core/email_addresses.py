"""Email addresses in one form, so that one mailbox cannot be two accounts."""

import unicodedata

import idna

from scrollkeeper.core.names import is_invisible

LONGEST = 254
# Controls, surrogates and all kinds of spaces.
_SEPARATING = frozenset({"Cc", "Cs", "Zs", "Zl", "Zp"})


def normalise_email(text: str) -> str:
    """`üser@Bücher.example` as `üser@xn--bcher-kva.example`: NFC before the `@`, small ASCII letters after it.

    The domain is written as it stands in the DNS (UTS 46, non-transitional), so that letters of two scripts that look
    alike cannot be taken for each other. Case before the `@` is kept; it is left out of comparisons by the database.
    Raises ValueError with what is wrong.
    """
    local, at, domain = unicodedata.normalize("NFC", text.strip()).rpartition("@")
    if not at or not local or not domain:
        raise ValueError("is not an email address")
    if any(is_invisible(char) or unicodedata.category(char) in _SEPARATING for char in local):
        raise ValueError("holds spaces or characters that cannot be seen")
    normal = f"{local}@{_normalise_domain(domain)}"
    if len(normal) > LONGEST:
        raise ValueError(f"has more than {LONGEST} characters")
    return normal


def normalise_domain(text: str) -> str:
    """A domain of email addresses as it stands in the DNS; raises ValueError."""
    return _normalise_domain(unicodedata.normalize("NFC", text.strip()))


def _normalise_domain(domain: str) -> str:
    if domain.isascii() and "xn--" not in domain.lower():
        return domain.lower()
    try:
        return idna.encode(domain, uts46=True).decode().lower()
    except (idna.IDNAError, UnicodeError):
        # Some names in the DNS are older than the rules, or of emoji; written as there they are no other's.
        if domain.isascii():
            return domain.lower()
        raise ValueError(f"{domain} is not a domain; write it as it stands in the DNS (xn--…)") from None


def find_normal_email(text: str) -> str:
    """The normal form, or the text itself where it has none, for looking up what was entered."""
    try:
        return normalise_email(text)
    except ValueError:
        return text
