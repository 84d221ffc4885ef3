"""The trained model finds the topics of messages that it was not trained on."""

import json
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from handoff.gateways import training
from tests.support.checkout import ROOT

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(240)]

STORIES = 40
SCOPE = "out_of_scope"


@pytest.fixture(scope="module")
def model() -> Path:
    """Return the model of the inputs as they are."""
    current = training.current_model(ROOT)
    if current is None or not training.is_current(ROOT):
        pytest.skip("the model is not trained on these inputs: run firstline train")
    return ROOT / "models" / current.file


@cache
def understood(model: Path, texts: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return what the model makes of each text."""
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    command = [training.bot_python(ROOT), "-m", "bot.understanding"]
    done = subprocess.run(
        [*command, "answer", "--model", str(model)],
        cwd=ROOT,
        input=lines.encode(),
        capture_output=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def rows(name: str) -> list[dict[str, str]]:
    content = (ROOT / "data" / "understanding" / name).read_text("utf-8")
    return [json.loads(line) for line in content.splitlines()]


def shares(model: Path, asked: Sequence[dict[str, str]]) -> tuple[float, float]:
    """Return the share whose topic is right, and the share wrongly answered."""
    found = understood(model, tuple(row["text"] for row in asked))
    pairs = list(zip((row["topic"] for row in asked), found, strict=True))
    right = [answer["topic"] == topic for topic, answer in pairs]
    wrong = [a["accepted"] and a["topic"] != topic for topic, a in pairs]
    return sum(right) / len(pairs), sum(wrong) / len(pairs)


def test_short_messages_are_understood(model: Path) -> None:
    right, wrong = shares(model, rows("golden.jsonl")[:-STORIES])

    assert right >= 0.93
    assert wrong <= 0.04


def test_the_topic_is_found_in_long_stories(model: Path) -> None:
    stories = rows("golden.jsonl")[-STORIES:] + rows("stories.jsonl")

    right, wrong = shares(model, stories)

    assert right >= 0.8
    assert wrong <= 0.08


def test_a_bare_wish_for_money_or_to_cancel_is_understood(model: Path) -> None:
    wishes = {
        "I want a refund": {"return_how"},
        "I want my money back": {"return_how"},
        "refund please": {"return_how"},
        "Can I get a refund?": {"return_how"},
        "cancel my order": {"return_how"},
        "where is my money": {"refund_status"},
        "when will i get my money": {"refund_status"},
        "cancel my subscription": {"subscription_cancel"},
    }

    found = understood(model, tuple(wishes))

    said = {text: a["topic"] for text, a in zip(wishes, found, strict=True)}
    assert all(answer["accepted"] for answer in found), said
    assert not {text: said[text] for text in wishes if said[text] not in wishes[text]}
