#!/usr/bin/env python3
"""Takes the pictures in docs/images from the demonstration lab, in Chromium: `make screenshots`.

python -m scripts.screenshots [--out docs/images] [--chromium /usr/bin/chromium]
"""

import argparse
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from demo.seed import PASSWORD, PEOPLE

ROOT = Path(__file__).parent.parent
PATIENCE_MS = 240_000


@contextmanager
def demo(folder: str) -> Iterator[str]:
    """The address of a lab that was made for this."""
    command = [sys.executable, "-m", "demo", "--data-dir", folder, "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout
    try:
        address = ""
        for line in process.stdout:
            address = line.split("ready at ", 1)[1].strip() if "ready at " in line else address
            if "Ctrl-C" in line:
                break
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def take(page: Page, address: str, out: Path) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("Email").fill(PEOPLE[0][1])
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Team:").click()
    page.get_by_role("menuitem").filter(has_text="Tidal").first.click()
    rows = page.get_by_role("grid", name="Papers").get_by_text("Ready")
    expect(rows.nth(9)).to_be_visible(timeout=PATIENCE_MS)
    page.screenshot(path=out / "library.png")
    page.keyboard.press("/")
    page.keyboard.type("seagrass recovery")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_be_visible(timeout=PATIENCE_MS)
    page.screenshot(path=out / "search.png")
    page.get_by_role("link").filter(has=page.locator("mark")).filter(has_text="Page").first.click()
    expect(page.locator("[data-marks] > *").first).to_be_visible(timeout=PATIENCE_MS)
    page.keyboard.press("n")
    expect(page.get_by_role("article").filter(has_text="Tomás")).to_be_visible()
    page.wait_for_timeout(1_500)
    page.screenshot(path=out / "reader.png")


def main() -> None:
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    ask.add_argument("--chromium", default="/usr/bin/chromium")
    args = ask.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="scrollkeeper-pictures-") as folder:
        Path(folder).chmod(0o755)
        with demo(folder) as address, sync_playwright() as playwright:
            flags = ["--no-sandbox", "--disable-background-networking"]
            browser = playwright.chromium.launch(executable_path=args.chromium, args=flags)
            take(browser.new_page(viewport={"width": 1280, "height": 800}), address, args.out)
            browser.close()


if __name__ == "__main__":
    main()
