"""Earlier complaints about the same matter count when a message is rated."""

from __future__ import annotations

from typing import Any

import pytest

from actions.policies import Policies
from tests.support.trackers import FixedRater, a_tracker
from tests.unit.actions.test_listen import listen


def _earlier(topic: str, opened_at: str) -> dict[str, Any]:
    return {
        "reference": "FL-7K3M-Q2",
        "topic": topic,
        "status": "open",
        "opened_at": opened_at,
        "order_number": None,
    }


async def test_coming_back_within_a_week_about_the_same_matter_counts(
    policies: Policies,
) -> None:
    rater = FixedRater()
    previous = [_earlier("late_delivery", "2026-11-15T09:00:00.000Z")]
    tracker = a_tracker("still late", "late_delivery", slots={"previous": previous})

    await listen(policies, tracker, rater)

    assert [known.contacts for known in rater.histories if known] == [1]


@pytest.mark.parametrize(
    ("topic", "opened_at"),
    [
        ("late_delivery", "2026-11-01T09:00:00.000Z"),
        ("damaged_item", "2026-11-19T09:00:00.000Z"),
        ("late_delivery", "never"),
    ],
)
async def test_an_old_or_another_matter_is_no_repeated_contact(
    policies: Policies, topic: str, opened_at: str
) -> None:
    tracker = a_tracker(
        "it is late", "late_delivery", slots={"previous": [_earlier(topic, opened_at)]}
    )

    rater = FixedRater()
    await listen(policies, tracker, rater)

    assert [known.contacts for known in rater.histories if known] == [0]
