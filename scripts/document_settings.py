"""Writes the table of settings in docs/self-hosting.md from the settings themselves."""

import re
import sys
from pathlib import Path

from scrollkeeper.core.secret_files import FROM_FILES
from scrollkeeper.core.settings import Settings, setting_names

PAGE = Path(__file__).parent.parent / "docs" / "self-hosting.md"
BEGIN, END = "<!-- settings -->", "<!-- end of settings -->"


def settings_table() -> str:
    """Markdown of all settings: name, default, meaning."""
    rows = ["| setting | default | what it does |", "|---|---|---|"]
    for name, field in sorted(setting_names().items()):
        info = Settings.model_fields[field]
        default = "" if info.default is None else f"`{info.default}`"
        if field == "parse_processes":
            default = "processors, at most 8"
        from_file = f" Or a file that `{name}_FILE` names holds it." if name in FROM_FILES else ""
        rows.append(f"| `{name}` | {default} | {info.description}{from_file} |")
    return "\n".join(rows)


def written(page: str) -> str:
    """The page with the table of today in it."""
    return re.sub(f"{BEGIN}.*?{END}", lambda _: f"{BEGIN}\n{settings_table()}\n{END}", page, flags=re.DOTALL)


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text()))
    sys.exit(0)
