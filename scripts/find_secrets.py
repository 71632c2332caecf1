"""Finds secrets that were written into the project by mistake: keys and tokens by their shape, passwords in addresses.

`python scripts/find_secrets.py [FILE…]` looks at those files, or at all that git knows; it prints place and kind, never
the secret, and exits with 1 where it found one. What is an example says so on its line: `not a secret`.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
ALLOWED = "not a secret"
MOST_BYTES = 2 << 20
# What passwords in examples are; and hosts that belong to nobody (RFC 2606), or to the machine itself.
EXAMPLES = re.compile(
    rb"password|secret|hunter2|\.\.\.|[<{$*\xe2]|@(localhost|127\.|\[|db\b|host\b|mail\b|[\w.-]*\.?(example|test|invalid)\b|[\w.-]*example\.\w+)"
)
KINDS = {
    "private key": re.compile(rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----"),
    "key of AWS": re.compile(rb"\b(?:AKIA|ASIA)(?!IOSFODNN7EXAMPLE)[A-Z0-9]{16}\b"),
    "secret key of AWS": re.compile(rb"(?i)aws.{0,20}secret.{0,20}[=:]\s*['\"]?[A-Za-z0-9/+]{40}\b"),
    "token of GitHub": re.compile(rb"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{60,})"),
    "token of GitLab": re.compile(rb"\bgl(?:pat|rt|dt|cbt)-[\w-]{20,}"),
    "token of PyPI": re.compile(rb"\bpypi-AgEI[\w-]{50,}"),
    "token of npm": re.compile(rb"\bnpm_[A-Za-z0-9]{36}\b"),
    "token of Slack": re.compile(rb"\bxox[abeoprs]-[\w-]{20,}"),
    "key of Stripe": re.compile(rb"\b[rs]k_live_[A-Za-z0-9]{20,}"),
    "key of Google": re.compile(rb"\bAIza[\w-]{35}\b"),
    "key of a model's host": re.compile(rb"\bsk-(?:ant-|proj-)?[\w-]{32,}"),
    "token of ScrollKeeper": re.compile(rb"\bsk[pf]_[\w-]{40,}"),
    "secret of a webhook": re.compile(rb"\bwhsec_[A-Za-z0-9+/]{32,}"),
    "signed token": re.compile(rb"\beyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{20,}"),
    "password in an address": re.compile(rb"\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@'\"`]+:[^\s/@'\"`]{3,}@[\w.\[-]+"),
}


def find_secrets(content: bytes) -> Iterator[tuple[int, str]]:
    """Line and kind of each secret in a file; a file with a zero in it is no text."""
    if b"\0" in content[:8192]:
        return
    for kind, pattern in KINDS.items():
        for match in pattern.finditer(content):
            begin, end = content.rfind(b"\n", 0, match.start()) + 1, content.find(b"\n", match.end())
            line = content[begin : end if end >= 0 else None]
            example = kind == "password in an address" and EXAMPLES.search(match[0])
            if ALLOWED.encode() not in line and not example:
                yield content.count(b"\n", 0, match.start()) + 1, kind


def _known_to_git() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name.decode() for name in listed.split(b"\0") if name]


def main(paths: Iterable[Path]) -> int:
    found = [
        f"{path}:{line}: {kind}"
        for path in paths
        if path.is_file() and path.stat().st_size <= MOST_BYTES
        for line, kind in find_secrets(path.read_bytes())
    ]
    for one in found:
        print(one)
    if found:
        print(f"Take these out, and change them where they are used. An example says `{ALLOWED}` on its line.")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]] or _known_to_git()))
