"""Compiles the optional C helper of the parser; without a compiler the package works without it, more slowly."""

import shutil
import subprocess
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.develop import develop

GLYPHS = Path(__file__).parent / "scrollkeeper" / "parsing" / "glyphs"


def compile_helper() -> None:
    """A shared library without Python in it, so that no headers are needed."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        print("no C compiler: the parser will read glyphs without its helper")
        return
    # The same sums in C as in numpy: none fused with a product.
    options = ["-O2", "-ffp-contract=off", "-shared", "-fPIC", "-o", str(GLYPHS / "_glyphs.so")]
    if subprocess.run([compiler, *options, str(GLYPHS / "glyphs.c"), "-lm"], check=False).returncode:
        print("the C helper did not compile: the parser will read glyphs without it")


class BuildWithHelper(build_py):
    def run(self) -> None:
        compile_helper()
        super().run()


class DevelopWithHelper(develop):
    def run(self) -> None:
        compile_helper()
        super().run()


setup(cmdclass={"build_py": BuildWithHelper, "develop": DevelopWithHelper})
