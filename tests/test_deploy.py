"""The systemd unit and the image start what there is, with settings that there are, and time to end."""

import re
from configparser import ConfigParser
from pathlib import Path

import yaml

from scrollkeeper.core.settings import Settings
from scrollkeeper.serve import STOP_SECONDS

ROOT = Path(__file__).parent.parent
UNIT = ROOT / "deploy" / "scrollkeeper.service"


def test_the_unit_starts_serve_and_starts_it_again() -> None:
    unit = ConfigParser(interpolation=None, strict=True)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(UNIT)
    service = unit["Service"]
    assert service["ExecStart"].split()[1:] == ["serve"]
    assert service["Restart"] == "always"
    # systemd gives up for good after so many starts within this time.
    assert int(unit["Unit"]["StartLimitBurst"]) * int(service["RestartSec"]) < int(
        unit["Unit"]["StartLimitIntervalSec"]
    )
    assert int(service["TimeoutStopSec"]) > STOP_SECONDS
    named = re.findall(r"SCROLLKEEPER_(\w+)=", service["Environment"])
    assert named
    assert {name.lower() for name in named} <= set(Settings.model_fields)


def test_the_image_starts_serve_and_is_started_again() -> None:
    image = (ROOT / "Dockerfile").read_text()
    service = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["scrollkeeper"]
    assert re.search(r'^ENTRYPOINT \["scrollkeeper"\]\nCMD \["serve"\]$', image, re.MULTILINE)
    assert re.search(r"^USER [1-9]\d+$", image, re.MULTILINE), "not as root"
    assert service["restart"] == "unless-stopped"
    assert int(service["stop_grace_period"].removesuffix("s")) > STOP_SECONDS
    named = [*re.findall(r"SCROLLKEEPER_(\w+)=", image), *(name.partition("_")[2] for name in service["environment"])]
    assert named
    assert {name.lower() for name in named} <= set(Settings.model_fields)
