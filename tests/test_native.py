"""docs/security.md lists every library that bytes of people reach, with its bound; nothing else is imported."""

import ast
import re
import subprocess
import sys

from tests.test_codebase import PACKAGE, ROOT, SOURCES, parsed

# Only in sandboxed processes; nothing that a shared process imports may import them.
SANDBOXED = {"PIL", "pycrdt", "pypdfium2", "pycrfsuite"}
# Of the standard library: what parses or decodes.
PARSERS = {
    "csv",
    "email",
    "html",
    "json",
    "re",
    "sqlite3",
    "xml",
    "zipfile",
    "zlib",
    "tarfile",
    "gzip",
    "pickle",
    "marshal",
    "bz2",
    "lzma",
}
# What no bytes of people reach, or only as a value that others have checked.
OTHERS = {
    "aiosmtplib", "alembic", "dotenv", "fastapi", "httpcore", "obstore", "procrastinate", "prometheus_client",
    "pydantic_settings", "rich", "starlette", "structlog", "urllib3", "uvloop",
}  # fmt: skip


def imported() -> set[str]:
    names: set[str] = set()
    for path in SOURCES:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
    return names - {"scrollkeeper"}


def listed() -> set[str]:
    page = (ROOT / "docs" / "security.md").read_text()
    part = page[page.index("## Where bytes of people meet") : page.index("## What is not held")]
    first = [line.split("|")[1] for line in part.splitlines() if line.startswith("| `")]
    return {name for cell in first for name in re.findall(r"`(\w+)`", cell)}


def test_every_library_that_bytes_of_people_reach_is_listed_with_its_bound() -> None:
    foreign = {name for name in imported() if name not in sys.stdlib_module_names or name in PARSERS}
    assert foreign - OTHERS - listed() == set(), "say in docs/security.md what bounds it, and which test holds that"
    assert listed() - foreign == set(), "these are not used any more"


def test_shared_processes_do_not_load_what_belongs_into_the_sandbox() -> None:
    code = f"import sys, scrollkeeper.main, scrollkeeper.worker; print(sorted({SANDBOXED!r} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert ran.stdout.strip() == "[]"


def test_only_modules_of_the_sandbox_import_them() -> None:
    users = {
        str(path.relative_to(PACKAGE))
        for path in SOURCES
        if path.relative_to(PACKAGE).parts[0] != "parsing"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""])
        if name.split(".")[0] in SANDBOXED
    }
    assert users == {"notes/document.py", "teams/picture_verbs.py"}
