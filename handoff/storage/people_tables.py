"""Tables of who there is: customers, people, teams, sessions."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table, Text

from handoff.storage.schema import Serial, metadata, one_of
from handoff.storage.types import UtcDateTime

customers = Table(
    "customers",
    metadata,
    Column("customer_id", String(40), primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("name", String(200)),
    Column("email", String(320)),
    Column("verified", Boolean, nullable=False),
    Column("locale", String(35), nullable=False),
    Column("page_url", Text),
    Column("created_at", UtcDateTime, nullable=False),
)

teams = Table(
    "teams",
    metadata,
    Column("team_id", String(40), primary_key=True),
    Column("name", String(100), nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("person_id", String(40), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("name_key", String(100), nullable=False, unique=True),
    Column("email", String(320), nullable=False),
    Column("email_key", String(320), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("password_is_initial", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("presence", String(10), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    one_of("role", "agent", "supervisor", "editor", "admin"),
    one_of("presence", "online", "away", "offline"),
)

team_members = Table(
    "team_members",
    metadata,
    Column("person_id", ForeignKey("people.person_id"), primary_key=True),
    Column("team_id", ForeignKey("teams.team_id"), primary_key=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("session_id", String(40), primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("person_id", ForeignKey("people.person_id"), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("failure_id", Serial, primary_key=True),
    Column("key", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_sign_in_failures_key_at", "key", "at"),
)
