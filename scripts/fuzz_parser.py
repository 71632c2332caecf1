#!/usr/bin/env python3
"""Feeds the sandboxed parser broken copies of good PDFs: cut off, bits flipped, parts doubled or swapped.

    fuzz_parser.py [--seconds 60] [--seed 1] [FILE.pdf …]

Without files it breaks papers that it typesets itself. It fails when anything but a result or a documented error
comes back; what broke the parser is written to build/fuzz/.
"""

import argparse
import asyncio
import random
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from scrollkeeper.parsing.parser import REASONS
from scrollkeeper.sandbox.processes import ChildDied, ChildTimedOut, Refused, Sandbox
from tests.parsing.layouts import LAYOUTS

BROKEN = Path("build/fuzz")
REASON_CODES = {reason.code for reason in REASONS}


def broken(data: bytes, chance: random.Random) -> bytes:
    """One of a few kinds of damage, as disks, networks and people do it."""
    kind = chance.randrange(5)
    at, other = sorted((chance.randrange(len(data)), chance.randrange(len(data))))
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + data[other:]
    if kind == 2:
        return data[:other] + data[at:]
    changed = bytearray(data)
    for _ in range(chance.choice((1, 8, 200))):
        place = chance.randrange(len(changed))
        changed[place] = chance.randrange(256) if kind == 3 else changed[place] ^ (1 << chance.randrange(8))
    return bytes(changed)


async def judge(sandbox: Sandbox, path: Path) -> str:
    """ "ready", or the code of the documented reason; raises where neither came."""
    try:
        async with sandbox.open(path) as document:
            await document.ask("identify")
            async for _ in document.stream("extract_text"):
                pass
            await document.ask("read_structure")
    except Refused as refusal:
        if refusal.code not in REASON_CODES:
            raise
        return refusal.code
    return "ready"


async def fuzz(good: list[bytes], seconds: float, seed: int) -> int:
    """Number of broken copies that broke the parser too."""
    chance = random.Random(seed)
    sandbox = Sandbox(memory_bytes=1 << 30, seconds=30, must_lock=False)
    results: Counter[str] = Counter()
    path = BROKEN / "now.pdf"
    ends = time.monotonic() + seconds
    try:
        while time.monotonic() < ends:
            data = broken(chance.choice(good), chance)
            path.write_bytes(data)
            try:
                results[await judge(sandbox, path)] += 1
            except (Refused, ChildDied, ChildTimedOut) as error:
                results[f"BROKE: {type(error).__name__}"] += 1
                (BROKEN / f"{seed}-{results.total()}.pdf").write_bytes(data)
                print(f"{seed}-{results.total()}.pdf: {type(error).__name__}: {error}")
    finally:
        await sandbox.close()
    print(f"{results.total()} broken copies of {len(good)} papers:", dict(results.most_common()))
    return sum(count for name, count in results.items() if name.startswith("BROKE"))


def main() -> int:
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--seconds", type=float, default=60)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("files", nargs="*", type=Path)
    args = ask.parse_args()
    good = [path.read_bytes() for path in args.files] or [layout.pdf() for layout in LAYOUTS]
    BROKEN.mkdir(parents=True, exist_ok=True)
    return 1 if asyncio.run(fuzz(good, args.seconds, args.seed)) else 0


if __name__ == "__main__":
    sys.exit(main())
