"""How a paper is described: what the parser read, what people set, and which of it somebody should check."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scrollkeeper.library.csl import BadField, check_field

# Fields that the parser believes less than this (0 to 1) are shown as doubtful until somebody confirms them.
CHECK_BELOW = 0.7
# field → {"value": its CSL-JSON, "source": its provenance}
State = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Description:
    """Metadata of a paper as CSL-JSON, and where it comes from; `parsed` and `confidence` are the parser's."""

    metadata: dict[str, Any] = field(default_factory=dict)
    parsed: dict[str, Any] = field(default_factory=dict)
    provenance: dict[str, Any] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)

    def doubtful(self) -> list[str]:
        """Fields that somebody should check: the parser is not sure of them, and nobody has set them.

        The type is left out, since its page has no place to look at it.
        """
        return [
            name
            for name, belief in sorted(self.confidence.items())
            if belief < CHECK_BELOW and name != "type" and name in self.metadata and not self.is_set(name)
        ]

    def is_set(self, name: str) -> bool:
        """Whether a person has set the field."""
        return bool(self.provenance.get(name, {}).get("by") == "person")

    def edited(self, changes: Mapping[str, Any], *, person: str, at: str) -> "Description":
        """The same with checked fields set by a person; None hands a field back to the parser, empty clears it."""
        metadata, provenance = dict(self.metadata), dict(self.provenance)
        for name, value in changes.items():
            if value is None:
                assign(metadata, name, self.parsed.get(name))
                by_parser = {"by": "parser", "person": None, "at": at}
                assign(provenance, name, by_parser if name in self.parsed else None)
            else:
                # No and 0 are values.
                assign(metadata, name, None if value in ("", [], {}) else value)
                provenance[name] = {"by": "person", "person": person, "at": at}
        return replace(self, metadata=metadata, provenance=provenance)

    def set_back(self, before: State, names: Iterable[str], *, person: str, at: str) -> "Description":
        """The same with these fields as they were before a change.

        What the parser read is its own again where it still reads the same; else the person has set it.
        """
        metadata, provenance = dict(self.metadata), dict(self.provenance)
        for name in names:
            held = before.get(name, {})
            value, source = held.get("value"), held.get("source")
            if (source or {}).get("by") != "person" and value != self.parsed.get(name):
                source = {"by": "person", "person": person, "at": at}
            assign(metadata, name, value)
            assign(provenance, name, source)
        return replace(self, metadata=metadata, provenance=provenance)

    def states(self, names: Iterable[str]) -> State:
        """Value and source of these fields, as `set_back` takes them; what is not there is left out."""
        return {
            name: {"value": self.metadata.get(name), "source": self.provenance.get(name)}
            for name in names
            if name in self.metadata or name in self.provenance
        }

    def read_again(
        self, csl: Mapping[str, Any], confidence: Mapping[str, Any], *, at: str, keep_unread: bool
    ) -> "Description":
        """The same with what the parser reads now, but for fields that a person set.

        `keep_unread` keeps fields that it does not find any more: another file of the paper had them.
        """
        read = acceptable(csl)
        parsed = self.parsed | read if keep_unread else read
        sure = {name: float(value) for name, value in confidence.items() if name in read and 0 <= value <= 1}
        kept = {name: value for name, value in self.confidence.items() if name in parsed and name not in read}
        metadata, provenance = dict(self.metadata), dict(self.provenance)
        for name in set(parsed) | set(self.parsed):
            if not self.is_set(name) and parsed.get(name) != metadata.get(name):
                assign(metadata, name, parsed.get(name))
                assign(provenance, name, {"by": "parser", "person": None, "at": at} if name in parsed else None)
        return Description(metadata, parsed, provenance, kept | sure)

    def changes_from(self, before: "Description") -> list[str]:
        """Fields whose value is another than before."""
        names = set(self.metadata) | set(before.metadata)
        return sorted(name for name in names if self.metadata.get(name) != before.metadata.get(name))

    def differing(self, before: "Description") -> list[str]:
        """Fields whose value or source is another than before."""
        names = set(self.provenance) | set(before.provenance)
        sources = {name for name in names if self.provenance.get(name) != before.provenance.get(name)}
        return sorted(sources | set(self.changes_from(before)))


def acceptable(csl: Mapping[str, Any]) -> dict[str, Any]:
    """The parser reads whatever is printed; what is not CSL-JSON is left out, field by field."""
    kept = {}
    for name, value in csl.items():
        try:
            checked = check_field(name, value)
        except BadField:
            continue
        if checked:
            kept[name] = checked
    return kept


def assign(mapping: dict[str, Any], name: str, value: Any) -> None:
    """Set a field, or take it out where the value is None."""
    if value is None:
        mapping.pop(name, None)
    else:
        mapping[name] = value
