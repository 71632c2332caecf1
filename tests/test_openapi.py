"""The API as its own description has it: nothing that is sent makes it crash, no answer is undocumented."""

import os
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation.meta import TestPhase
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from scrollkeeper.main import create_app
from tests.ingest.server import Account, Server
from tests.pdfs import make_pdf

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 3
# Some thirty boundary cases for each call, most of which differ in one parameter that all calls share: one in four is
# sent, the first among them. `API_CASES=all` sends every one.
EACH = 1 if os.environ.get("API_CASES") == "all" else 4

schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
schema = schemathesis.openapi.from_dict(create_app().openapi())


class Lab:
    """A running server with a person, a team and a paper, whose ids stand in for random ones."""

    def __init__(self, server: Server) -> None:
        self.url = server.url
        self.account: Account = server.sign_up()
        with server.http() as http:
            added = http.post(
                self.account.path("/papers"),
                files={"file": ("a.pdf", make_pdf("A page"))},
                headers=self.account.headers,
            )
            assert added.status_code == 201, added.text
            paper = added.json()
        self.seen: Counter[str] = Counter()
        self.known = {
            "team": self.account.team,
            "paper_id": paper["id"],
            "file_id": paper["files"][0]["id"],
            "number": 1,
        }


@pytest.fixture(scope="module")
def lab(new_database: Callable[[], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    server = Server(tmp_path_factory.mktemp("openapi"), DATABASE_URL=new_database()).start()
    try:
        yield Lab(server)
    finally:
        server.stop()


# Signing out and changing the password would end the session that the other calls use.
@schema.exclude(path_regex="sessions/current|me/password").parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
def test_every_call_is_answered_as_documented(case: schemathesis.Case, lab: Lab) -> None:
    if case.meta and case.meta.phase.name == TestPhase.COVERAGE:
        lab.seen[case.operation.label] += 1
        if lab.seen[case.operation.label] % EACH != 1 % EACH:
            return
    for name, value in lab.known.items():
        if name in case.path_parameters and case.path_parameters[name] != 0:
            case.path_parameters[name] = value
    case.call_and_validate(base_url=lab.url, headers=lab.account.headers, checks=CHECKS, timeout=60)
