"""Why a file cannot be read: a short list of reasons, each with a code and a sentence for people."""

from scrollkeeper.sandbox.refusals import Refusal


class ParseError(Refusal):
    """Base of the reasons."""

    code = "unreadable"


class NotAPdf(ParseError):
    """This file is not a PDF."""

    code = "not_a_pdf"


class Damaged(ParseError):
    """This PDF is damaged and cannot be opened."""

    code = "damaged"


class PasswordNeeded(ParseError):
    """This PDF is protected. Give its password to have it read."""

    code = "password_needed"


class WrongPassword(ParseError):
    """That is not the password of this PDF."""

    code = "wrong_password"


class Unsupported(ParseError):
    """This PDF is protected in a way that cannot be opened."""

    code = "unsupported"


class NoPages(ParseError):
    """This PDF has no pages."""

    code = "no_pages"


REASONS: tuple[type[ParseError], ...] = (NotAPdf, Damaged, PasswordNeeded, WrongPassword, Unsupported, NoPages)
