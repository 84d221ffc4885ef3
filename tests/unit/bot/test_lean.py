"""What the bot's process leaves out is named and inherited from, never run."""

import importlib
import sys
from pathlib import Path

import pytest

from bot import lean
from bot.lean import LeftOut, is_light, leave_out, make_lean


@pytest.fixture(autouse=True)
def _imports_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setattr(sys, "modules", sys.modules.copy())


def write(folder: Path, *components: str) -> Path:
    path = folder / "config.yml"
    lines = "".join(f"  - name: {component}\n" for component in components)
    path.write_text(f"recipe: default.v1\npipeline:\n{lines}")
    return path


def test_names_of_a_left_out_package_can_be_imported_and_inherited_from() -> None:
    leave_out(["heavy_library"])

    module = importlib.import_module("heavy_library.layers.dense")
    child = type("Child", (module.Layer,), {"units": 3})

    assert child.units == 3


def test_calling_what_was_left_out_says_what_it_is() -> None:
    leave_out(["heavy_library"])
    module = importlib.import_module("heavy_library.layers")

    with pytest.raises(LeftOut, match=r"heavy_library\.layers\.Dense is left out"):
        module.Dense(3)


def test_other_packages_are_found_as_ever() -> None:
    leave_out(["heavy_library"])

    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("heavy_library_of_another_name")


@pytest.mark.parametrize("command", sorted(lean.COMMANDS))
def test_a_light_pipeline_runs_without_tensorflow(tmp_path: Path, command: str) -> None:
    config = write(tmp_path, "bot.components.mine.Mine", "RulePolicy")

    assert make_lean([command, "--model", "x.tar.gz"], config)

    with pytest.raises(LeftOut):
        importlib.import_module("tensorflow").constant(1)


@pytest.mark.parametrize("command", ["test", "data", "shell", "--version", ""])
def test_other_commands_get_all_of_rasa(tmp_path: Path, command: str) -> None:
    assert not make_lean([command], write(tmp_path, "RulePolicy"))


def test_a_pipeline_with_a_component_that_learns_gets_all_of_rasa(
    tmp_path: Path,
) -> None:
    assert not make_lean(["run"], write(tmp_path, "DIETClassifier", "RulePolicy"))
    assert not is_light(tmp_path / "missing.yml")


def test_the_pipeline_that_ships_is_light() -> None:
    assert is_light(Path(__file__).resolve().parents[3] / "config.yml")
