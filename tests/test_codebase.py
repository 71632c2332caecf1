"""Rules that matter fail here with their reason."""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from fastapi import FastAPI

from scrollkeeper import contexts
from scrollkeeper.core.db import Model
from scrollkeeper.core.events import known_events
from scrollkeeper.core.settings import setting_names

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "scrollkeeper"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "versions" not in path.parts)
contexts.load_tables()
contexts.load_log()
# `main` puts these in by itself: outside /api, or part of another router.
NOT_LOADED_BY_CONTEXTS = {"email.preview_api", "ingest.uploads.tus_api", "core.jobs"}


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in names:
                yield node


@pytest.mark.parametrize(
    ("folder", "suffixes", "most"), [("scrollkeeper", (".py", ".c"), 400), ("web/src", (".ts", ".tsx"), 250)]
)
def test_files_are_a_comfortable_read(folder: str, suffixes: tuple[str, ...], most: int) -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / folder).rglob("*")
        if path.suffix in suffixes and path.name != "schema.d.ts" and "versions" not in path.parts
        if (lines := len(path.read_text().splitlines())) > most
    }
    assert not long, f"divide these along their meaning (at most {most} lines)"


def test_modules_say_what_they_are_for() -> None:
    silent = [str(path) for path in SOURCES if not ast.get_docstring(parsed(path))]
    assert not silent


def test_nothing_commits_but_the_edge() -> None:
    found = [str(path) for path in SOURCES for call in calls(parsed(path), "commit") if call]
    assert not found, "a request or job is one transaction: open_system_session.begin() commits it"


def test_http_exceptions_stay_in_pages_and_errors() -> None:
    users = [path.name for path in SOURCES if "HTTPException" in path.read_text()]
    assert set(users) <= {"pages.py", "errors.py"}, "raise a Problem with a sentence instead"


def test_steps_of_the_schema_are_numbered_one_after_the_other() -> None:
    """Two branches that took one number leave a database that cannot be brought up to date."""
    steps = {path.name: path.read_text() for path in sorted((PACKAGE / "migrations" / "versions").glob("0*.py"))}
    numbers = [re.findall(r'^(?:down_)?revision = "?(\w+)"?$', written, re.MULTILINE) for written in steps.values()]
    wanted = [f"{number:04}" for number in range(1, len(steps) + 1)]
    assert [name[:4] for name in steps] == wanted, "rename yours to the next free number"
    assert numbers == [[one, before] for one, before in zip(wanted, ["None", *wanted], strict=False)]


def test_every_deferred_job_is_registered() -> None:
    deferred, registered = set(), set()
    for path in SOURCES:
        tree = parsed(path)
        for call in calls(tree, "defer"):
            if len(call.args) > 1 and isinstance(call.args[1], ast.Constant):
                deferred.add(call.args[1].value)
        for call in calls(tree, "job", "task"):
            names = [*call.args[:1], *(keyword.value for keyword in call.keywords if keyword.arg == "name")]
            registered |= {name.value for name in names if isinstance(name, ast.Constant)}
    assert deferred
    assert deferred <= registered


@pytest.mark.parametrize(
    ("said", "kind"), [("jobs", "jobs"), ("tables", "models"), ("routes", "api"), ("log", "events|audit_actions")]
)
def test_contexts_name_all_their_modules(said: str, kind: str) -> None:
    """A module that is not in `contexts.py` is never loaded: its jobs would wait, its routes would be missing."""
    there = {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        for path in SOURCES
        if re.fullmatch(rf"{kind}|\w+_{kind}" if kind == "api" else kind, path.stem)
        and len(path.relative_to(PACKAGE).parts) > 1
    } - NOT_LOADED_BY_CONTEXTS
    named = {f"{one.name}.{module}" for one in contexts.CONTEXTS for module in getattr(one, said)}
    assert named - {"audit.service", "core.events", "core.jobs", "core.sealing_keys"} == there - {"core.events"}


