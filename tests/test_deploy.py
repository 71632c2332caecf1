"""The systemd unit starts a command that there is, with settings that there are, and gives it time to end in order."""

import re
from configparser import ConfigParser
from pathlib import Path

from scrollkeeper.core.settings import Settings
from scrollkeeper.serve import STOP_SECONDS

UNIT = Path(__file__).parent.parent / "deploy" / "scrollkeeper.service"


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
