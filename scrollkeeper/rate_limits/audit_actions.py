"""What the audit log keeps of rate_limits."""

from scrollkeeper.audit.service import Action

HOST_BANNED = Action("host.banned", "banned a network")
HOST_LIFTED = Action("host.lifted", "lifted a ban")