def test_contexts_are_the_layers_of_the_package() -> None:
    """In the same order, doors first."""
    layers = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]["layers"]
    order = [name for layer in layers for name in layer.split(" | ")]
    named = [one.name for one in contexts.CONTEXTS]
    assert named == sorted(named, key=order.index)
    assert {path.parent.name for path in PACKAGE.glob("*/jobs.py")} <= set(named)


def test_the_table_of_contexts_in_the_documentation_is_that_of_the_package() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    table = page.partition("```\ncli ")[2].partition("```")[0]
    written = [name.strip() for line in f"cli {table}".splitlines() for name in line[:33].split("|")]
    layers = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]["layers"]
    assert written == [name.strip() for layer in layers for name in layer.split("|")]


def test_features_of_the_front_end_have_the_names_of_contexts() -> None:
    names = {one.name for one in contexts.CONTEXTS}
    assert {path.name for path in (ROOT / "web" / "src" / "features").iterdir()} <= names


def test_no_context_imports_the_routes_of_another() -> None:
    """What several contexts answer with stands in a `schemas.py`."""
    wrong = [
        f"{path.relative_to(PACKAGE)}: {module}"
        for path in SOURCES
        for module in imported_modules(path)
        if re.search(r"(\.|_)api$", module) and module.split(".")[1] != path.relative_to(PACKAGE).parts[0]
        if path.parent != PACKAGE
    ]
    assert wrong == []


