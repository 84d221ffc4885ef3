"""What `rasa init` would run, trained on our data: the yardstick of a bot turn."""

import asyncio
import hashlib
import json
import os
import re
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import aiohttp
import yaml

from bench.subject import free_port
from deploy import layout
from deploy.install import uv_environment
from handoff.config import ROOT
from handoff.gateways import training

NAME = "stock.tar.gz"
USUAL = "jsonschema==4.17.3"
START_SECONDS = 300.0
# What Rasa takes where a project names no pipeline, as after `rasa init`.
_DEFAULTS = "rasa/engine/recipes/config_files/default_config.yml"
# A turn takes as long with untrained weights as with trained ones, and Rasa's hundred
# epochs on our data take hours: its speed is measured here, never its understanding.
_EPOCHS = re.compile(r"epochs: \d+")
_ACTIONS = '''\
"""One custom action, which answers every topic."""

from rasa_sdk import Action


class ActionAnswer(Action):
    def name(self):
        return "action_answer"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="I'm sorry to hear that. Let me look into it.")
        return []
'''
QUIET = {**training.QUIET_RASA, "SQLALCHEMY_WARN_20": "0"}


@dataclass(frozen=True, slots=True)
class RasaServer:
    """A running Rasa with its REST channel, its processes, what its start took."""

    url: str
    pid: int
    seconds: float
    actions: int = 0


def stock_folder() -> Path:
    """The project as files below var/bench, in a folder named by its content."""
    files = _files()
    digest = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()
    folder = ROOT / "var" / "bench" / f"stock-{digest[:12]}"
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_text(content)
    return folder


async def train_stock(folder: Path) -> float | None:
    """Its library and model exist; the seconds that training took, None if there were.

    One epoch takes minutes: it is trained once for each state of the data.
    """
    await _add_library(folder)
    if (folder / "models" / NAME).is_file():
        return None
    began = perf_counter()
    command = ["train", "--fixed-model-name", NAME, "--skip-validation"]
    with (folder / "train.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(str(training.bot_python(ROOT)), "-m", "rasa", *command),
            cwd=folder,
            env={**os.environ, **QUIET},
            stdout=log,
            stderr=log,
        )
        if await process.wait():
            raise RuntimeError(f"the stock pipeline cannot be trained: {log.name}")
    return perf_counter() - began


@asynccontextmanager
async def stock(folder: Path) -> AsyncIterator[RasaServer]:
    """The stock bot and its action server run inside the block."""
    port = free_port()
    sdk = ["-m", "rasa_sdk", "--actions", "actions", "-p", str(port)]
    model = folder / "models" / NAME
    url = f"http://127.0.0.1:{port}/webhook"
    async with (
        _rasa_process(sdk, folder, folder / "actions.log") as actions,
        rasa(model, folder, actions_url=url) as server,
    ):
        yield replace(server, actions=actions.pid)


@asynccontextmanager
async def rasa(
    model: Path, folder: Path, *, actions_url: str, cwd: Path | None = None
) -> AsyncIterator[RasaServer]:
    """Rasa as it comes serves the model inside the block: all of it, REST channel."""
    port = free_port()
    endpoints, credentials = folder / "endpoints.yml", folder / "credentials.yml"
    endpoints.write_text(yaml.safe_dump({"action_endpoint": {"url": actions_url}}))
    credentials.write_text("rest:\n")
    command = [
        *("-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(port)),
        *("--model", str(model), "--endpoints", str(endpoints)),
        *("--credentials", str(credentials)),
    ]
    began, url = perf_counter(), f"http://127.0.0.1:{port}"
    log = folder / f"run-{port}.log"
    async with _rasa_process(command, cwd or folder, log) as process:
        await _until_up(url)
        yield RasaServer(url, process.pid, perf_counter() - began)


async def rest_turn(
    web: aiohttp.ClientSession, server: RasaServer, sender: str, text: str
) -> float:
    """Milliseconds of one turn over the REST channel."""
    asked = {"sender": sender, "message": text}
    began = perf_counter()
    async with web.post(f"{server.url}/webhooks/rest/webhook", json=asked) as answer:
        answer.raise_for_status()
        if not await answer.json():
            raise RuntimeError(f"{server.url}: no answer to {text!r}")
    return (perf_counter() - began) * 1000


async def _add_library(folder: Path) -> None:
    """What pip chooses beside Rasa, where our lock holds a quicker older one, is there.

    Raises:
        RuntimeError: it cannot be fetched.
    """
    if (folder / "lib").is_dir():
        return
    command = ["pip", "install", "-q", "--no-deps", "--target", str(folder / "lib")]
    process = await asyncio.create_subprocess_exec(
        *(str(layout.UV), *command, "--python", str(training.bot_python(ROOT)), USUAL),
        env={**os.environ, **uv_environment()},
    )
    if await process.wait():
        raise RuntimeError(f"{USUAL} cannot be fetched")


async def _until_up(url: str) -> None:
    async with asyncio.timeout(START_SECONDS), aiohttp.ClientSession() as web:
        while True:
            try:
                async with web.get(f"{url}/webhooks/rest/") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.05)


@asynccontextmanager
async def _rasa_process(
    command: list[str], cwd: Path, log: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            *(str(training.bot_python(ROOT)), *command),
            cwd=cwd,
            env={**os.environ, **QUIET, "PYTHONPATH": str(cwd / "lib")},
            stdout=out,
            stderr=out,
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def _files() -> Mapping[str, str]:
    [defaults] = (ROOT / ".venv-bot" / "lib").glob(f"python*/site-packages/{_DEFAULTS}")
    config = _EPOCHS.sub("epochs: 1", defaults.read_text(encoding="utf-8"))
    files = {"config.yml": config, "actions.py": _ACTIONS}
    topics: list[str] = []
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        content = path.read_text(encoding="utf-8")
        files[f"data/{path.name}"] = content
        topics += (block["intent"] for block in yaml.safe_load(content)["nlu"])
    version = {"version": "3.1"}
    files["domain.yml"] = yaml.safe_dump(
        {**version, "intents": topics, "actions": ["action_answer"]}
    )
    files["data/rules.yml"] = yaml.safe_dump(
        {**version, "rules": [_rule(topic) for topic in [*topics, "nlu_fallback"]]}
    )
    files["data/stories.yml"] = yaml.safe_dump(
        {**version, "stories": [_story(topic) for topic in topics]}
    )
    return files


def _rule(topic: str) -> dict[str, object]:
    steps = [{"intent": topic}, {"action": "action_answer"}]
    return {"rule": topic, "steps": steps}


def _story(topic: str) -> dict[str, object]:
    said = ("greet", topic, "thanks")
    steps = [s for t in said for s in ({"intent": t}, {"action": "action_answer"})]
    return {"story": topic, "steps": steps}


if __name__ == "__main__":
    sys.stdout.write(f"{asyncio.run(train_stock(stock_folder()))}\n")
