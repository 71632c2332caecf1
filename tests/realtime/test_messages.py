"""Messages and frames of the live connection, as plain text."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.realtime.messages import (
    Join,
    Leave,
    Ping,
    Unreadable,
    event_frame,
    frame,
    read_message,
    read_topic,
)

ID = "0191d3a4-1111-7222-8333-444455556666"


def test_messages_that_are_understood():
    assert read_message(f'{{"type": "join", "topic": "team:{ID}"}}') == Join(f"team:{ID}")
    assert read_message(f'{{"topic": "paper:{ID}", "since": 7, "type": "join"}}') == Join(f"paper:{ID}", 7)
    assert read_message('{"type": "join", "topic": "x", "since": null, "more": 1}') == Join("x")
    assert read_message('{"type": "leave", "topic": "x"}') == Leave("x")
    assert read_message('{"type": "ping"}') == Ping()


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_anything_else_is_refused_with_words(said):
    # Neither text nor lists nor numbers are messages.
    with pytest.raises(Unreadable, match="not understood"):
        read_message(said)


def test_topics():
    assert str(read_topic(f"team:{ID}")) == f"team:{ID}"
    assert str(read_topic(f"paper:{ID.upper()}")) == f"paper:{ID}"
    for wrong in ("", "team", "team:", f"teams:{ID}", f"team:{ID}x", f"team:{ID}:x", f" team:{ID}", "team:%00"):
        with pytest.raises(Unreadable):
            read_topic(wrong)


@given(st.dictionaries(st.text(), st.text() | st.integers(0, 2**50), min_size=1))
def test_an_event_is_encoded_once_for_every_topic(data):
    event = {"clock": 7, "data": data}
    encoded = msgspec.json.encode(event)
    for topic in (f"team:{ID}", f"paper:{ID}"):
        assert json.loads(event_frame(topic, encoded)) == {"type": "event", "topic": topic, **event}


def test_frames():
    assert json.loads(frame("joined", topic="team:x", clock=3)) == {"type": "joined", "topic": "team:x", "clock": 3}
    assert json.loads(frame("pong")) == {"type": "pong"}