def imported_modules(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("scrollkeeper"):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_event_is_documented() -> None:
    page = (ROOT / "docs" / "api.md").read_text()
    assert known_events()
    assert [name for name in known_events() if f"`{name}`" not in page] == []


def test_every_setting_is_documented_as_it_is() -> None:
    sys.path.insert(0, str(ROOT / "scripts"))
    from document_settings import PAGE, written

    page = PAGE.read_text()
    assert written(page) == page, "run `python scripts/document_settings.py`"
    assert all(f"`{name}`" in page for name in setting_names())


def test_the_page_of_permissions_says_what_the_predicates_do() -> None:
    sys.path.insert(0, str(ROOT / "scripts"))
    import document_permissions

    assert document_permissions.PAGE.read_text() == document_permissions.written(), (
        "run `python scripts/document_permissions.py`"
    )
    assert sum(1 for _ in document_permissions.find_predicates()) > 20


def test_what_security_names_is_there() -> None:
    """Every promise of docs/security.md names tests, and each of them exists."""
    page = (ROOT / "docs" / "security.md").read_text()
    promises = page.partition("<!-- what routes cost")[0]
    rows = [
        line
        for line in promises.splitlines()
        if line.startswith("| ") and not line.startswith(("| threat", "| library"))
    ]
    assert len(rows) > 20
    assert [row for row in rows if "::test_" not in row] == []
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", page)
    missing = [f"{file}::{test}" for file, test in named if f"def {test}(" not in (ROOT / "tests" / file).read_text()]
    assert not missing


def test_every_requirement_of_asvs_has_its_answer() -> None:
    """Levels 1 and 2 of 5.0.0 have 70 and 183 requirements; what is counted at the top is what stands below."""
    page = (ROOT / "docs" / "asvs.md").read_text()
    rows = re.findall(
        r"^\| (\d+\.\d+\.\d+) \| ([12]) \| (met|\*\*not met\*\*|does not apply) \| .+ \|$", page, re.MULTILINE
    )
    ids = [tuple(map(int, row[0].split("."))) for row in rows]
    assert ids == sorted(set(ids))
    assert [sum(row[1] == level for row in rows) for level in "12"] == [70, 183]
    counted = [sum(row[2] == answer for row in rows) for answer in ("met", "**not met**", "does not apply")]
    assert "{} are met, {} are not, {} do not apply.".format(*counted) in page
    paths = re.findall(r"`((?:\w+/)+\w+\.py)`", page)
    roots = (PACKAGE, ROOT)
    assert [path for path in paths if not any((root / path).is_file() for root in roots)] == []


def test_rows_of_teams_are_only_reached_through_a_team() -> None:
    """A statement over a team-owned table names the team, or a row that was reached through it."""
    owned = {mapper.class_.__name__ for mapper in Model.registry.mappers if "team_id" in mapper.columns}
    assert {"Paper", "File", "FilePage", "Upload", "EventRow"} <= owned
    forgotten = []
    for path in SOURCES:
        if path.name == "sweep.py":  # It looks after all teams' objects at once, and shows them to nobody.
            continue
        for function in ast.walk(parsed(path)):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            used = {
                name
                for call in calls(function, "select", "update", "delete")
                for argument in call.args
                for name in re.findall(r"\b[A-Z]\w+", ast.unparse(argument))
            }
            # Within a job, ids of files and uploads come from our own queue, not from a person.
            named = ("team_id", "scope", "_id ==", "_id.in_", ".id ==", "expires_at", "status")
            if used & owned and not any(word in ast.unparse(function) for word in named):
                forgotten.append(f"{path.name}:{function.name}")
    assert not forgotten


# Where every team's rows may be seen, and why. Everything else asks for `Db`, or a session of one team.
SYSTEM_SESSIONS = {
    "jobs.py", "steps.py", "ingest/pipeline/run.py", "ocr.py", "sweep.py", "recognised.py",  # run by the worker
    "stalled_jobs.py", "exchange/pdf_annotations.py", "exchange/zotero/moves.py",
    "exchange/lookup/asking.py",  # answers of registries belong to no team
    "rereading.py",  # run by the worker, and counted for whoever administers the instance
    "finish.py",  # finishes what was uploaded, in a request or after it; permission was asked when it began
    "backups/automatic.py",  # whoever hosts this
    "inventory.py", "metrics.py", "health.py", "grants.py",  # the service itself, the hub asks for each recipient
    "cli/shared.py", "cli/import_folder.py", "cli/reparse.py",  # whoever hosts this
    "webhooks/service.py", "notifications/push_messages.py", "notifications/push/sending.py",  # sent by the worker
    "me/account_data/queries.py",  # what one person has in all teams, for themselves
    "exchange/live_references.py",
    "activity/feed_service.py", "notifications/preferences.py",  # the team that a feed's or an email's link leads to
    "annotations/versions.py",  # marks taken over to a new version, by the worker
    "rate_limits/bans.py", "rate_limits/credentials.py", "rate_limits/limiter.py",  # before anybody is known
    "admin/access.py",  # whoever administers the instance
    "email/service.py",  # emails belong to no team
    "teams/service.py",  # whether an address is taken, by any team
    "teams/invitations.py", "teams/join_requests.py",  # the team that a code or an address leads to
}  # fmt: skip


def test_only_what_acts_for_the_system_sees_every_team() -> None:
    users = {
        str(path.relative_to(PACKAGE))
        for path in SOURCES
        if any(True for _ in re.finditer(r"\bopen_system_session\b", path.read_text())) and path.name != "db.py"
    }
    known = {user for user in users if user in SYSTEM_SESSIONS or user.rpartition("/")[2] in SYSTEM_SESSIONS}
    assert users == known, "a request asks for `Db`, open_request_session or open_team_session (core/db.py)"


def test_the_front_end_knows_the_api_of_today(app: FastAPI) -> None:
    written = json.loads((ROOT / "web" / "openapi.json").read_text())
    today = json.loads(json.dumps(app.openapi()))
    assert written == today, "run `make types`"


def test_locks_name_no_hosts() -> None:
    for name in ("requirements.lock", "web/package-lock.json"):
        text = (ROOT / name).read_text()
        assert not re.search(
            r"https?://(?!doc|www\.patreon|opencollective|github\.com|tidelift)[^\"\s]*(registry|simple|wheel)", text
        )
        # But for the empty package of our own that stands in for one that reports to its makers.
        assert not re.search(r'"resolved": "(?!nothing")', text)


def test_notes_speak_of_the_product() -> None:
    """Nothing in the project says how it came to be."""
    words = re.compile(r"\bissue #?\d+|\bsubagent|\bthis session's work\b", re.IGNORECASE)
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *SOURCES]
    assert not [str(page) for page in pages if words.search(page.read_text())]
