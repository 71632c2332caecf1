"""`scrollkeeper parse`: one file to standard output, folders into files, a picture of what was read."""

import json
from pathlib import Path

import pytest

from scrollkeeper.parsing import command
from tests import pdfs


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers")
    (folder / "deep").mkdir()
    (folder / "one.pdf").write_bytes(pdfs.make_pdf(title="On scrolls", pages=["Some text.", "More text."]))
    (folder / "deep" / "two.pdf").write_bytes(pdfs.make_pdf(title="On rolls", text="Other text."))
    (folder / "deep" / "cut.pdf").write_bytes(b"%PDF-1.7\nnothing follows")
    return folder


def test_many_are_read_into_a_folder(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run([folder], out=tmp_path) == 1, "one of them cannot be read"
    written = {str(path.relative_to(tmp_path / folder.name)) for path in tmp_path.rglob("*") if path.is_file()}
    assert written == {"one.json", "deep/two.json", "deep/cut.json"}
    one = json.loads((tmp_path / folder.name / "one.json").read_text())
    assert [page["number"] for page in one["pages"]] == [1, 2]
    refused = json.loads((tmp_path / folder.name / "deep" / "cut.json").read_text())["error"]
    assert (refused["code"], refused["detail"][-1]) == ("damaged", ".")
    assert "2 read, 1 could not be read." in capsys.readouterr().err


def test_the_sandbox_changes_nothing(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run([folder / "one.pdf"]) == 0
    printed = capsys.readouterr().out
    assert command.run([folder / "one.pdf"], out=tmp_path) == 0
    assert (tmp_path / "one.json").read_text() == printed


def test_a_page_is_painted(folder: Path, tmp_path: Path) -> None:
    assert command.run([folder / "one.pdf"], draw=tmp_path / "page.png") == 0
    assert (tmp_path / "page.png").read_bytes().startswith(b"\x89PNG")
    assert command.run([folder / "deep" / "cut.pdf"], draw=tmp_path / "cut.png") == 1
    assert not (tmp_path / "cut.png").exists()
