"""The API as its own description has it: nothing that is sent makes it crash, no answer is undocumented."""

import json
import os
import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, settings

from tests.ingest.server import Account, Server
from tests.pdfs import make_pdf

if TYPE_CHECKING:  # It takes seconds to import, and each process that runs tests imports this module.
    import schemathesis
    from schemathesis.specs.openapi.schemas import OpenApiSchema

SETTINGS = settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
# There are 35,000 boundary cases, 26,000 of them for the four operations that take all fields of CSL: `API_CASES=all`
# (`make test-deep`) sends every one, and made-up ones. Otherwise each operation is sent a valid one and a few others,
# each of another kind (of boundary, in the path, query or body); neighbouring operations are sent other kinds.
ALL = os.environ.get("API_CASES") == "all"
OTHERS = 3
FIRST_CASES = 100  # They hold all kinds but for a few.
# `API_AGREES=1` also compares what is refused and taken with the schemas.
AGREES = os.environ.get("API_AGREES") == "1"

# Refusals that no schema can foresee: of what is there, what time it is, how fields depend on each other, and of words
# that are looked at as a whole.
BEYOND_SCHEMAS = re.compile(
    "cursor is not one|cursor belongs|too few different characters|This time is over|must lie in the future|"
    "network, such|is too wide|words and phrases|"
    "is this machine|took too long|Give (one|only one|either)|is a public key|is not a public key|secret|"
    "An address has 2 to|The document has|is not in the team|no picture|about either|is not on the public internet|"
    "Enter a year, or a date|Enter the month as a word|"
    "holds characters|nothing that can be seen|Send one file|is empty|email address|"
    # What is guessed first, what is a domain, and an even number of points no pattern can say.
    "among the first that a guesser tries|is not a domain|Strokes are pairs of x and y"
)
DESCRIBED: dict[str, Any] = json.loads((Path(__file__).parent.parent / "web" / "openapi.json").read_text())
# Signing out, changing the password or closing the account would end the session that the other calls use.
ENDING = re.compile("sessions/current|me/sessions|me/password|me/deletion")
OPERATIONS = [
    (method, path)
    for path, methods in DESCRIBED["paths"].items()
    if not ENDING.search(path)
    for method in methods
    if method != "parameters"
]


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


@pytest.fixture(scope="module")
def description(app: FastAPI) -> "OpenApiSchema":
    import schemathesis

    schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
    described = schemathesis.openapi.from_dict(app.openapi())
    # Everybody signs in as the lab's person; made-up tokens would be refused before anything else is looked at.
    described.config.generation.update(with_security_parameters=False)
    return described


def test_every_operation_is_described() -> None:
    operations = [
        DESCRIBED["paths"][path][method] for path, methods in DESCRIBED["paths"].items() for method in methods
    ]
    assert [one["operationId"] for one in operations if not one.get("description") or not one.get("summary")] == []
    ids = [one["operationId"] for one in operations]
    assert sorted(set(ids)) == sorted(ids)
    assert all(re.fullmatch(r"[a-z_]+", one) for one in ids)
    known = {one["name"] for one in DESCRIBED["tags"] if one["description"]}
    assert [one["operationId"] for one in operations if not one["tags"] or not set(one["tags"]) <= known] == []


def test_every_operation_says_who_may_ask() -> None:
    """What may be asked without signing in stands here; everything else names how to sign in."""
    assert set(DESCRIBED["components"]["securitySchemes"]) == {"session", "token"}
    assert DESCRIBED["servers"]
    open_to_all = {
        f"{method} {path.removeprefix('/api')}"
        for path, methods in DESCRIBED["paths"].items()
        for method, one in methods.items()
        if not one["security"]
    }
    assert open_to_all == {
        "get /health",
        "get /ready",
        "get /sign-up",
        "get /sign-in",
        "post /accounts",
        "post /sessions",
        "post /sessions/passkey",
        "post /sessions/passkey/options",
        "get /sessions/second-factor",
        "post /sessions/second-factor",
        "post /sessions/second-factor/passkey/options",
        "post /sign-in/{provider}",
        "get /sign-in/{provider}/callback",
        "get /sign-in/new",
        "post /sign-in/new",
        "post /confirmations",
        "post /confirmations/look",
        "post /password/forgotten",
        "post /password/reset",
        "get /invitations/{code}",
        "get /join/{team}",
        "get /teams/{team}/feed.atom",
        "options /teams/{team}/uploads",
        "get /unsubscribe/{key}",
        "post /unsubscribe/{key}",
    }


def test_every_refusal_has_the_one_form() -> None:
    for methods in DESCRIBED["paths"].values():
        for one in methods.values():
            for status, answer in one["responses"].items():
                assert answer["description"], one["operationId"]
                if status >= "4" and status != "503":
                    assert list(answer["content"]) == ["application/problem+json"], (one["operationId"], status)
                    assert answer["content"]["application/problem+json"]["schema"]["$ref"].endswith("/Problem")


