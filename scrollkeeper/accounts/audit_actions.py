"""What the audit log keeps of accounts."""

from scrollkeeper.audit.service import Action

ACCOUNT_ADDED = Action("account.added", "made an account")
ACCOUNT_DELETED = Action("account.deleted", "deleted their account")
EMAIL_CHANGED = Action("email.changed", "changed their e-mail")
PASSWORD_CHANGED = Action("password.changed", "changed their password")
PASSWORD_RESET = Action("password.reset", "set a new password by mail")
SESSION_STARTED = Action("session.started", "signed in")
SESSION_ENDED = Action("session.ended", "signed a browser out")
FACTOR_ADDED = Action("factor.added", "added a way to sign in")
FACTOR_REMOVED = Action("factor.removed", "removed a way to sign in")
TOKEN_ADDED = Action("token.added", "made a token")
TOKEN_REVOKED = Action("token.revoked", "revoked a token")
