"""The `scrollkeeper` command: `command` is its entry, and each group of commands has a file.

Modules here import what they need when a command runs, since `serve` stays in memory beside what it starts.
"""

from scrollkeeper.cli.command import main

__all__ = ["main"]
