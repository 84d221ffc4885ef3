"""Training is done when needed, once, and leaves either a whole model or nothing.

A shell script stands in for Rasa.
"""

import asyncio
import hashlib
import json
import os
from pathlib import Path

import pytest

from handoff.gateways import training
from handoff.gateways.training import (
    TrainingError,
    ensure_model,
    inputs_hash,
    is_current,
)

RASA = """#!/bin/sh
echo run >> runs
echo "INFO  rasa - Starting to train component 'Featurizer'."
while [ $# -gt 0 ]; do
  [ "$1" = --out ] && out=$2
  [ "$1" = --fixed-model-name ] && name=$2
  shift
done
"""
WORKS = RASA + 'echo trained > "$out/$name"\n'
REFUSES = RASA + "echo 'domain.yml: intent is used twice'; exit 1\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one intent and a bot environment that trains in no time."""
    (tmp_path / "models").mkdir()
    (tmp_path / "data/nlu").mkdir(parents=True)
    (tmp_path / "data/nlu/refund.yml").write_text("nlu: []")
    (tmp_path / "bot/components").mkdir(parents=True)
    (tmp_path / "config.yml").write_text("pipeline:\n- name: Featurizer\n")
    (tmp_path / "domain.yml").write_text("intents: [refund]")
    install(tmp_path, WORKS)
    return tmp_path


def install(root: Path, script: str) -> None:
    python = training.bot_python(root)
    python.parent.mkdir(parents=True, exist_ok=True)
    python.write_text(script)
    python.chmod(0o755)


def runs(root: Path) -> int:
    return len((root / "runs").read_text().splitlines())


def silent(_what: str, _share: float) -> None:
    pass


async def test_trained_model_is_named_and_hashed_in_current_json(root: Path) -> None:
    model = await ensure_model(root, silent)
    content = (root / "models" / model.file).read_bytes()
    assert json.loads((root / "models/current.json").read_text()) == {
        "file": f"firstline-{inputs_hash(root)[:12]}.tar.gz",
        "sha256": hashlib.sha256(content).hexdigest(),
        "inputs": inputs_hash(root),
    }
    assert is_current(root)


async def test_nothing_is_trained_while_the_inputs_stay(root: Path) -> None:
    first = await ensure_model(root, silent)
    assert await ensure_model(root, silent) == first
    assert runs(root) == 1


async def test_force_trains_though_the_inputs_stay(root: Path) -> None:
    await ensure_model(root, silent)
    await ensure_model(root, silent, force=True)
    assert runs(root) == 2


@pytest.mark.parametrize(
    "changed",
    ["data/nlu/refund.yml", "data/nlu/more.yml", "domain.yml", "bot/components/new.py"],
)
async def test_changed_input_makes_the_model_stale(root: Path, changed: str) -> None:
    await ensure_model(root, silent)
    (root / changed).write_text("changed")
    assert not is_current(root)


async def test_moved_content_makes_the_model_stale(root: Path) -> None:
    await ensure_model(root, silent)
    (root / "data/nlu/refund.yml").rename(root / "data/nlu/refunds.yml")
    assert not is_current(root)


async def test_scripts_and_the_channel_leave_the_model_as_it_is(root: Path) -> None:
    await ensure_model(root, silent)
    (root / "bot/channel.py").touch()
    (root / "data/scripts").mkdir()
    (root / "data/scripts/late.yml").write_text("scripts: {}")
    assert is_current(root)


async def test_deleted_model_file_is_no_model(root: Path) -> None:
    model = await ensure_model(root, silent)
    (root / "models" / model.file).unlink()
    assert training.current_model(root) is None


async def test_damaged_current_json_is_no_model(root: Path) -> None:
    (root / "models/current.json").write_text('{"file": 1')
    assert training.current_model(root) is None


async def test_refused_data_are_told_in_rasas_words_and_leave_nothing(
    root: Path,
) -> None:
    before = await ensure_model(root, silent)
    install(root, REFUSES)
    (root / "domain.yml").write_text("intents: [refund, refund]")
    with pytest.raises(TrainingError, match="intent is used twice"):
        await ensure_model(root, silent)
    assert training.current_model(root) == before
    assert not list((root / "models").glob(".training-*"))


async def test_two_at_once_train_once(root: Path) -> None:
    models = await asyncio.gather(*(ensure_model(root, silent) for _ in range(2)))
    assert models[0] == models[1]
    assert runs(root) == 1


async def test_progress_counts_the_components_that_began(root: Path) -> None:
    seen: list[tuple[str, float]] = []
    model = await ensure_model(root, lambda what, share: seen.append((what, share)))
    steps = ["reading the examples", "Featurizer", model.file]
    assert seen == list(zip(steps, (0.0, 0.5, 1.0), strict=True))


async def test_old_models_go_and_the_one_before_stays(root: Path) -> None:
    for number in range(6):
        (root / "data/nlu/refund.yml").write_text(f"nlu: [{number}]")
        before = training.current_model(root)
        model = await ensure_model(root, silent)
        os.utime(root / "models" / model.file, (number, number))

    kept = {path.name for path in (root / "models").glob("firstline-*")}

    assert before
    assert {model.file, before.file} <= kept
    assert len(kept) == 2 + training.OLD_MODELS_KEPT
