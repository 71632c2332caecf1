"""What is imported once before `forking` forks: all that processes of the product run."""

from importlib import import_module

from scrollkeeper.core.processes import staying

with staying():
    from scrollkeeper import cli, doctor, main, web, worker

    for module in worker.JOB_MODULES:
        import_module(module)

__all__ = ["cli", "doctor", "main", "web", "worker"]
