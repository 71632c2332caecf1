"""The version of the parser, stored with whatever it read: documents read by an older one are read again.

Raise the number with a change that reads many papers differently.
"""

NAME, NUMBER = "scrollkeeper", 7
PARSER = f"{NAME} {NUMBER}"


def older_versions() -> list[str]:
    """Versions whose documents are worth reading again. One from the future, after a downgrade, is not among them."""
    return [f"{NAME} {number}" for number in range(1, NUMBER)]
