"""The scripts that look for secrets in the project and for weaknesses in what it depends on."""

import json
import sys
from pathlib import Path

import pytest

from scrollkeeper.accounts.secrets import TOKEN_PREFIX
from scrollkeeper.activity.feed_service import FEED_TOKEN
from scrollkeeper.webhooks import signing

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))
import audit
import find_secrets


# Put together here, so that this file holds none of them.
@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("-----BEGIN RSA " + "PRIVATE KEY-----", "private key"),
        ("-----BEGIN " + "PRIVATE KEY-----", "private key"),
        ("key = AKIA" + "Q7W3E5R8T2Y6U4I9", "key of AWS"),
        ("aws_secret_access_key = " + "wJalrXUtnFEMI0K7MDENG0bPxRfiCYzzzzzzzzzz", "secret key of AWS"),
        ("token: ghp_" + "a1B2" * 9, "token of GitHub"),
        ("glpat-" + "a1B2" * 5, "token of GitLab"),
        ("sk_live_" + "a1B2" * 6, "key of Stripe"),
        (f"Authorization: Bearer {TOKEN_PREFIX}" + "a1B2" * 11, "token of ScrollKeeper"),
        (f"feed.atom?token={FEED_TOKEN}" + "a1B2" * 11, "token of ScrollKeeper"),
        (signing.show_secret(bytes(32)), "secret of a webhook"),
        ("eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0." + "a1B2" * 8, "signed token"),
        ("DATABASE_URL=postgresql://papers:" + "Xk3vTz9q@10.0.0.5/papers", "password in an address"),
    ],
)  # fmt: skip
def test_secrets_are_found_where_they_stand(
    line: str, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list(find_secrets.find_secrets(f"one\n{line}\n".encode())) == [(2, kind)]
    assert list(find_secrets.find_secrets(f"one\n{line}  # {find_secrets.ALLOWED}\n".encode())) == []
    (tmp_path / "file").write_text(line)
    assert find_secrets.main([tmp_path / "file"]) == 1
    said = capsys.readouterr().out
    assert f"file:1: {kind}" in said
    assert line not in said


@pytest.mark.parametrize(
    "line",
    [
        "postgresql://user:password@host/papers", "smtp://lab:hunter2@mail.example", "https://ada@example.org/a:b@c",
        "http://localhost:8000/", "AKIAIOSFODNN7EXAMPLE", "sk_test", "sha256 " + "a1" * 32, "https://[::1]:8000/x@y",
    ],
)  # fmt: skip
def test_examples_and_hashes_are_none(line: str) -> None:
    assert list(find_secrets.find_secrets(line.encode())) == []


def test_an_audit_tells_silence_from_health() -> None:
    known = {"name": "one", "version": "1", "vulns": []}
    weak = {"name": "two", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"]}]}
    left_out = {"name": "three", "skip_reason": "not found"}

    def judge(*found: object) -> tuple[int, str]:
        code, said = audit.judge_python(json.dumps({"dependencies": found}))
        return code, "\n".join(said)

    assert judge(known)[0] == 0
    assert judge(known, left_out)[0] == 2
    code, said = judge(known, weak, left_out)
    assert (code, "two 2: PYSEC-1, mended in 3" in said) == (1, True)
    for nothing in ("", "no JSON", "[]", "{}"):
        assert audit.judge_python(nothing)[0] == audit.judge_web(nothing)[0] == 2
    web = {"metadata": {"vulnerabilities": {"total": 1}}, "vulnerabilities": {"left-pad": {"severity": "high"}}}
    assert audit.judge_web(json.dumps(web)) == (
        1,
        ["Front end: audited, 1 weaknesses known.", "Front end: left-pad: high"],
    )
    assert audit.judge_web(json.dumps({"metadata": {"vulnerabilities": {}}, "vulnerabilities": {}}))[0] == 0
