"""Why a backup is not made, read or restored."""


class BackupRefused(Exception):
    """It cannot be done, and nothing was changed; the message says why and what to do."""


class BackupFailed(Exception):
    """It ended in the middle; the message says why and what is left."""
