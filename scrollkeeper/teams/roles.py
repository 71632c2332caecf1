"""The roles in a team, in one order: who may more stands before who may less."""

from enum import StrEnum


class Role(StrEnum):
    """SYSTEM is ScrollKeeper itself and what it does in somebody's name; a guest sees single papers only."""

    SYSTEM = "system"
    OWNER = "owner"
    ADMIN = "admin"
    EDITOR = "editor"
    COMMENTER = "commenter"
    READER = "reader"
    GUEST = "guest"

    def at_least(self, least: "Role") -> bool:
        """Whether it may what `least` may."""
        return _ORDER[self] <= _ORDER[least]


_ORDER = {role: number for number, role in enumerate(Role)}
# Roles that people have.
ROLES = tuple(role.value for role in Role if role is not Role.SYSTEM)
ADMIN_ROLES = tuple(role for role in ROLES if Role(role).at_least(Role.ADMIN))
