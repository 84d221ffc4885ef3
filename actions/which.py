"""Whether to ask which of two topics is meant: close ones are asked about, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.policies import Policies
from actions.topics import Topic
from actions.turn import Turn

ASK_WHICH = "utter_ask_which"


@dataclass(frozen=True, slots=True)
class Choice:
    """Two topics that a message may be about, the likelier one first."""

    first: Topic
    second: Topic

    def slots(self) -> dict[str, Any]:
        """The words for the two: as they are named, and as a customer says them."""
        return {
            "which_first": self.first.label,
            "which_first_say": self.first.say,
            "which_second": self.second.label,
            "which_second_say": self.second.say,
        }


def close_topics(turn: Turn, asked: str, policies: Policies) -> Choice | None:
    """The two topics to ask about; None without a doubt, or if it was just asked.

    Two sentences about two topics are no doubt: both are kept (`second_topic`). What
    goes to a person on sight is not asked about.
    """
    if turn.in_order_form or asked == "which" or turn.second_topic:
        return None
    if len(turn.ranking) < 2:
        return None
    (_, likely), (rival, less) = turn.ranking[:2]
    limits, topics = policies.bot.doubt, policies.topics
    if likely - less >= limits.margin or less < limits.least:
        return None
    first, second = topics.matter(turn.intent), topics.matter(rival)
    if first is None or second is None or first == second:
        return None
    if {first.id, second.id} & policies.escalation.topics.keys():
        return None
    return Choice(first, second)
