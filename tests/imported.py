"""What is imported once before `forking` forks: all that processes of the product run."""

from scrollkeeper.core.processes import staying

with staying():
    from scrollkeeper import cli, contexts, doctor, main, web, worker

    contexts.load_jobs()

__all__ = ["cli", "doctor", "main", "web", "worker"]
