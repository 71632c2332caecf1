"""What the audit log keeps of admin."""

from scrollkeeper.audit.service import Action

HOST_DISABLED = Action("host.disabled", "disabled an account")
HOST_ENABLED = Action("host.enabled", "let an account in again")
HOST_PROMOTED = Action("host.promoted", "made somebody an administrator")
HOST_DEMOTED = Action("host.demoted", "made an administrator an ordinary person")
HOST_ENDED = Action("host.ended", "signed somebody out everywhere")
HOST_RESIZED = Action("host.resized", "changed a team's room")
HOST_RESTORED = Action("host.restored", "restored a team")
HOST_RETRIED = Action("host.retried", "had a job run again")
HOST_REPARSED = Action("host.reparsed", "had a document read again")
HOST_CANCELLED = Action("host.cancelled", "cancelled a job")
HOST_EXPORTED = Action("host.exported", "exported the log of the instance")
