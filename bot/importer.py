"""Reads training data from where it lies; `data/` also holds scripts and policies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter

# A file under data/ with a key `rules` is not always one of Rasa's.
FOLDERS = ("nlu", "rules", "stories")


class TrainingFolders(RasaFileImporter):
    """Takes a folder that holds `nlu/`, `rules/` or `stories/` as those alone."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
        **kwargs: Any,
    ) -> None:
        """Read the named paths, so narrowed."""
        if isinstance(training_data_paths, str):
            training_data_paths = [training_data_paths]
        paths = [p for path in training_data_paths or () for p in _narrowed(path)]
        super().__init__(config_file, domain_path, paths)


def _narrowed(path: str) -> list[str]:
    parts = [Path(path) / name for name in FOLDERS]
    return [str(part) for part in parts if part.is_dir()] or [path]
