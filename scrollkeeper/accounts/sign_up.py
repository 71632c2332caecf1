"""Who may make an account here: everyone, people with an address of certain domains, or those who were invited."""

from scrollkeeper.core.errors import Forbidden
from scrollkeeper.core.settings import settings


class InvitedOnly(Forbidden):
    """Accounts are by invitation. Ask someone in your group to invite you to their team."""


class DomainsOnly(Forbidden):
    """Email addresses at this domain can’t be used to create an account here."""


def require_sign_up_allowed(email: str, *, invited: bool) -> None:
    """Raises InvitedOnly or DomainsOnly, whichever the host wants; whoever is invited may in any case."""
    domains = settings().sign_up_domains
    if invited or settings().sign_up == "open":
        return
    if not domains:
        raise InvitedOnly
    if email.rpartition("@")[2].lower() not in domains:
        raise DomainsOnly(f"Accounts are for addresses of {say_domains(domains)}. Use yours, or ask for an invitation.")


def say_domains(domains: tuple[str, ...]) -> str:
    """ "uni.example", "uni.example or lab.example", "a.example, b.example or c.example"."""
    return " or ".join(part for part in (", ".join(domains[:-1]), domains[-1]) if part)
