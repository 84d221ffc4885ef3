"""The training examples and the golden utterances keep to their form."""

import json
import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
# Owned by the language check: its examples are not of a topic.
NOT_A_TOPIC = {"non_english"}
LEAST_EXAMPLES = 25
PER_TOPIC = 5
STORIES = 40


@cache
def examples() -> dict[str, list[str]]:
    """Return the examples of every topic, as written."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        for block in document["nlu"]:
            if block["intent"] in NOT_A_TOPIC:
                continue
            assert block["intent"] not in found, f"{path}: {block['intent']} twice"
            found[block["intent"]] = block["examples"].splitlines()
    return found


@cache
def golden() -> list[dict[str, str]]:
    """Return the golden lines, in any order: some of them are whole stories."""
    path = ROOT / "data" / "understanding" / "golden.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def plain(text: str) -> str:
    """Return what is left when case, marks and spacing do not count."""
    return " ".join(re.sub(r"[^\w\s]", "", text.lower()).split())


def test_every_topic_has_enough_examples() -> None:
    few = {t: len(e) for t, e in examples().items() if len(e) < LEAST_EXAMPLES}
    assert not few


def test_every_example_is_plain_text_on_a_line_of_its_own() -> None:
    wrong = [
        line
        for lines in examples().values()
        for line in lines
        if not re.fullmatch(r"- [^\s/\[\]{}\\][^\[\]{}\\]*\S|- \w", line)
    ]
    assert not wrong


def test_no_example_is_given_twice_in_any_topic() -> None:
    topics: dict[str, list[str]] = defaultdict(list)
    for topic, lines in examples().items():
        for line in lines:
            topics[plain(line[2:])].append(topic)
    assert not {text: found for text, found in topics.items() if len(found) > 1}


def test_no_golden_utterance_is_trained_on() -> None:
    trained = {plain(line[2:]) for lines in examples().values() for line in lines}
    assert not [row["text"] for row in golden() if plain(row["text"]) in trained]


def test_golden_utterances_cover_every_topic() -> None:
    rows = Counter(row["topic"] for row in golden())
    assert rows.keys() == examples().keys()
    assert not {topic: n for topic, n in rows.items() if n < PER_TOPIC}


def test_golden_utterances_hold_whole_stories_too() -> None:
    ends = [len(re.findall(r"[.!?](\s|$)", row["text"])) for row in golden()]
    assert sum(sentences >= 2 for sentences in ends) >= STORIES
