"""The process in which citeproc-js runs: JavaScript without files, network or clock, bounded in time and memory.

It answers over the socket that is its standard input, a frame a question (see sandbox/child.py), and keeps styles warm.
V8 needs threads and pages that it can execute, so that the list of system calls of the parser does not fit; what holds
here is that JavaScript of this engine reaches nothing outside of it, and behind it Landlock and the limits of memory.
"""

import hashlib
import json
import os
import re
import resource
import sys
from pathlib import Path
from typing import Any

from scrollkeeper.citations.csl.locales import locale_folder, read_locales
from scrollkeeper.sandbox import locks
from scrollkeeper.sandbox.child import Channel, readable_paths

HEAP_BYTES, DATA_BYTES = 512 << 20, 1200 << 20
# V8 is linked to libraries of the system.
LIBRARIES = [Path("/usr/lib"), Path("/lib"), Path("/lib64")]
FORMATTING = Path(__file__).with_name("formatting.js")
# The engine takes names and titles for keys of its objects: none of them may reach what all objects share, and what
# is written there would outlast the question.
_SHARED = """
delete Object.prototype.__proto__;
for (const name of ["constructor", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "valueOf"])
  delete Object.prototype[name];
Object.seal(Object.prototype);
"""


def main(engine_path: str) -> None:
    """Answer questions until whoever started this hangs up."""
    locks.die_with_parent()
    program = "".join((_SHARED, _common_js(Path(engine_path).read_text()), _locales(), FORMATTING.read_text()))
    for kind, most in ((resource.RLIMIT_DATA, DATA_BYTES), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))
    # Threads that are made later have the same locks.
    locks.lock_down([*readable_paths(), *LIBRARIES], with_threads=True)
    # Imported behind the locks: its threads begin here.
    from py_mini_racer import MiniRacer

    racer = MiniRacer()
    racer.eval(program)
    format_references = racer.eval("format")
    racer.set_hard_memory_limit(HEAP_BYTES)
    channel = Channel(os.dup(0))
    channel.send(["done", None])
    while (question := channel.receive()) is not None:
        answer = _answer(format_references, question)
        channel.send(answer)
        if answer[0] == "refused" and answer[1] != "style":
            return


def _answer(format_references: Any, question: dict[str, Any]) -> list[Any]:
    from py_mini_racer import JSEvalException, JSOOMException, JSTimeoutException

    about = (question["style"], question["locale"] or "", str(question["forced"]))
    key = hashlib.sha256("\0".join(about).encode("utf-8", "replace")).hexdigest()
    seconds = question.pop("seconds")
    asked = json.dumps(question | {"key": key}, ensure_ascii=True)
    try:
        return ["done", json.loads(format_references(asked, timeout_sec=seconds))]
    except JSTimeoutException:
        return ["refused", "slow", "It takes too long."]
    except JSOOMException:
        return ["refused", "large", "It needs too much memory."]
    except JSEvalException as error:
        return ["refused", "style", re.sub(r"^<anonymous>:\d+: ", "", str(error).strip().splitlines()[0])[:300]]


def _common_js(source: str) -> str:
    """Its module, as the constant CSL; the licence at its head stays."""
    return f"const CSL = (() => {{ const module = {{}}, exports = {{}};\n{source}\n; return module.exports; }})();\n"


def _locales() -> str:
    read = {code: (locale_folder() / f"locales-{code}.xml").read_text() for code in read_locales()}
    return f"const locales = {json.dumps(read)};\n"


if __name__ == "__main__":
    main(sys.argv[1])
