"""What a parser process cannot do, proven by its trying; and that neither a crash nor a hang reaches us."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from scrollkeeper.parsing.sandbox import check
from scrollkeeper.parsing.sandbox.check import FORBIDDEN, check_sandbox
from scrollkeeper.sandbox import processes as sandboxing
from scrollkeeper.sandbox.processes import ChildDied, ChildTimedOut, Refused, Sandbox, SandboxChild
from tests import pdfs


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    made = Sandbox(memory_bytes=512 << 20, seconds=60, must_lock=True)
    yield made
    await made.close()


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdfs.make_pdf(pages=["First page of two.", "Second page."], title="A paper in a box"))
    return path


def child_of(sandbox: Sandbox) -> psutil.Process:
    """The one process that holds a document now."""
    assert sandbox.fork_server_pid is not None
    return psutil.Process(sandbox.fork_server_pid).children(recursive=True)[-1]


async def text_of(document: SandboxChild) -> str:
    return "\n".join([page["text"] async for page in document.stream("extract_text")])


async def test_a_child_is_refused_everything_it_does_not_need(sandbox: Sandbox, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    async with sandbox.hold(secret) as child:
        results = await child.ask("probe", secret=str(secret))
    assert set(results) == set(FORBIDDEN)
    for name, result in results.items():
        assert result.startswith("refused"), f"a parser could {FORBIDDEN[name]}: {result}"
    assert secret.read_text() == "secret"


@pytest.mark.parametrize("bwrap", [True, False])
async def test_each_layer_is_there_with_and_without_bubblewrap(bwrap: bool, tmp_path: Path) -> None:
    if bwrap and not await asyncio.to_thread(sandboxing.bwrap_works):
        pytest.skip("bubblewrap cannot make namespaces here")
    sandbox = Sandbox(memory_bytes=256 << 20, seconds=30, must_lock=True, bwrap=bwrap)
    secret = tmp_path / "secret"
    secret.write_text("secret")
    try:
        async with sandbox.hold(secret) as child:
            assert {"rlimits", "no_new_privs", "capabilities", "landlock", "seccomp"} <= set(child.layers)
            results = await child.ask("probe", secret=str(secret))
    finally:
        await sandbox.close()
    assert [name for name, result in results.items() if not result.startswith("refused")] == []


async def test_the_environment_of_the_worker_does_not_reach_a_child(
    sandbox: Sandbox, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:secret@example.org/x")
    async with sandbox.hold(paper) as child:
        assert (await child.ask("probe", secret="/nowhere"))["environment"].startswith("refused")
        assert sandbox.fork_server_pid is not None
        assert "secret" not in str(psutil.Process(sandbox.fork_server_pid).environ())
        assert "secret" not in str(child_of(sandbox).environ())


async def test_doctor_says_which_layers_hold() -> None:
    report = await check_sandbox()
    assert report.ok, report.detail
    assert "landlock" in report.layers
    assert "seccomp" in report.detail


async def test_a_check_that_takes_too_long_says_nothing_of_the_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is not one without a sandbox; the next who asks is answered afresh."""
    monkeypatch.setattr(check, "_last", None)
    monkeypatch.setattr(check, "PROBE_SECONDS", 0)
    with pytest.raises(TimeoutError):
        await check_sandbox()
    monkeypatch.setattr(check, "PROBE_SECONDS", 30)
    assert (await check_sandbox()).ok


async def test_questions_about_a_paper(sandbox: Sandbox, paper: Path) -> None:
    async with sandbox.open(paper) as document:
        facts = await document.ask("identify")
        pages = [page async for page in document.stream("extract_text")]
        structure = await document.ask("read_structure")
        picture = await document.ask("thumbnail")
        image = await document.ask("page_image", number=2, dpi=50)
    assert facts["pages"] == 2
    assert facts["encrypted"] is False
    assert ["First page of two." in pages[0]["text"], "Second page." in pages[1]["text"]] == [True, True]
    assert "A paper in a box" in structure["metadata"]["title"]
    assert picture[:4] == b"RIFF"
    assert picture[8:12] == b"WEBP"
    assert len(image["gray"]) == image["width"] * image["height"]
    assert min(image["gray"]) < 128 < max(image["gray"])


