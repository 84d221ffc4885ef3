"""What a company adds to the shipped training data, as files that Rasa reads."""

import shutil
from pathlib import Path
from typing import Any

import msgspec
import yaml

from handoff.domain.faq import Additions

_decoder = msgspec.json.Decoder(Additions)


def encode_additions(additions: Additions) -> bytes:
    """The additions as models/additions.json holds them."""
    return msgspec.json.format(msgspec.json.encode(additions), indent=1) + b"\n"


def write_additions(root: Path, folder: Path, additions: bytes) -> Path:
    """`folder` holds `domain/` (the shipped one and the additions) and `data/`.

    Returns:
        The domain's folder.
    """
    added = _decoder.decode(additions)
    domain = folder / "domain"
    domain.mkdir()
    shutil.copyfile(root / "domain.yml", domain / "domain.yml")
    data = folder / "data"
    for part in ("nlu", "rules"):
        (data / part).mkdir(parents=True)
    if added.nlu()["nlu"]:
        _write(data / "nlu" / "additions.yml", added.nlu())
    if added.faqs:
        _write(data / "rules" / "additions.yml", added.rules())
        _write(domain / "additions.yml", added.domain())
    return domain


def _write(path: Path, content: dict[str, Any]) -> None:
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")
