"""Checks of the two Python environments."""

import re
import sys
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from handoff.doctor.finding import Finding, Place

RASA = "3.6.21"
PYTHONS = ((3, 11), (3, 13))
INSTALL = "run: make install"


def pythons(place: Place) -> list[Finding]:
    """Both environments run on a Python that their locks were compiled for."""
    version = "{}.{}.{}".format(*sys.version_info[:3])
    fits = PYTHONS[0] <= sys.version_info[:2] <= PYTHONS[1]
    cure = "make the environment anew with Python 3.11 to 3.13: make clean install"
    findings = [Finding("python", version, None if fits else cure)]
    config = place.root / ".venv-bot" / "pyvenv.cfg"
    found = "no environment"
    if config.exists():
        match = re.search(r"^version(?:_info)? = (\S+)", config.read_text(), re.M)
        found = match[1] if match else "unknown"
    cure = "install a Python 3.10 (pyenv install 3.10), then: make install"
    good = found.startswith("3.10.")
    return [*findings, Finding("bot python", found, None if good else cure)]


def packages(place: Place) -> list[Finding]:
    """Both environments hold what their locks name, in those versions."""
    here = {name: str(value) for name, value in default_environment().items()}
    there = here | {"python_version": "3.10", "python_full_version": "3.10.0"}
    pairs = (
        ("packages", sys.prefix, "deploy/requirements.lock", here),
        ("bot packages", place.root / ".venv-bot", "bot/requirements.lock", there),
    )
    findings = []
    for check, prefix, lock, markers in pairs:
        wanted = dict(locked(place.root / lock, markers))
        installed = dict(present(Path(prefix)))
        wrong = [name for name in wanted if installed.get(name) != wanted[name]]
        found = f"{len(wanted)} as locked" if not wrong else _named(wrong, lock)
        findings.append(Finding(check, found, INSTALL if wrong else None))
        if check == "bot packages":
            version = installed.get("rasa", "missing")
            good = version == RASA
            findings.append(Finding("rasa", version, None if good else INSTALL))
    return findings


def _named(wrong: list[str], lock: str) -> str:
    more = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""
    return f"not as in {lock}: {', '.join(wrong[:3])}{more}"


def locked(lock: Path, markers: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield name and version of what a lock wants where these markers hold."""
    for line in lock.read_text().splitlines():
        if not line or line.startswith((" ", "#")):
            continue
        wanted = Requirement(line.removesuffix("\\").strip())
        if wanted.marker is None or wanted.marker.evaluate(markers):
            (pin,) = wanted.specifier
            yield canonicalize_name(wanted.name), pin.version


def present(prefix: Path) -> Iterator[tuple[str, str]]:
    """Yield name and version of what is installed below an environment's folder."""
    for site in prefix.glob("lib/python3*/site-packages"):
        for found in distributions(path=[str(site)]):
            yield canonicalize_name(found.metadata["Name"]), found.version
