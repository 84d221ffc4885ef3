"""Checks of what lies on the disk: encoder, model, data folder, database."""

import os
import shutil
import sqlite3
from pathlib import Path

from deploy.encoder.recipe import EncoderError, Pin, is_whole
from handoff.doctor.finding import Finding, Place
from handoff.gateways import training

# RETURNING and UPSERT, which the desk's statements use.
OLDEST_SQLITE = (3, 35, 0)
LEAST_FREE = 500_000_000


def encoder(place: Place) -> list[Finding]:
    """The pinned sentence encoder is there, its files unharmed."""
    models = place.root / "models"
    try:
        folder = Pin.read(models / "encoder.json").folder
        good = is_whole(models)
    except EncoderError as error:
        return [Finding("encoder", str(error), "restore models/encoder.json")]
    found = folder if good else f"{folder} is missing or damaged"
    return [Finding("encoder", found, None if good else "run: make install")]


def model(place: Place) -> list[Finding]:
    """The bot's model exists and was made from the inputs as they are now."""
    current = training.current_model(place.root)
    if current is None:
        return [Finding("model", "none", "run: firstline train")]
    if not training.is_current(place.root):
        found = f"{current.file} is older than what it is made from"
        return [Finding("model", found, "run: firstline train")]
    return [Finding("model", current.file)]


def triage(place: Place) -> list[Finding]:
    """Triage has classifiers: without them rules alone rate what customers write."""
    if any((place.root / "models").glob("triage-*/weights.npz")):
        return [Finding("triage", "rules and classifiers")]
    return [Finding("triage", "rules alone (model-none)", "run: make install")]


def sqlite(_place: Place) -> list[Finding]:
    """The SQLite library knows every statement that the desk uses."""
    good = sqlite3.sqlite_version_info >= OLDEST_SQLITE
    wanted = ".".join(map(str, OLDEST_SQLITE))
    cure = None if good else f"use a Python built with SQLite {wanted} or newer"
    return [Finding("sqlite", sqlite3.sqlite_version, cure)]


def data_dir(place: Place) -> list[Finding]:
    """The data folder can be written, has room, and keeps its secrets to itself."""
    folder = place.data_dir
    nearest = folder
    while not nearest.exists():
        nearest = nearest.parent
    if not os.access(nearest, os.W_OK | os.X_OK):
        return [Finding("data folder", f"{folder} cannot be written", f"own {nearest}")]
    free = shutil.disk_usage(nearest).free
    found = f"{folder}, {free / 1e9:.1f} GB free"
    cure = None if free >= LEAST_FREE else "free at least 500 MB on that disk"
    return [Finding("data folder", found, cure), *_secrets(folder)]


def _secrets(folder: Path) -> list[Finding]:
    path = folder / "secrets.json"
    if not path.exists():
        return []
    mode = path.stat().st_mode & 0o777
    good = not mode & 0o077
    return [Finding("secrets", f"mode {mode:o}", None if good else f"chmod 600 {path}")]
