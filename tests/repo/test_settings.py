"""Every setting that code reads is explained in docs/operations.md, and no other."""

import re
from pathlib import Path

from handoff.config import PREFIX, Settings
from tests.support.checkout import named, text

NAME = re.compile(PREFIX + r"[A-Z]+(?:_[A-Z]+)*")
DOCUMENT = Path("docs/operations.md")
CODE = ("handoff", "actions", "bot", "deploy")


def read_by_code() -> set[str]:
    found = set(NAME.findall(text(Path("Makefile"))))
    for folder in CODE:
        for file in named(".py", under=folder):
            found.update(NAME.findall(text(file)))
    return found | {PREFIX + name.upper() for name in Settings.model_fields}


def test_every_setting_is_documented_and_no_other() -> None:
    assert set(NAME.findall(text(DOCUMENT))) == read_by_code()


def test_documented_default_is_the_true_one() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `([^`]*)` \|", text(DOCUMENT), re.MULTILINE)
    given = {name: default for name, default in rows if name.startswith(PREFIX)}
    usual = Settings.from_env({})
    for name in Settings.model_fields:
        default = getattr(usual, name)
        if isinstance(default, bool):
            assert given[PREFIX + name.upper()] == str(default).lower(), name
        elif isinstance(default, str | int | float) and default != "":
            assert type(default)(given[PREFIX + name.upper()]) == default, name
