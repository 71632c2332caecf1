"""What is said over the live connection: the client's messages, and the frames that answer them."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

MAX_MESSAGE_CHARS = 2_000
Clock = Annotated[int, msgspec.Meta(ge=0, le=2**62)]


class Join(msgspec.Struct, tag="join", tag_field="type"):
    """Listen to a topic; with `since`, first what happened after that number of the team's clock."""

    topic: str
    since: Clock | None = None


class Leave(msgspec.Struct, tag="leave", tag_field="type"):
    topic: str


class Ping(msgspec.Struct, tag="ping", tag_field="type"):
    pass


class Say(msgspec.Struct, tag="say", tag_field="type"):
    """Tell everybody in a topic that one has joined: who is on which page, where a cursor stands. Never stored."""

    topic: str
    name: Literal["presence", "awareness"]
    data: dict[str, Any]


Message = Join | Leave | Ping | Say
_decoder = msgspec.json.Decoder(Message)


class Topic(msgspec.Struct, frozen=True):
    """`team:<id>`, `paper:<id>` or `note:<id>`, and `person:<id>` for oneself."""

    kind: Literal["team", "paper", "note", "person"]
    id: UUID

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


class Unreadable(Exception):
    """The message is not one that we know; its text says what is wrong."""


def read_message(text: str) -> Message:
    """The client's message; raises Unreadable."""
    try:
        message: Message = _decoder.decode(text)
        return message
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise Unreadable(f"This message is not understood: {error}") from None


def read_topic(text: str) -> Topic:
    """The topic with this name; raises Unreadable."""
    kind, _, thing = text.partition(":")
    try:
        return msgspec.convert({"kind": kind, "id": thing}, Topic)
    except msgspec.MsgspecError:
        raise Unreadable("A topic is team:<id>, paper:<id>, note:<id> or person:<your id>.") from None


def frame(kind: str, **rest: Any) -> str:
    """A frame of this kind, with what it says."""
    return msgspec.json.encode({"type": kind, **rest}).decode()


def event_frame(topic: str, event: bytes) -> str:
    """The frame of an event that is encoded already: one for all sockets of the topic."""
    return f'{{"type":"event","topic":"{topic}",{event[1:].decode()}'


PONG = frame("pong")
