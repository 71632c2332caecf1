"""Asks whether what we depend on has known weaknesses: pip-audit for Python, npm audit for the front end.

Exits with 1 where there is one, and with 2 where a list of advisories could not be reached, so that nobody takes
silence for health.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
SECONDS = 300


def _run(*command: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    try:
        return subprocess.run(
            command, cwd=cwd, capture_output=True, text=True, timeout=SECONDS, env=os.environ | {"PATH": path}
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(command, 2, "", str(error))


def judge_python(told: str) -> tuple[int, list[str]]:
    """Code and lines from pip-audit's JSON; what it left out was not audited."""
    try:
        asked = json.loads(told)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return 2, ["Python: not audited, the advisories could not be reached."]
    weak = [
        f"Python: {one['name']} {one['version']}: {weakness['id']}, mended in {', '.join(weakness['fix_versions'])}"
        for one in asked
        for weakness in one.get("vulns", [])
    ]
    left_out = [one["name"] for one in asked if "skip_reason" in one]
    said = [f"Python: {len(asked) - len(left_out)} of {len(asked)} packages audited."]
    if left_out:
        said.append(f"Python: no advisories could be reached for {len(left_out)}, such as {', '.join(left_out[:3])}.")
    return (1 if weak else 2 if left_out or not asked else 0), said + weak


def judge_web(told: str) -> tuple[int, list[str]]:
    """Code and lines from `npm audit --json`."""
    try:
        answer = json.loads(told)
        counts, weaknesses = answer["metadata"]["vulnerabilities"], answer["vulnerabilities"]
    except (ValueError, KeyError, TypeError):
        return 2, ["Front end: not audited, the advisories could not be reached."]
    weak = [f"Front end: {name}: {one['severity']}" for name, one in weaknesses.items()]
    said = [f"Front end: audited, {counts.get('total', len(weak))} weaknesses known."]
    return int(bool(weak)), said + weak


def main() -> int:
    audit = (
        "pip-audit",
        "--disable-pip",
        "--require-hashes",
        "-r",
        "requirements.lock",
        "-f",
        "json",
        "--progress-spinner=off",
    )
    python = judge_python(_run("uv", "tool", "run", "--quiet", *audit).stdout)
    web = judge_web(_run("npm", "audit", "--json", cwd=ROOT / "web").stdout)
    for _, said in (python, web):
        print("\n".join(said))
    codes = {python[0], web[0]}
    return 1 if 1 in codes else max(codes)


if __name__ == "__main__":
    sys.exit(main())
