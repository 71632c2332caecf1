"""What the audit log keeps of webhooks."""

from scrollkeeper.audit.service import Action

WEBHOOK_ADDED = Action("webhook.added", "added a webhook")
WEBHOOK_CHANGED = Action("webhook.changed", "changed a webhook")
WEBHOOK_DELETED = Action("webhook.deleted", "deleted a webhook")
