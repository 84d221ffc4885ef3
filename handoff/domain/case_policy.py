"""What a company decides about its complaint cases: data/policies, checked at load."""

from typing import Annotated, Final

import msgspec

from handoff.domain.repeat_ask import RepeatAskPolicy

Id = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]*$", max_length=40)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Positive = Annotated[int, msgspec.Meta(gt=0)]

COMPLAINT: Final = "complaint"
"""The kind of the topics that express dissatisfaction."""


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of a list that people choose from."""

    id: Id
    name: Name


class ComplaintPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a case is opened, and what may be given; data/policies/complaints.yml."""

    version: int
    opens_on: list[str]
    reopen_days: Positive
    previous_shown: Annotated[int, msgspec.Meta(ge=1, le=3)]
    remedies: Annotated[list[Named], msgspec.Meta(min_length=1)]


class ProblemRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many complaints of one cause, in how many days, are a problem."""

    count: Annotated[int, msgspec.Meta(ge=2)]
    days: Positive


class RootCausePolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why complaints happen; data/policies/root_causes.yml."""

    version: int
    problem: ProblemRule
    causes: Annotated[list[Named], msgspec.Meta(min_length=1)]


class CheckInChoice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A moment after the resolution; no hours mean that nobody asks."""

    id: Id
    name: Name
    hours: Positive | None


class CheckIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When customers are asked whether it is settled."""

    default: Id
    choices: Annotated[list[CheckInChoice], msgspec.Meta(min_length=1)]
    busy_hours: Positive
    answer_days: Positive

    def choice(self, choice_id: str) -> CheckInChoice | None:
        """The choice of that id."""
        return next((one for one in self.choices if one.id == choice_id), None)


class AnswerWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How customers answer in their own words, in lower case without marks."""

    yes: Annotated[list[str], msgspec.Meta(min_length=1)]
    unless: list[str]
    nothing: list[str]


class FollowUpPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How customers hear from us; data/policies/followup.yml."""

    version: int
    check_in: CheckIn
    best_score: Annotated[int, msgspec.Meta(ge=2, le=10)]
    handled: Annotated[list[Named], msgspec.Meta(min_length=2)]
    answers: AnswerWords
    status_update_hours: Positive


class TopicInfo(msgspec.Struct, frozen=True):
    """What the desk must know of a topic; the bot knows more."""

    kind: str
    label: str


class TopicList(msgspec.Struct, frozen=True):
    """The topics of data/policies/topics.yml."""

    topics: dict[str, TopicInfo]


class CasePolicies(msgspec.Struct, frozen=True):
    """Everything that is decided about cases."""

    complaints: ComplaintPolicy
    root_causes: RootCausePolicy
    follow_up: FollowUpPolicy
    repeat_ask: RepeatAskPolicy
    topics: dict[str, TopicInfo]

    def expresses_dissatisfaction(
        self, topic: str | None, priority: str | None
    ) -> bool:
        """Whether a conversation of this topic and priority is a complaint."""
        info = self.topics.get(topic or "")
        about = info is not None and info.kind == COMPLAINT
        return about or priority in self.complaints.opens_on

    def topic_label(self, topic: str | None) -> str | None:
        """How the topic is named to people."""
        info = self.topics.get(topic or "")
        return None if info is None else info.label


def has(entries: list[Named], entry_id: str) -> bool:
    """Whether the list holds the entry."""
    return any(entry.id == entry_id for entry in entries)


Fault = tuple[str, list[str], str]
"""File, where in it, and what is wrong."""


def case_faults(policies: CasePolicies, priorities: set[str]) -> list[Fault]:
    """What is wrong with the policies of cases; empty when all is well."""
    wrong: list[Fault] = [
        ("complaints.yml", ["opens_on"], f"there is no priority {priority!r}")
        for priority in policies.complaints.opens_on
        if priority not in priorities
    ]
    check_in = policies.follow_up.check_in
    if check_in.choice(check_in.default) is None:
        reason = f"there is no choice {check_in.default!r}"
        wrong.append(("followup.yml", ["check_in", "default"], reason))
    choices = [Named(choice.id, choice.name) for choice in check_in.choices]
    wrong += _doubles("followup.yml", ["check_in", "choices"], choices)
    wrong += _doubles("followup.yml", ["handled"], policies.follow_up.handled)
    wrong += _doubles("complaints.yml", ["remedies"], policies.complaints.remedies)
    wrong += _doubles("root_causes.yml", ["causes"], policies.root_causes.causes)
    return wrong


def _doubles(file: str, place: list[str], entries: list[Named]) -> list[Fault]:
    ids = [entry.id for entry in entries]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    return [(file, place, f"{one!r} is listed twice") for one in twice]
