"""Entry of the `scrollkeeper` command: reads what is asked, and ends refusals in one sentence."""

import argparse
import sys

from scrollkeeper.cli import backups, documents, host, people, servers
from scrollkeeper.cli.shared import Refused
from scrollkeeper.core.postgres import DatabaseUnavailable
from scrollkeeper.core.settings import SettingsRefused

GROUPS = (servers, documents, people, host, backups)


def main() -> None:
    """Entry point: refusals end in one sentence and exit code 2, never in a traceback."""
    arguments = _parser().parse_args()
    try:
        code = arguments.run(arguments)
    except KeyboardInterrupt:
        code = 130
    except (Refused, SettingsRefused, DatabaseUnavailable) as error:
        code = _refuse(str(error))
    except Exception as error:
        code = _refuse(_explain(error))
    sys.exit(code or 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scrollkeeper", description="The shared reading room of a research group.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for group in GROUPS:
        group.register(commands)
    return parser


def _refuse(sentence: str) -> int:
    print(f"scrollkeeper: {sentence}", file=sys.stderr)
    return 2


def _explain(error: Exception) -> str:
    """A sentence for what is refused, and for a database that gives no connection; raises what is a mistake of ours."""
    from sqlalchemy.exc import OperationalError
    from sqlalchemy.exc import TimeoutError as PoolTimeout

    from scrollkeeper.core.errors import Problem
    from scrollkeeper.core.storage import StorageRefused

    if isinstance(error, Problem):
        return error.detail
    if isinstance(error, StorageRefused):
        return str(error)
    if not isinstance(error, OperationalError | PoolTimeout):
        raise error
    reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    return f"The database does not answer: {reason[:300]}. Try again in a moment; `scrollkeeper doctor` looks closer."
