"""What only one browser can read, by the numbers of the standard and for any message."""

import base64
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.jobs import Job

from scrollkeeper.notifications.push import vapid
from scrollkeeper.notifications.push.encryption import MOST_BYTES, encrypt, read_point, write_point
from scrollkeeper.notifications.push.jobs import WAITS, WhileUseful
from scrollkeeper.notifications.push.sending import PushRetry, topic_of, wait_of
from tests.push.browser import SoftBrowser


def key_of(text: str):
    return derive_private_key(int.from_bytes(vapid.decode(text), "big"), SECP256R1())


def test_the_example_of_the_standard():
    """RFC 8291, appendix A."""
    browser = SoftBrowser(key_of("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), vapid.decode("BTBZMqHH6r4Tts7J_aSIgg"))
    message = b"When I grow up, I want to be a watermelon"
    body = encrypt(
        message,
        browser.point,
        browser.auth,
        salt=vapid.decode("DGv6ra1nlYgDCS1FRnbzlw"),
        key=key_of("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
    )
    assert vapid.encode(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3"
        "jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    assert browser.decrypt(body) == message


@given(st.binary(max_size=MOST_BYTES), st.booleans())
def test_any_message_arrives_and_is_read_by_nobody_else(message: bytes, filled: bool) -> None:
    browser = SoftBrowser()
    body = encrypt(message, browser.point, browser.auth, block=1_024 if filled else 1)
    assert len(body) <= 4_096
    assert browser.decrypt(body) == message
    with pytest.raises(InvalidTag):
        SoftBrowser(auth=browser.auth).decrypt(body)
    with pytest.raises(InvalidTag):
        SoftBrowser(browser.key).decrypt(body)


def test_short_messages_are_of_one_length_and_long_ones_refused():
    browser = SoftBrowser()
    lengths = {len(encrypt(b"x" * size, browser.point, browser.auth, block=1_024)) for size in (1, 500, 1_024)}
    assert len(lengths) == 1
    with pytest.raises(ValueError, match="at most"):
        encrypt(b"x" * (MOST_BYTES + 1), browser.point, browser.auth)


def test_what_is_no_point_of_the_curve():
    point = SoftBrowser().point
    for wrong in (b"", point[:-1], point + b"\0", b"\2" + point[1:], b"\0" * 65, b"\4" + b"\1" * 64):
        with pytest.raises(ValueError):  # noqa: PT011  whatever the reason
            read_point(wrong)
    assert write_point(read_point(point)) == point


def test_a_topic_has_the_form_of_the_standard_and_differs_between_browsers():
    first, second = (vapid.encode(bytes([number]) * 16) for number in (1, 2))
    assert len(topic_of(first, "a thread")) == 32
    assert topic_of(first, "a thread") == topic_of(first, "a thread") != topic_of(second, "a thread")
    assert base64.urlsafe_b64decode(topic_of(first, "a thread"))


NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("120", 120), (" 7 ", 7), ("", 0), ("soon", 0), ("-5", 0), ("9" * 30, 21_600), ("Sun, 99 Mar", 0),
     (format_datetime(NOW.replace(minute=5), usegmt=True), 300),
     (format_datetime(NOW.replace(year=2020), usegmt=True), 0),
     ("Sun, 01 Mar 2026 12:05:00 -0000", 0)],
)  # fmt: skip
def test_when_to_come_back(written, seconds):
    assert wait_of(written, NOW) == seconds


def test_the_waits_grow_and_end_within_the_time_that_news_is_of_use():
    job = Job(id=1, lock=None, queueing_lock=None, queue="push", task_name="push.send_test")
    waits = []
    while decision := WhileUseful().get_retry_decision(exception=PushRetry("x"), job=job.evolve(attempts=len(waits))):
        waits.append((decision.retry_at - datetime.now(UTC)).total_seconds())
    assert waits == sorted(waits)
    assert len(waits) == len(WAITS)
    assert sum(WAITS) < 86_400
    asked = WhileUseful().get_retry_decision(exception=PushRetry("x", 3_000), job=job)
    assert 2_900 < (asked.retry_at - datetime.now(UTC)).total_seconds() < 3_001
