"""What happened, told in few words: events that belong together become one line. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from scrollkeeper.annotations.events import ANNOTATION_ADDED
from scrollkeeper.discussions.events import COMMENT_ADDED, THREAD_ASSIGNED, THREAD_REOPENED, THREAD_RESOLVED
from scrollkeeper.library.events import (
    PAPER_ADDED,
    PAPER_CHANGED,
    PAPER_DELETED,
    PAPER_MERGED,
    PAPER_RESTORED,
    PAPER_UNMERGED,
)
from scrollkeeper.notes.events import NOTE_ADDED, NOTE_CHANGED, NOTE_DELETED, NOTE_RESTORED
from scrollkeeper.teams.events import MEMBER_ADDED, MEMBER_REMOVED, TEAM_CHANGED

# Events that a person wants to read of, by kind; the others are noise in a feed.
KINDS: dict[str, tuple[str, ...]] = {
    "papers": (PAPER_ADDED, PAPER_DELETED, PAPER_RESTORED, PAPER_CHANGED, PAPER_MERGED, PAPER_UNMERGED),
    "annotations": (ANNOTATION_ADDED,),
    "discussion": (COMMENT_ADDED, THREAD_RESOLVED, THREAD_REOPENED, THREAD_ASSIGNED),
    "notes": (NOTE_ADDED, NOTE_CHANGED, NOTE_DELETED, NOTE_RESTORED),
    "people": (MEMBER_ADDED, MEMBER_REMOVED, TEAM_CHANGED),
}
SHOWN = frozenset(name for names in KINDS.values() for name in names)
# The same person doing the same again within this is one line.
TOGETHER = timedelta(hours=2)
# Of these many papers make one line; the others are told paper by paper.
ACROSS_PAPERS = frozenset({PAPER_ADDED, PAPER_DELETED, PAPER_RESTORED, PAPER_CHANGED})
ONE, MANY = 0, 1
MEMBERS_NAMED = 5
WORDS: dict[str, tuple[str, str]] = {
    PAPER_ADDED: ("added a paper", "added {count} papers"),
    PAPER_CHANGED: ("edited a paper", "edited {count} papers"),
    PAPER_DELETED: ("moved a paper to the trash", "moved {count} papers to the trash"),
    PAPER_RESTORED: ("restored a paper", "restored {count} papers"),
    PAPER_MERGED: ("merged another paper into", "merged {count} papers into"),
    PAPER_UNMERGED: ("undid a merge with", "undid merges of {count} papers with"),
    ANNOTATION_ADDED: ("annotated", "added {count} annotations to"),
    COMMENT_ADDED: ("commented on", "added {count} comments on"),
    THREAD_RESOLVED: ("resolved a thread on", "resolved {count} threads on"),
    THREAD_REOPENED: ("reopened a thread on", "reopened {count} threads on"),
    THREAD_ASSIGNED: ("assigned a thread on", "assigned {count} threads on"),
    NOTE_ADDED: ("created a note", "created {count} notes"),
    NOTE_CHANGED: ("edited a note", "edited {count} notes"),
    NOTE_DELETED: ("moved a note to the trash", "moved {count} notes to the trash"),
    NOTE_RESTORED: ("restored a note", "restored {count} notes"),
    MEMBER_ADDED: ("joined", "added"),
    MEMBER_REMOVED: ("left", "removed"),
    TEAM_CHANGED: ("changed the team’s settings", "changed the team’s settings {count} times"),
}


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as the feed needs it, with the names of who did it, and of the member whom it was done to."""

    clock: int
    name: str
    person_id: str | None
    person: str | None
    at: datetime
    subject: dict[str, str]
    member: str | None = None


@dataclass(slots=True)
class Line:
    """One line of the feed: so many of the same events of one person, the newest first."""

    events: list[Happening] = field(default_factory=list)

    @property
    def newest(self) -> Happening:
        return self.events[0]

    @property
    def oldest(self) -> Happening:
        return self.events[-1]

    @property
    def things(self) -> list[str]:
        """Ids of what it happened to, each once: papers, or notes, or the single events."""
        key = "note" if self.newest.name.startswith("note.") else "paper"
        across = self.newest.name in ACROSS_PAPERS or key == "note"
        found = [one.subject.get(key, "") if across else str(one.clock) for one in self.events]
        return list(dict.fromkeys(found))

    @property
    def papers(self) -> list[str]:
        return list(dict.fromkeys(one.subject["paper"] for one in self.events if "paper" in one.subject))

    @property
    def words(self) -> str:
        """“Ana added 14 papers”, without the paper's title, which the page makes a link."""
        if self.newest.name.startswith("member."):
            return self._words_of_members()
        count = len(self.things)
        phrase = WORDS[self.newest.name][MANY if count > 1 else ONE].format(count=count)
        return f"{self.newest.person or 'ScrollKeeper'} {phrase}"

    def _words_of_members(self) -> str:
        """“Ana joined” by herself, “Ana added Ben, Cleo”."""
        newest = self.newest
        alone, by_another = WORDS[newest.name]
        if newest.person_id is not None and newest.subject.get("member") == newest.person_id:
            return f"{newest.person or 'Someone'} {alone}"
        names = list(dict.fromkeys(one.member or "someone" for one in self.events))
        more = f" and {len(names) - MEMBERS_NAMED} more" if len(names) > MEMBERS_NAMED else ""
        return f"{newest.person or 'ScrollKeeper'} {by_another} {', '.join(names[:MEMBERS_NAMED])}{more}"


def _key(one: Happening) -> tuple[Any, ...]:
    across = one.name in ACROSS_PAPERS or one.name.startswith(("note.", "member."))
    return one.name, one.person_id, None if across else one.subject.get("paper")


def collapse(events: Iterable[Happening]) -> list[Line]:
    """Lines of events that come the newest first; a line stands where its newest event stood."""
    lines: list[Line] = []
    open_lines: dict[tuple[Any, ...], Line] = {}
    for one in events:
        line = open_lines.get(_key(one))
        if line is None or line.oldest.at - one.at > TOGETHER:
            line = Line()
            lines.append(line)
            open_lines[_key(one)] = line
        line.events.append(one)
    return lines
