"""Who speaks a script: the places in rules, stories and policies that name it."""

import re
from pathlib import Path
from typing import Final

_NAME: Final = re.compile(r"\butter_[a-z0-9_]+\b")
_FOLDERS: Final = ("rules", "policies", "stories")
SYSTEM: Final = "system_"
"""Scripts of this beginning are said by the desk itself."""


def read_script_places(content_dir: Path) -> dict[str, list[str]]:
    """The places that name each script, such as `rules/late_delivery.yml:8`."""
    found: dict[str, list[str]] = {}
    for folder in _FOLDERS:
        for path in sorted((content_dir / folder).glob("*.yml")):
            lines = path.read_text(encoding="utf-8").splitlines()
            for number, line in enumerate(lines, 1):
                for name in set(_NAME.findall(line.partition("#")[0])):
                    place = f"{folder}/{path.name}:{number}"
                    found.setdefault(name, []).append(place)
    return found
