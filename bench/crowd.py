"""A database in which very many customers wait, filled without the services."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from handoff.storage.tables import conversations, customers, handoffs, memories

BEGAN = datetime(2026, 11, 22, 6, tzinfo=UTC)
PRIORITIES = 4
"""P1 to P4: nobody could take a second one of P0."""
AT_ONCE = 5_000


def fill(connection: Connection, count: int, team_ids: list[str]) -> None:
    """So many conversations wait, spread over teams and priorities."""
    for first in range(0, count, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, count))
        for table, rows in _rows(numbers, team_ids):
            connection.execute(insert(table), rows)


def _rows(numbers: range, team_ids: list[str]) -> Iterator[tuple[Any, Any]]:
    yield (
        customers,
        [
            {
                "customer_id": f"cus_{n}",
                "token_hash": f"{n:064d}",
                "verified": False,
                "locale": "en",
                "created_at": BEGAN,
            }
            for n in numbers
        ],
    )
    yield conversations, [_conversation(n, team_ids) for n in numbers]
    yield (
        memories,
        [{"conversation_id": f"cnv_{n}", "slots": {}, "rated_seq": 0} for n in numbers],
    )
    yield handoffs, [_handoff(n, team_ids) for n in numbers]


def _conversation(n: int, team_ids: list[str]) -> dict[str, Any]:
    return {
        "conversation_id": f"cnv_{n}",
        "customer_id": f"cus_{n}",
        "status": "queued",
        "owner_kind": "queue",
        "epoch": 2,
        "last_seq": 0,
        "message_count": 0,
        "chain": "",
        "sealed_seq": 0,
        "team_id": team_ids[n % len(team_ids)],
        "handoff_id": f"hof_{n}",
        "created_at": BEGAN,
    }


def _handoff(n: int, team_ids: list[str]) -> dict[str, Any]:
    # A step that shares no factor with the count spreads priorities over arrivals.
    rank = 1 + n * 7 % PRIORITIES
    return {
        "handoff_id": f"hof_{n}",
        "conversation_id": f"cnv_{n}",
        "team_id": team_ids[n % len(team_ids)],
        "reason": "customer_request",
        "reason_sentence": "The customer asked for a person.",
        "priority": f"P{rank}",
        "rank": rank,
        "due_at": BEGAN + timedelta(seconds=n),
        "arrival": n + 1,
        "status": "queued",
        "passed_on": [],
        "queued_at": BEGAN,
        "note": "",
        "wait_low": 120,
        "wait_high": 300,
    }
