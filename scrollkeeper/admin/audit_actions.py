"""What the audit log keeps of admin."""

from scrollkeeper.audit.service import Action

HOST_DISABLED = Action("host.disabled", "disabled an account")
HOST_ENABLED = Action("host.enabled", "enabled an account")
HOST_PROMOTED = Action("host.promoted", "made someone an administrator")
HOST_DEMOTED = Action("host.demoted", "removed an administrator")
HOST_ENDED = Action("host.ended", "signed someone out everywhere")
HOST_RESIZED = Action("host.resized", "changed a team's storage limit")
HOST_RESTORED = Action("host.restored", "restored a team")
HOST_RETRIED = Action("host.retried", "retried a job")
HOST_REPARSED = Action("host.reparsed", "reprocessed a document")
HOST_CANCELLED = Action("host.cancelled", "cancelled a job")
HOST_EXPORTED = Action("host.exported", "exported the audit log")
