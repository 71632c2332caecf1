"""References come in from a file with a look beforehand, go out again, and an import is undone."""

import os
from pathlib import Path

from playwright.async_api import Page, expect

from tests.browser.conftest import Person, check_in_all_looks

BIB = r"""@article{curie1898, author = {Curie, Marie and Curie, Pierre}, title = {Sur une substance nouvelle},
  journal = {Comptes rendus}, year = 1898, pages = {175--178}}
@book{knuth, author = {Donald E. Knuth}, title = {The {\TeX}book}, publisher = {Addison-Wesley}, year = 1984}
@article{broken, title = {Never closed
"""


async def shot(page: Page, name: str) -> None:
    """A picture to look at, where SHOTS names a folder."""
    if folder := os.environ.get("SHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png")


async def open_import(page: Page) -> None:
    await page.get_by_role("button", name="Add").first.click()
    await page.get_by_role("menuitem", name="Import references…").click()


async def test_references_come_in_go_out_and_an_import_is_undone(page: Page, person: Person) -> None:
    await page.goto(f"/t/{person.team['slug']}")
    await open_import(page)
    dialog = page.get_by_role("dialog", name="Import references")
    await expect(dialog.get_by_role("button", name="Preview")).to_be_disabled()
    await shot(page, "import")
    async with page.expect_file_chooser() as chooser:
        await dialog.get_by_role("button", name="Choose a file…").click()
    await (await chooser.value).set_files(
        {"name": "mine.bib", "mimeType": "application/x-bibtex", "buffer": BIB.encode()}
    )
    await expect(dialog.get_by_text("mine.bib: 2 new · 1 can’t be added")).to_be_visible()
    await expect(dialog.get_by_text("A bracket { is never closed.")).to_be_visible()
    await shot(page, "preview")
    await check_in_all_looks(page)
    await dialog.get_by_role("button", name="Import 2 references").click()
    grid = page.get_by_role("grid", name="Papers")
    await expect(grid.get_by_text("The TeXbook")).to_be_visible()

    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_text("Import undone.")).to_be_visible()
    await expect(grid.get_by_text("The TeXbook")).not_to_be_visible()

    await open_import(page)
    await dialog.get_by_label("Or paste references").fill(BIB)
    await dialog.get_by_role("button", name="Preview").click()
    await dialog.get_by_role("button", name="Import 2 references").click()
    await expect(grid.get_by_text("The TeXbook")).to_be_visible()

    await page.get_by_role("button", name="Add").first.click()
    await page.get_by_role("menuitem", name="Export all…").click()
    export = page.get_by_role("dialog", name="Export references")
    await shot(page, "export")
    await check_in_all_looks(page)
    async with page.expect_download() as download:
        await export.get_by_role("link", name="Export").click()
    taken = (await (await download.value).path()).read_text()
    assert (await download.value).suggested_filename.endswith(".bib")
    # The paper of the import that was undone keeps its key in the trash.
    assert "{curieSubstanceNouvelle1898a," in taken
    assert "{TeXbook}" in taken
