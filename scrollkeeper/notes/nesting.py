"""How deep the parts of a document lie: from its structs, in any order, without recursion and in linear time.

A struct without a parent of its own has that of its left neighbour (origin), or else of its right one, as in
Yjs (`Item.getMissing`). What hangs on something that is not among the structs is loose.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from scrollkeeper.notes.update_format import ANY, GC, JSON, SKIP, STRING, TYPE, XML_ELEMENT, BadUpdate, Id, Struct

ROOT = "default"  # Tiptap's Collaboration extension keeps the text under this name.
MAX_FORMULA_BYTES = 4_000
FORMULA_KEY = "latex"


@dataclass(frozen=True, slots=True)
class Nesting:
    """`depth` of the deepest type, `loose` how many types hang on something that is not there."""

    depth: int
    loose: int


def measure_nesting(structs: Iterable[Struct]) -> Nesting:
    """Raises BadUpdate where types lie in each other in a circle, where a formula is too long for any browser to draw,
    and where something lies in a place that makes an editor give up."""
    return _Places(structs).measure()


class _Places:
    def __init__(self, structs: Iterable[Struct]) -> None:
        self.by_client: dict[int, dict[int, Struct]] = {}
        for struct in structs:
            if struct.content not in (GC, SKIP):
                self.by_client.setdefault(struct.client, {}).setdefault(struct.clock, struct)
        self.clocks = {client: sorted(found) for client, found in self.by_client.items()}
        # Of structs that were looked up: their parent (None: loose) and key.
        self.known: dict[Id, tuple[str | Id | None, str | None]] = {}

    def find(self, where: Id) -> Struct | None:
        client, clock = where
        clocks = self.clocks.get(client)
        place = bisect_right(clocks, clock) - 1 if clocks else -1
        if clocks is None or place < 0:
            return None
        struct = self.by_client[client][clocks[place]]
        return struct if clock < struct.clock + struct.length else None

    def parent_of(self, struct: Struct) -> tuple[str | Id | None, str | None]:
        """Follow neighbours to one whose parent is known; remember it for all on the way."""
        way: list[Id] = []
        seen: set[Id] = set()
        here: Struct | None = struct
        answer: tuple[str | Id | None, str | None] = (None, None)
        while here is not None:
            name = (here.client, here.clock)
            if name in self.known:
                answer = self.known[name]
                break
            if name in seen:
                raise BadUpdate("Parts of it lie beside each other in a circle.")
            seen.add(name)
            way.append(name)
            if here.parent is not None:
                answer = (here.parent, here.key)
                break
            neighbour = here.origin or here.right
            here = self.find(neighbour) if neighbour else None
        for name in way:
            self.known[name] = answer
        return answer

    def measure(self) -> Nesting:
        depths: dict[Id, int] = {}
        loose: set[Id] = set()
        for found in self.by_client.values():
            for struct in found.values():
                parent, key = self.parent_of(struct)
                if key == FORMULA_KEY and struct.content in (ANY, JSON) and struct.size > MAX_FORMULA_BYTES:
                    raise BadUpdate(f"A formula in it is longer than {MAX_FORMULA_BYTES:,} bytes.")
                if parent == ROOT and key is None and _breaks_an_editor(struct):
                    raise BadUpdate("Something in it stands outside of every paragraph.")
                if struct.content == TYPE:
                    self._descend(struct, depths, loose)
        return Nesting(max(depths.values(), default=0), len(loose))

    def _descend(self, struct: Struct, depths: dict[Id, int], loose: set[Id]) -> None:
        way: list[Id] = []
        seen: set[Id] = set()
        here: Struct | None = struct
        depth, hangs = 0, False
        while here is not None:
            name = (here.client, here.clock)
            if name in depths:
                depth, hangs = depths[name], name in loose
                break
            if name in seen:
                raise BadUpdate("Parts of it lie in each other in a circle.")
            seen.add(name)
            way.append(name)
            parent, _ = self.parent_of(here)
            if isinstance(parent, str):
                break
            here = self.find(parent) if parent else None
            hangs = here is None
        for name in reversed(way):
            depth += 1
            depths[name] = depth
            if hangs:
                loose.add(name)


def _breaks_an_editor(struct: Struct) -> bool:
    return (struct.content == TYPE and struct.kind != XML_ELEMENT) or struct.content in (STRING, ANY, JSON)
