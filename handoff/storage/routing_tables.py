"""Tables of routing: how people work, what was offered to whom, how pick-ups went."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table

from handoff.storage.schema import Serial, index_where, metadata, one_of, unique_where
from handoff.storage.types import JsonDocument, UtcDateTime

# People without a row work on the front line, with every skill of their teams.
work_profiles = Table(
    "work_profiles",
    metadata,
    Column("person_id", ForeignKey("people.person_id"), primary_key=True),
    Column("tier", Integer, nullable=False),
    Column("capacity", Integer),
    Column("skills", JsonDocument, nullable=False),
    Column("languages", JsonDocument, nullable=False),
    Column("idle_since", UtcDateTime),
    Column("missed", Integer, nullable=False),
)

offers = Table(
    "offers",
    metadata,
    Column("offer_id", String(40), primary_key=True),
    Column("handoff_id", ForeignKey("handoffs.handoff_id"), nullable=False),
    Column("person_id", ForeignKey("people.person_id"), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("state", String(10), nullable=False),
    Column("ended_at", UtcDateTime),
    Column("why", JsonDocument, nullable=False),
    one_of("state", "open", "accepted", "declined", "expired", "withdrawn"),
    Index("ix_offers_handoff_id", "handoff_id"),
    Index("ix_offers_ended_at", "ended_at"),
)
unique_where("uq_offers_open", offers.c.handoff_id, where="state = 'open'")
index_where("ix_offers_person_id", offers.c.person_id, where="state = 'open'")

pick_ups = Table(
    "pick_ups",
    metadata,
    Column("pick_up_id", Serial, primary_key=True),
    Column("handoff_id", ForeignKey("handoffs.handoff_id"), nullable=False),
    Column("team_id", ForeignKey("teams.team_id"), nullable=False),
    Column("person_id", ForeignKey("people.person_id"), nullable=False),
    Column("priority", String(4), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("waited_ms", BigInteger, nullable=False),
    Column("ahead", Integer, nullable=False),
    Column("low", Integer, nullable=False),
    Column("high", Integer, nullable=False),
    Index("ix_pick_ups_team_id_at", "team_id", "at"),
    Index("ix_pick_ups_at", "at"),
)
