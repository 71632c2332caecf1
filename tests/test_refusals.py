"""Bad bodies and parameters of every call are refused in sentences of ours, never in the validator's words."""

import json
import os
import re
import uuid
from pathlib import Path
from typing import Any

from tests import make
from tests.core.test_validation import VALIDATOR

DESCRIBED = json.loads((Path(__file__).parent.parent / "web" / "openapi.json").read_text())
# What ends the session that the other calls use.
ENDING = re.compile("sessions/|me/password|me/deletion")
RUBBISH: list[Any] = ["", "x\0", "x" * 60_000, -1, 1.5, [], [[]], {"type": "x"}, None, True, "2024-13-99"]
# Of what is tried with each call one in three is sent, another third with the next call; `API_CASES=all` sends all.
EACH = 1 if os.environ.get("API_CASES") == "all" else 3


def properties(schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = DESCRIBED["components"]["schemas"].get(name, schema).get("properties", {})
    return found


async def test_every_refusal_is_in_plain_words(ada: make.Member) -> None:
    refused = calls = 0
    for path, methods in DESCRIBED["paths"].items():
        there = re.sub(r"\{\w+\}", str(uuid.uuid4()), path.replace("{team}", ada.team))
        for method, operation in methods.items():
            if method == "parameters" or ENDING.search(path):
                continue
            tries: list[dict[str, Any]] = []
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if content:
                names = properties(content["schema"])
                tries += [{"content": "{", "headers": {"Content-Type": "application/json"}}, {"json": []}, {"json": {}}]
                tries += [{"json": dict.fromkeys(names, value)} for value in RUBBISH]
            asked = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
            if asked:
                tries += [{"params": dict.fromkeys(asked, value)} for value in ("", "x", "-1", "x\0", "9" * 400)]
            calls += 1
            for one in tries[calls % EACH :: EACH]:
                answer = await ada.http.request(method, there, **one)
                assert answer.status_code != 500, (method, path, one)
                if answer.status_code == 422:
                    refused += 1
                    assert answer.headers["content-type"] == "application/problem+json", (method, path)
                    assert not VALIDATOR.search(answer.text), (method, path, answer.text)
                    assert re.fullmatch(r"[A-Z“].*[.?]", answer.json()["detail"], re.DOTALL), (path, answer.text)
    assert refused > 500 / EACH
