"""What a file of played customers may hold, and how its faults are told."""

from pathlib import Path

import pytest

from handoff.errors import PolicyFileError
from handoff.talk.script import NewConversation, Part, Pause, Say, read_parts


def read(tmp_path: Path, text: str) -> list[Part]:
    file = tmp_path / "talk.yml"
    file.write_text(text, encoding="utf-8")
    return read_parts(file)


def test_every_kind_of_turn_is_read_in_order(tmp_path: Path) -> None:
    parts = read(
        tmp_path,
        """
- id: late
  turns:
    - say: "My parcel is late"
    - pause: 0.5
    - new_conversation: true
    - say: |
        two
        lines
- id: 2
  turns: []
""",
    )

    assert parts == [
        Part(
            "late",
            (
                Say("My parcel is late"),
                Pause(0.5),
                NewConversation(),
                Say("two\nlines\n"),
            ),
        ),
        Part("2", ()),
    ]


def test_words_that_yaml_takes_for_values_stay_words(tmp_path: Path) -> None:
    text = "- {id: a, turns: [{say: yes}, {say: 4471}, {say: null}, {say: 2026-01-01}]}"

    (part,) = read(tmp_path, text)

    assert part.steps == (Say("yes"), Say("4471"), Say("null"), Say("2026-01-01"))


def test_unknown_keys_are_passed_over(tmp_path: Path) -> None:
    text = "- {id: a, expect: {owner: bot}, turns: [{say: hi, ask: 1}, {note: later}]}"

    assert read(tmp_path, text) == [Part("a", (Say("hi"),))]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", None, "empty"),
        ("id: a", 1, "list"),
        ("- hello", 1, "`id`"),
        ("- turns: []", 1, "`id`"),
        ("- id: a", 1, "`turns`"),
        ("- id: a\n  turns: hello", 2, "list"),
        ("- id: a\n  turns:\n    - hello", 3, "turn"),
        ("- id: a\n  turns:\n    - say: [1]", 3, "`say`"),
        ("- id: a\n  turns:\n    - pause: soon", 3, "`pause`"),
        ("- id: a\n  turns:\n    - pause: -1", 3, "`pause`"),
        ("- id: [1]\n  turns: []", 1, "`id`"),
        ("- id: a\n  turns: [", 2, ""),
        ("- id: 'a\n", 2, ""),
    ],
)
def test_a_fault_names_its_file_line_and_reason(
    tmp_path: Path, text: str, line: int | None, reason: str
) -> None:
    with pytest.raises(PolicyFileError) as fault:
        read(tmp_path, text)

    assert fault.value.line == line
    assert reason in fault.value.reason
    assert "talk.yml" in str(fault.value)


def test_a_file_that_is_not_there_is_a_clear_fault(tmp_path: Path) -> None:
    with pytest.raises(PolicyFileError):
        read_parts(tmp_path / "missing.yml")


def test_a_file_that_is_not_text_is_a_clear_fault(tmp_path: Path) -> None:
    file = tmp_path / "talk.yml"
    file.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(PolicyFileError):
        read_parts(file)