async def test_an_error_ends_one_question_and_not_the_conversation(sandbox: Sandbox, paper: Path) -> None:
    async with sandbox.open(paper) as document:
        with pytest.raises(Refused):
            await document.ask("page_image", number=99, dpi=50)
        assert (await document.ask("identify"))["pages"] == 2


@pytest.mark.parametrize("content", [b"", b"not a PDF at all", b"%PDF-1.7\n", pdfs.make_pdf()[:300]])
async def test_what_is_no_pdf_is_refused_with_a_sentence(sandbox: Sandbox, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        async with sandbox.open(path):
            pass
    assert str(refused.value).endswith(".")


async def test_passwords(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    path.write_bytes(pdfs.encrypted_pdf("Behind the lock", "geheim"))
    for password, code in ((None, "password_needed"), ("falsch", "wrong_password")):
        with pytest.raises(Refused) as refused:
            async with sandbox.open(path, password):
                pass
        assert refused.value.code == code
    async with sandbox.open(path, "geheim") as document:
        assert "Behind the lock" in await text_of(document)
        unlocked = b"".join([chunk async for chunk in document.stream("decrypt")])
    path.write_bytes(unlocked)
    async with sandbox.open(path) as document:
        assert "Behind the lock" in await text_of(document)


@pytest.mark.parametrize(
    ("number", "told"),
    [(signal.SIGSEGV, "SIGSEGV"), (signal.SIGABRT, "SIGABRT"), (signal.SIGKILL, "memory")],
)
async def test_a_death_is_told_and_the_next_document_works(
    sandbox: Sandbox, paper: Path, number: signal.Signals, told: str
) -> None:
    async with sandbox.open(paper) as document:
        child_of(sandbox).send_signal(number)
        with pytest.raises(ChildDied, match=told):
            await document.ask("identify")
    async with sandbox.open(paper) as document:
        assert (await document.ask("identify"))["pages"] == 2


async def test_a_hang_is_killed(paper: Path) -> None:
    sandbox = Sandbox(memory_bytes=256 << 20, seconds=2, must_lock=True)
    try:
        async with sandbox.open(paper) as document:
            child = child_of(sandbox)
            child.suspend()
            with pytest.raises(ChildTimedOut):
                await document.ask("identify")
        await asyncio.to_thread(child.wait, 30)
    finally:
        await sandbox.close()


async def test_time_on_the_processor_is_bounded(sandbox: Sandbox, paper: Path) -> None:
    async with sandbox.open(paper) as document:
        child = child_of(sandbox)
        assert child.rlimit(psutil.RLIMIT_CPU)[0] == sandbox.seconds
        child.send_signal(signal.SIGXCPU)  # What the kernel sends at that limit.
        with pytest.raises(ChildTimedOut):
            await document.ask("identify")


async def test_memory_is_bounded(tmp_path: Path) -> None:
    sandbox = Sandbox(memory_bytes=8 << 20, seconds=30, must_lock=True)
    path = tmp_path / "wide.pdf"
    path.write_bytes(pdfs.make_pdf(text="A page that is painted large."))
    try:
        async with sandbox.open(path) as document:
            with pytest.raises(ChildDied):
                await document.ask("page_image", number=1, dpi=600)
    finally:
        await sandbox.close()


async def test_children_end_with_the_nursery_and_it_starts_again(sandbox: Sandbox, paper: Path) -> None:
    async with sandbox.open(paper) as document:
        assert sandbox.fork_server_pid is not None
        child = child_of(sandbox)
        os.kill(sandbox.fork_server_pid, signal.SIGKILL)
        await asyncio.to_thread(child.wait, 30)
        with pytest.raises(ChildDied):
            await document.ask("identify")
    async with sandbox.open(paper) as document:
        assert (await document.ask("identify"))["pages"] == 2


async def test_many_documents_at_once(sandbox: Sandbox, paper: Path) -> None:
    async def read() -> int:
        async with sandbox.open(paper) as document:
            return len([page async for page in document.stream("extract_text")])

    assert await asyncio.gather(*(read() for _ in range(12))) == [2] * 12
