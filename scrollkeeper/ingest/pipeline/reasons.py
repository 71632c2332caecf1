"""Why a document could not be parsed, in sentences that say what to do."""

from scrollkeeper.core.settings import Settings
from scrollkeeper.core.storage import ObjectMissing
from scrollkeeper.sandbox.processes import ChildTimedOut, Refused, SandboxMissing

# The parser's own sentences are about the file; these are for the reader who sees the paper in a list.
PASSWORD_CODES = ("password_needed", "wrong_password")
BY_CODE = {
    "password_needed": "This PDF is password-protected. Enter the password once to have it processed.",
    "wrong_password": "That password doesn't open this PDF. Check it and try again.",
}


def sentence_for(error: Exception, settings: Settings) -> str:
    """The sentence for files.reason."""
    if isinstance(error, Refused):
        return BY_CODE.get(error.code, str(error))
    if isinstance(error, ChildTimedOut):
        return (
            f"Reading it took longer than {settings.parse_timeout_seconds} seconds, so it was stopped. "
            "Try again, or ask your administrator for more time (SCROLLKEEPER_PARSE_TIMEOUT_SECONDS)."
        )
    if isinstance(error, SandboxMissing):
        return "The parser's sandbox cannot be set up here, so nothing is parsed. Your host finds out more by `doctor`."
    if isinstance(error, ObjectMissing):
        return "The bytes of this file are not in the file store any more. Upload the PDF again."
    return str(error)
