"""`python -m scrollkeeper.cli`."""

from scrollkeeper.cli.command import main

main()
