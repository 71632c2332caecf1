"""Whatever the validator refuses is said in plain words that name the field."""

import re
from typing import get_args

import pytest
from pydantic_core import core_schema

from scrollkeeper.core.validation import FAMILIES, SENTENCES, field_of, sentence_of

VALIDATOR = re.compile(
    r"should|[Vv]alue error|Input|Unable|pydantic|valid (string|integer|UUID|list)|greater than|NoneType"
)
KINDS = get_args(core_schema.ErrorType)
CONTEXT = {
    "min_length": 2, "max_length": 1_000, "gt": 1, "ge": 1, "lt": 9, "le": 9, "multiple_of": 2,
    "expected": "'a', 'b' or 'c'", "expected_tags": "'a', 'b'", "discriminator": "'type'", "error": "must be one line",
    "expected_schemes": "'http' or 'https'",
}  # fmt: skip


@pytest.mark.parametrize("kind", [*KINDS, "base64_decode", "something_new"])
def test_every_kind_has_its_sentence(kind: str) -> None:
    sentence = sentence_of({"type": kind, "loc": ("body", "display_name"), "msg": "Input should be", "ctx": CONTEXT})
    assert re.fullmatch(r"[A-Z].*\.", sentence)
    assert not VALIDATOR.search(sentence)
    assert not re.search(r"[{}_]|None", sentence)


def test_no_sentence_is_of_a_kind_that_does_not_exist() -> None:
    assert set(SENTENCES) <= set(KINDS)
    assert [start for start in FAMILIES if not any(kind.startswith(start) for kind in (*KINDS, "base64_decode"))] == []


@pytest.mark.parametrize(
    ("kind", "place", "context", "sentence"),
    [
        ("string_too_short", ("body", "text"), {"min_length": 1}, "The text must not be empty."),
        ("string_too_short", ("body", "new"), {"min_length": 10}, "Use at least 10 characters."),
        ("string_too_long", ("body", "text"), {"max_length": 50_000}, "The text may have at most 50,000 characters."),
        ("bytes_too_long", ("body", "update"), {"max_length": 524_288}, "The update may have at most 524,288 bytes."),
        ("too_long", ("body", "ids"), {"max_length": 1}, "The ids may have at most 1 entry."),
        ("missing", ("body",), {}, "The body is missing."),
        ("missing", ("body", "visible_to"), {}, "The visible to is missing."),
        ("uuid_parsing", ("path", "paper_id"), {}, "The paper id must be an id."),
        ("date_from_datetime_parsing", ("body", "due"), {}, "Enter a date like 2024-05-17."),
        ("string_pattern_mismatch", ("body", "emails", 2), {}, "Enter an email address such as name@example.org."),
        ("string_pattern_mismatch", ("body", "code"), {}, "The code does not have the right form."),
        (
            "string_pattern_mismatch",
            ("body", "network"),
            {},
            "Enter an address or a network, such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/48.",
        ),
        ("string_pattern_mismatch", ("query", "color"), {}, "Enter a colour such as yellow or #ffd400."),
        ("string_type", ("body", "tags", 2), {}, "Entry 3 of tags must be text."),
        ("int_parsing", ("query", "limit"), {}, "The limit must be a whole number."),
        ("literal_error", ("query", "sort"), {"expected": "'a' or 'b'"}, "The sort must be one of these: a, b."),
        ("value_error", ("body", "name"), {"error": ValueError("must be one line")}, "The name must be one line."),
        ("value_error", ("body",), {"error": ValueError("Give one of two.")}, "Give one of two."),
        ("list_type", ("body", "parts", "list[int]"), {}, "The parts must be a list."),
    ],
)
def test_sentences(kind: str, place: tuple[str | int, ...], context: dict[str, object], sentence: str) -> None:
    assert sentence_of({"type": kind, "loc": place, "msg": "", "ctx": context}) == sentence


def test_fields_are_paths() -> None:
    assert field_of({"loc": ("body", "selectors", 0, "function-after[x]", "exact")}) == "selectors.0.exact"
    assert field_of({"loc": ("body",)}) == "body"
