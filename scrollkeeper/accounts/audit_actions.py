"""What the audit log keeps of accounts."""

from scrollkeeper.audit.service import Action

ACCOUNT_ADDED = Action("account.added", "created an account")
ACCOUNT_DELETED = Action("account.deleted", "deleted their account")
EMAIL_CHANGED = Action("email.changed", "changed their email address")
PASSWORD_CHANGED = Action("password.changed", "changed their password")
PASSWORD_RESET = Action("password.reset", "reset their password by email")
SESSION_STARTED = Action("session.started", "signed in")
SESSION_ENDED = Action("session.ended", "signed a browser out")
FACTOR_ADDED = Action("factor.added", "added a sign-in method")
FACTOR_REMOVED = Action("factor.removed", "removed a sign-in method")
TOKEN_ADDED = Action("token.added", "created an API token")
TOKEN_REVOKED = Action("token.revoked", "revoked an API token")
