"""No request costs much: `make bench-abuse` measures each operation, and what is wrong in a body is soon described."""

import asyncio
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from benchmarks.abuse_requests import LEFT_OUT, by_hand, list_requests, operations_of
from scrollkeeper.main import create_app
from tests.conftest import browser_of

# Of a body. Describing one takes about 10 µs, and the first twenty are answered.
MOST_MISTAKES = 1_000


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return create_app().openapi()


def test_every_operation_is_measured_or_says_why_not(document):
    sent = {one.operation for one in list_requests(document)}
    known = set(operations_of(document))
    assert sent | set(LEFT_OUT) == known
    assert not sent & set(LEFT_OUT)
    assert {one.operation for one in by_hand()} <= known
    assert all(LEFT_OUT.values())


def test_what_ends_things_comes_last(document):
    names = [f"{one.method} {one.path}" for one in list_requests(document)]
    assert names.index("DELETE /api/teams/{team}") > names.index("GET /api/teams/{team}/papers")
    assert names.index("DELETE /api/sessions/current") > names.index("GET /api/me")


def bodies(kind: type[BaseModel] = BaseModel) -> Iterator[type[BaseModel]]:
    for one in kind.__subclasses__():
        if one.__module__.startswith("scrollkeeper.") and one.__name__.endswith(("In", "Edit")):
            yield one
        yield from bodies(one)


def all_wrong(schema: dict[str, Any], definitions: dict[str, Any], depth: int = 0) -> Any:
    """As many values as the schema lets in, and none of them of its type."""
    if "$ref" in schema and depth < 8:
        return all_wrong(definitions[schema["$ref"].rpartition("/")[2]], definitions, depth + 1)
    for option in schema.get("anyOf", []) + schema.get("oneOf", []):
        if option.get("type") in ("array", "object") or "$ref" in option:
            return all_wrong(option, definitions, depth + 1)
    if schema.get("type") == "array":
        one = schema.get("items") or schema["prefixItems"][0]
        return [all_wrong(one, definitions, depth + 1)] * min(schema["maxItems"], 5_000)
    if "properties" in schema:
        return {name: all_wrong(one, definitions, depth + 1) for name, one in schema["properties"].items()}
    if "additionalProperties" in schema:
        return {f"\0{number}": object() for number in range(5_000)}
    return object()


@pytest.mark.usefixtures("document")
def test_what_is_wrong_in_a_body_is_soon_described():
    """A megabyte of wrong coordinates once took seconds and hundreds of megabytes to describe."""
    models = set(bodies())
    assert len(models) > 40
    counts = []
    for model in models:
        schema = model.model_json_schema()
        try:
            model.model_validate(all_wrong(schema, schema.get("$defs", {})))
        except ValidationError as error:
            counts.append(error.error_count())
    # Of a few all is left to what comes after the model, such as the fields of metadata.
    assert len(counts) > len(models) - 5
    assert max(counts) <= MOST_MISTAKES


@pytest.mark.usefixtures("document")
def test_a_flag_is_true_or_false():
    """As the description of the API says; pydantic by itself would take 0 and "yes" for them."""
    flags = [
        (model, name, field)
        for model in set(bodies())
        for name, field in model.model_fields.items()
        if "bool" in str(field.annotation)
    ]
    assert len(flags) > 5
    for model, name, field in flags:
        for value in (0, 1, "yes", "true"):
            with pytest.raises(ValidationError) as refused:
                model.model_validate({name: value})
            assert name in {error["loc"][0] for error in refused.value.errors()}, (model, name, field)


async def test_the_description_is_made_once_and_beside_the_event_loop():
    """It takes more than a second, and anybody may ask for it."""
    app = create_app()
    describe, threads = app.openapi, []

    def watched():
        threads.append(threading.get_ident())
        return describe()

    app.openapi = watched
    async with browser_of(app) as anybody:
        answers = await asyncio.gather(*(anybody.get("/api/openapi.json") for _ in range(3)))
    assert [answer.status_code for answer in answers] == [200] * 3
    assert answers[0].json() == json.loads(json.dumps(describe()))
    assert len(threads) == 1
    assert threads[0] != threading.get_ident()
