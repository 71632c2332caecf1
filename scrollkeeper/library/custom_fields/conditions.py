"""What is asked of a custom field in the filter box, as a condition over papers."""

import re
from collections.abc import Callable
from decimal import Decimal

from sqlalchemy import ColumnElement, Numeric, String, and_, cast, false, func, select

from scrollkeeper.accounts.models import Person
from scrollkeeper.library.custom_fields.models import CustomField
from scrollkeeper.library.custom_fields.values import live
from scrollkeeper.library.models import Paper
from scrollkeeper.teams.models import Member
from scrollkeeper.teams.scope import Scope

_COMPARED = re.compile(r"(?P<sign>[<>]=?)?(?P<value>[^<>]+?)")
_BETWEEN = re.compile(r"(?P<least>.*?)\.\.(?P<most>.*)")
_NUMBER = re.compile(r"-?\d{1,16}(\.\d{1,16})?", re.ASCII)
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_YES_NO = {"yes": "true", "true": "true", "no": "false", "false": "false"}
_Compare = Callable[[str, str], ColumnElement[bool]]


def has_value(scope: Scope, field: CustomField, typed: str) -> ColumnElement[bool]:
    """The condition that papers have this in the field; with nothing typed, that they have anything in it.

    Numbers and dates take <, <=, >, >= and a range a..b, of which either end may be open. What is no value of such a
    field is had by no paper.
    """
    key = str(field.id)
    value: ColumnElement[str] = Paper.custom[key].astext
    if not typed:
        there = [option["id"] for option in live(field.options)]
        return value.in_(there) if field.kind == "choice" else value.is_not(None)
    match field.kind:
        case "number":
            return _compared(typed, _NUMBER, lambda sign, one: _number(cast(value, Numeric), sign, Decimal(one)))
        case "date":
            return _compared(typed, _DATE, lambda sign, one: _date(value.collate("C"), sign, one))
        case "choice":
            return value.in_([one["id"] for one in live(field.options) if one["name"].lower() == typed.lower()])
        case "person":
            return _person(scope, value, typed)
        case "yes_no":
            return value == _YES_NO.get(typed.lower(), "")
    return func.strpos(func.lower(func.unaccent(value)), func.lower(func.unaccent(typed))) > 0


def _compared(typed: str, form: re.Pattern[str], compare: _Compare) -> ColumnElement[bool]:
    if between := _BETWEEN.fullmatch(typed):
        bounds = [(sign, between[end].strip()) for sign, end in ((">=", "least"), ("<=", "most")) if between[end]]
    else:
        one = _COMPARED.fullmatch(typed)
        bounds = [(one["sign"] or "=", one["value"].strip())] if one else []
    if not bounds or not all(form.fullmatch(bound) for _, bound in bounds):
        return false()
    return and_(*(compare(sign, bound) for sign, bound in bounds))


def _number(value: ColumnElement[Decimal], sign: str, bound: Decimal) -> ColumnElement[bool]:
    return value.op(sign, is_comparison=True)(bound)


def _date(value: ColumnElement[str], sign: str, bound: str) -> ColumnElement[bool]:
    """Of a year or a month all its days are meant: after 2024 is from 2025 on, and in 2024 is any day of it."""
    if sign in ("<", ">="):
        return value < bound if sign == "<" else value >= bound
    return func.left(value, len(bound)).collate("C").op(sign, is_comparison=True)(bound)


def _person(scope: Scope, value: ColumnElement[str], typed: str) -> ColumnElement[bool]:
    if typed.lower() == "me":
        return value == str(scope.person_id)
    named = select(cast(Person.id, String)).join(Member, Member.person_id == Person.id)
    words = func.strpos(func.lower(func.unaccent(Person.name)), func.lower(func.unaccent(typed))) > 0
    return value.in_(named.where(Member.team_id == scope.team_id, words))
