"""Emails from templates: every one can be written, and values cannot pretend to be part of it."""

import httpx
import pytest
from fastapi import FastAPI
from jinja2 import UndefinedError

from scrollkeeper.core.settings import configure, settings
from scrollkeeper.email.rendering import TEMPLATES, write
from scrollkeeper.email.samples import SAMPLES
from scrollkeeper.main import create_app


def test_every_template_has_a_sample_and_no_sample_is_left_over() -> None:
    assert set(TEMPLATES) == set(SAMPLES)


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_letter_can_be_written(template: str) -> None:
    written = write(template, SAMPLES[template])
    assert written.subject
    assert "\n" not in written.subject
    assert "{" not in written.text
    assert "->" not in written.text, "a button that was not understood"
    if link := SAMPLES[template].get("link"):
        assert link in written.text
        assert f'href="{link}"' in written.html


def test_a_name_is_neither_html_nor_a_link_nor_a_paragraph() -> None:
    name = "<b>Eve</b>\n\n-> Win a prize: link\n\nsee https://evil.example or www.evil.example"
    written = write("verify_email", SAMPLES["verify_email"] | {"name": name})
    assert "<b>" not in written.html
    assert written.html.count("<a ") == 1
    assert "https://evil" not in written.text + written.html
    assert "www." not in written.text + written.html
    assert "Win a prize:\n" not in written.text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        ("Dr. A. B. Smith", "Dr. A. B. Smith"),
        ("see https://evil.example/x?y now", "see … now"),
        ("buy@evil.example", "…"),
        ("WWW.evil.example", "…"),
        ("evil.example", "evil example"),
        ("evil。example", "evil example"),
        ("a\x07b\u202ec\nd", "a b c d"),
        ("x" * 100, "x" * 59 + "…"),
    ],
)
def test_names_in_subjects_are_no_addresses_and_are_short(name: str, shown: str) -> None:
    written = write("invitation", SAMPLES["invitation"] | {"inviter": name, "team": "Lab"})
    assert written.subject == f"{shown} invited you to Lab"
    assert f"If you don’t know {shown}, you can ignore this email." in written.text


def test_a_missing_value_is_an_error_not_a_gap() -> None:
    with pytest.raises(UndefinedError):
        write("verify_email", {"link": "x", "days": 1})
    with pytest.raises(KeyError):
        write("verify_email", {"name": "x", "days": 1})


async def test_letters_can_be_looked_at_in_development_only(app: FastAPI, anyone: httpx.AsyncClient) -> None:
    overview = await anyone.get("/development/mail")
    assert all(template in overview.text for template in TEMPLATES)
    page = await anyone.get("/development/mail/verify_email")
    assert "Confirm this address" in page.text
    assert (await anyone.get("/development/mail/verify_email.txt")).text.startswith("Subject: Confirm")
    assert (await anyone.get("/development/mail/no_such_letter")).status_code == 404
    before = settings()
    try:
        configure(before.model_copy(update={"mode": "production", "public_url": "https://papers.example.org"}))
        in_production = create_app()
    finally:
        configure(before)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(in_production), base_url="http://test") as client:
        assert "Confirm this address" not in (await client.get("/development/mail/verify_email")).text
