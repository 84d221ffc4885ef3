"""The bot's model: whether it fits what it is made from, and training it anew."""

import asyncio
import fcntl
import hashlib
import json
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from handoff.gateways.additions import write_additions
from handoff.gateways.child import Process, Spec
from handoff.gateways.training_progress import Progress, Report, TrainingError

# Everything the trained model depends on, as patterns below the project's root.
INPUTS = (
    "config.yml",
    "domain.yml",
    "data/nlu/**/*.yml",
    "data/rules/**/*.yml",
    "data/stories/**/*.yml",
    "data/understanding/**/*.yml",
    "bot/components/**/*.py",
    "bot/understanding/**/*.py",
    "bot/importer.py",
    "bot/requirements.lock",
    "models/encoder.json",
    "models/additions.json",
)
MODEL_FILES = "firstline-*.tar.gz"
OLD_MODELS_KEPT = 2
"""Beside the model in service and the one before it."""
TRAINING_DATA = ("data/nlu", "data/rules", "data/stories")
ADDITIONS = "models/additions.json"
"""What the company adds to the shipped examples, as the model in service was told."""
__all__ = [
    "Model",
    "Report",
    "TrainingError",
    "adopt",
    "bot_python",
    "current_model",
    "ensure_model",
    "inputs_hash",
    "is_current",
    "train_candidate",
]

QUIET_RASA = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    # numpy's helper threads spin while they wait, which costs the other processes.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "SANIC_HOST": "127.0.0.1",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONUNBUFFERED": "1",
}


@dataclass(frozen=True, slots=True)
class Model:
    """A trained model: its file below models/, that file's hash, its inputs' hash."""

    file: str
    sha256: str
    inputs: str


def bot_python(root: Path) -> Path:
    """The Python of the bot's own environment."""
    return root / ".venv-bot" / "bin" / "python"


def inputs_hash(root: Path, additions: bytes | None = None) -> str:
    """The hash of every file that the model depends on, names included.

    `additions` stand in for the file of that name.
    """
    files = [
        (path.relative_to(root).as_posix(), path.read_bytes()) for path in _inputs(root)
    ]
    if additions is not None:
        files = [one for one in files if one[0] != ADDITIONS]
        files.append((ADDITIONS, additions))
    total = hashlib.sha256()
    for name, content in files:
        total.update(f"{name} {hashlib.sha256(content).hexdigest()}\n".encode())
    return total.hexdigest()


def _inputs(root: Path) -> Iterator[Path]:
    for pattern in INPUTS:
        yield from sorted(path for path in root.glob(pattern) if path.is_file())


def current_model(root: Path) -> Model | None:
    """The model last trained here, None if there is none or its file is gone."""
    models = root / "models"
    try:
        model = Model(**json.loads((models / "current.json").read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return model if (models / model.file).is_file() else None


def is_current(root: Path) -> bool:
    """Whether the trained model was made from the inputs as they are now."""
    model = current_model(root)
    return model is not None and model.inputs == inputs_hash(root)


async def ensure_model(root: Path, report: Report, *, force: bool = False) -> Model:
    """A model that fits its inputs exists and is the current one.

    Two callers at once train once: the second waits for the first.

    Raises:
        TrainingError: Rasa refused the data or could not be started.
    """
    async with _alone(root / "models"):
        model = current_model(root)
        if model and not force and model.inputs == inputs_hash(root):
            return model
        return await _train(root, report)


@asynccontextmanager
async def _alone(models: Path) -> AsyncIterator[None]:
    with (models / ".training.lock").open("w") as lock:
        await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
        yield


async def train_candidate(root: Path, additions: bytes, report: Report) -> Model:
    """A model of the shipped data with these additions lies beside the current one.

    Raises:
        TrainingError: Rasa refused the data or could not be started.
    """
    async with _alone(root / "models"):
        return await _train_with(root, additions, report)


def adopt(root: Path, model: Model, additions: bytes | None) -> None:
    """The model, made with these additions, serves after every start from now on."""
    if additions is None:
        (root / ADDITIONS).unlink(missing_ok=True)
    else:
        _replace(root / ADDITIONS, additions)
    before = current_model(root)
    content = json.dumps(asdict(model), indent=2) + "\n"
    _replace(root / "models" / "current.json", content.encode())
    _forget(root / "models", keep={model.file, before.file if before else ""})


def _forget(models: Path, *, keep: set[str]) -> None:
    """Old models are gone; these stay, and the newest for whoever goes back further."""
    found = [path for path in models.glob(MODEL_FILES) if path.name not in keep]
    found.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in found[OLD_MODELS_KEPT:]:
        path.unlink(missing_ok=True)


def _replace(path: Path, content: bytes) -> None:
    written = path.with_name(f".{path.name}-{os.getpid()}")
    written.write_bytes(content)
    written.replace(path)


async def _train(root: Path, report: Report) -> Model:
    file = root / ADDITIONS
    additions = file.read_bytes() if file.is_file() else None
    model = await _train_with(root, additions, report)
    adopt(root, model, additions)
    return model


async def _train_with(root: Path, additions: bytes | None, report: Report) -> Model:
    inputs = inputs_hash(root, additions)
    models, name = root / "models", f"firstline-{inputs[:12]}.tar.gz"
    progress = Progress(root, report)
    with tempfile.TemporaryDirectory(dir=models, prefix=".training-") as scratch:
        folder = Path(scratch)
        options = _sources(root, folder, additions)
        code = await _rasa_train(root, folder, name, options, progress)
        trained = folder / name
        if code or not trained.exists():
            raise TrainingError(progress.complaint(code))
        trained.replace(models / name)
    with (models / name).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    report(name, 1.0)
    return Model(name, digest, inputs)


def _sources(root: Path, folder: Path, additions: bytes | None) -> list[str]:
    """Where Rasa finds domain and data: the shipped files, and additions beside."""
    data = [name for name in TRAINING_DATA if (root / name).is_dir()]
    domain = Path("domain.yml")
    if additions is not None:
        domain = write_additions(root, folder, additions)
        data.append(str(folder / "data"))
    return ["--domain", str(domain), "--data", *data]


async def _rasa_train(
    root: Path, out: Path, name: str, sources: list[str], progress: "Progress"
) -> int:
    rasa = [str(bot_python(root)), "-m", "bot", "train", "--config", "config.yml"]
    # Rasa's cache looks at configuration and data, not at the components' code. Its
    # validation takes as long as the start and is the tests' work (tests/contracts).
    result = ["--out", str(out), "--fixed-model-name", name, "--force"]
    command = [*rasa, *sources, *result, "--skip-validation"]
    env = QUIET_RASA | {"RASA_MAX_CACHE_SIZE": "0"}
    spec = Spec(name="train", command=lambda: command, cwd=root, env=env)
    process = await Process.start(spec)
    output = asyncio.create_task(process.pass_on(progress.take))
    try:
        code = await process.wait()
        await output
        return code
    finally:
        await process.stop(patience=2)
        output.cancel()
