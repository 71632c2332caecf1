"""What an update of a note may hold, decided before anything else reads it: see update_format.py for the format.

`weigh` refuses what no window of ours would ever send, and gives the weight of the rest. Weights are added up in
`Shape`, which bounds from above what the whole document has become without reading it again; only when that bound
says that it could have become too deep or too slow, the document is looked at (notes/sandboxed.py).

Why `work`: where several structs claim one place, Yjs compares each with those that are there (YATA), so a struct costs
as many steps as its type has structs at the most. Structs that go on where the one before ended cost one.
"""

from collections import Counter
from dataclasses import dataclass

from scrollkeeper.notes.nesting import measure_nesting
from scrollkeeper.notes.update_format import (
    GC,
    SKIP,
    BadUpdate,
    Id,
    Reader,
    Struct,
    read_deletions,
    read_structs,
)

# In one update. A pasted page of a hundred paragraphs has 300 structs; whatever one window writes has one client.
MAX_STRUCTS, MAX_CLIENTS, MAX_DELETIONS = 20_000, 1_000, 40_000
MAX_SIBLINGS = 500  # Structs that claim one and the same place.
# Levels of elements in a note: a list in a list takes two.
MAX_DEPTH = 60
# In a whole note.
MAX_NOTE_STRUCTS = 400_000
# What may have come since the document was looked at before it is looked at again.
UNSEEN_DEPTH, UNSEEN_WORK = 240, 5_000_000


@dataclass(frozen=True, slots=True)
class Weight:
    """`claims` are structs that do not simply go on where the one before ended; `depth` is that of types in types."""

    structs: int
    claims: int
    depth: int


@dataclass(frozen=True, slots=True)
class Shape:
    """Bounds from above: structs and depth of the whole document, and work since it was looked at."""

    structs: int
    depth: int
    work: int

    def with_update(self, weight: Weight) -> "Shape":
        structs = self.structs + weight.structs
        return Shape(structs, self.depth + weight.depth, self.work + weight.claims * structs)

    @property
    def must_be_looked_at(self) -> bool:
        return self.structs > MAX_NOTE_STRUCTS or self.depth > UNSEEN_DEPTH or self.work > UNSEEN_WORK


def weigh(update: bytes) -> Weight:
    """The weight of an update; raises BadUpdate with a sentence for what is none, or holds too much."""
    reader = Reader(update)
    structs: list[Struct] = []
    clients: set[int] = set()
    claims: Counter[object] = Counter()
    before: Id | None = None
    for struct in read_structs(reader):
        structs.append(struct)
        clients.add(struct.client)
        if len(structs) > MAX_STRUCTS:
            raise BadUpdate(f"It has more than {MAX_STRUCTS:,} parts.")
        if len(clients) > MAX_CLIENTS:
            raise BadUpdate(f"More than {MAX_CLIENTS:,} windows wrote in it.")
        if struct.content in (GC, SKIP):
            continue
        if struct.origin is None or struct.origin != before:
            place = struct.origin or (struct.right, struct.parent, struct.key)
            claims[place] += 1
            if claims[place] > MAX_SIBLINGS:
                raise BadUpdate(f"More than {MAX_SIBLINGS} parts of it claim the same place.")
        before = (struct.client, struct.clock + struct.length - 1)
    read_deletions(reader, MAX_DELETIONS)
    depth = measure_nesting(structs).depth
    if depth > MAX_DEPTH:
        raise BadUpdate(f"It is nested deeper than {MAX_DEPTH} levels.")
    return Weight(len(structs), claims.total(), depth)