def assert_schema_agrees(case: "schemathesis.Case", answer: "schemathesis.Response") -> None:
    """What the description allows is not refused for its form, and what it forbids is not taken."""
    assert case.meta
    # A case counts as positive for what it is about; another part of it, such as the body, may be negative.
    positive = all(one.mode.is_positive for one in case.meta.components.values())
    if case.meta.generation.mode.is_positive and positive and answer.status_code in (400, 422):
        detail = str(answer.json()["detail"])
        assert BEYOND_SCHEMAS.search(detail), (case.operation.label, detail, case.query, case.body)
    elif case.meta.generation.mode.is_negative and answer.status_code < 300:
        from schemathesis.specs.openapi.checks import negative_data_rejection

        # Schemathesis knows which of its changes a query string takes back again.
        case.validate_response(answer, checks=[negative_data_rejection])


def some_cases(description: "OpenApiSchema", number: int) -> "list[schemathesis.Case]":
    """Of this operation a valid case, and a few others; test_methods.py asks for methods that are not there."""
    from schemathesis.core.parameters import ParameterLocation
    from schemathesis.generation.drivers import CoverageGenerator
    from schemathesis.generation.feedback import NO_FEEDBACK
    from schemathesis.generation.meta import CoveragePhaseData, CoverageScenario
    from schemathesis.generation.overrides import Override

    method, path = OPERATIONS[number]
    operation = description[path][method]
    generation = description.config.generation_for(operation=operation, phase="coverage")
    cases = CoverageGenerator(
        operation=operation,
        generation_modes=generation.modes,
        generation_config=generation,
        auth_storage=None,
        override=Override(),
        feedback=NO_FEEDBACK,
    )
    kinds: dict[tuple[bool, ParameterLocation | None, CoverageScenario], schemathesis.Case] = {}
    for case in islice(cases, FIRST_CASES):
        assert case.meta
        assert isinstance(case.meta.phase.data, CoveragePhaseData)
        boundary = case.meta.phase.data
        if boundary.scenario is not CoverageScenario.UNSPECIFIED_HTTP_METHOD:
            kinds.setdefault((is_valid(case), boundary.parameter_location, boundary.scenario), case)
    valid = next((kind for kind, case in kinds.items() if is_valid(case)), next(iter(kinds)))
    # Ids of the lab stand in for valid ids, whatever their form.
    others = [case for kind, case in kinds.items() if kind not in (valid, (True, ParameterLocation.PATH, kind[2]))]
    step = max(1, len(others) // OTHERS)
    return [kinds[valid], *others[number % step :: step][:OTHERS]]


def is_valid(case: "schemathesis.Case") -> bool:
    return bool(case.meta and case.meta.generation.mode.is_positive)


def all_cases(description: "OpenApiSchema", number: int, send: "Callable[[schemathesis.Case], None]") -> None:
    """Send every boundary case, the examples, and a few made-up ones."""
    from schemathesis.generation.hypothesis.builder import HypothesisTestConfig, HypothesisTestMode, create_test

    method, path = OPERATIONS[number]
    config = HypothesisTestConfig(modes=list(HypothesisTestMode), project=description.config, settings=SETTINGS)
    create_test(operation=description[path][method], test_func=send, config=config)()


@pytest.mark.parametrize(
    "number", range(len(OPERATIONS)), ids=[f"{method.upper()} {path}" for method, path in OPERATIONS]
)
def test_every_call_is_answered_as_documented(description: "OpenApiSchema", lab: Lab, number: int) -> None:
    from schemathesis.checks import not_a_server_error
    from schemathesis.core.parameters import ParameterLocation
    from schemathesis.specs.openapi import checks

    method, _ = OPERATIONS[number]
    held = [
        not_a_server_error, checks.status_code_conformance, checks.content_type_conformance,
        checks.response_schema_conformance,
    ]  # fmt: skip

    def send(case: "schemathesis.Case") -> None:
        # An id that is wrong on purpose stays so.
        wrong = case.meta and case.meta.is_negative_at(ParameterLocation.PATH)
        for name, value in () if wrong else lab.known.items():
            if name in case.path_parameters and case.path_parameters[name] != 0:
                case.path_parameters[name] = value
        answer = case.call(base_url=lab.url, headers=lab.account.headers, timeout=60)
        if case.method.upper() not in (method.upper(), "HEAD"):
            # A fixed word of the path may be an id to a route of that method, and no good one.
            assert answer.status_code in (204, 404, 405, 422), case.method
            assert answer.status_code in (404, 422) or "allow" in answer.headers
            return
        case.validate_response(answer, checks=held)
        if AGREES:
            assert_schema_agrees(case, answer)

    if ALL:
        all_cases(description, number, send)
    else:
        for case in some_cases(description, number):
            send(case)
    assert httpx.get(f"{lab.url}/api/me", headers=lab.account.headers, timeout=60).status_code == 200, "signed out"
