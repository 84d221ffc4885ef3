"""Ready-made desks, customers and agents for tests."""

import shutil
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
from argon2 import PasswordHasher

from handoff.clock import Clock
from handoff.config import Settings
from handoff.desk import Desk, open_desk
from handoff.domain.event import EventType
from handoff.domain.principal import Customer, Person, Role
from handoff.domain.profile import USUAL, Profile
from handoff.domain.views import Received, Sent
from handoff.domain.webhook import Webhook, WebhookPolicy
from handoff.passwords import Passwords
from handoff.services import customers, handoffs, messages, people
from handoff.services.resolutions import Resolution
from handoff.storage import events
from handoff.storage.migrate import migrate
from tests.support.clock import ManualClock
from tests.support.fakes import FakeBot, FakeMail, FakeTriage, FakeWebhooks

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Tests need passwords that work, not ones that withstand an attacker."""


SETTLED = Resolution(
    outcome="refunded", remedy="refund", root_cause="carrier_late", follow_up=None
)
"""A resolution that the shipped policies know, with the usual check-in."""


def prepare_database(folder: Path) -> Path:
    """A database of the present schema, to be copied for each test."""
    file = folder / "template.db"
    migrate(f"sqlite+pysqlite:///{file}")
    return file


def settings_in(folder: Path, **given: Any) -> Settings:
    """Settings of a desk whose data lie in the folder."""
    return Settings(data_dir=folder, **given)


@asynccontextmanager
async def a_desk(
    folder: Path,
    *,
    template: Path | None = None,
    bot: FakeBot | None = None,
    triage: FakeTriage | None = None,
    mail: FakeMail | None = None,
    webhooks: FakeWebhooks | None = None,
    clock: Clock | None = None,
    **given: Any,
) -> AsyncIterator[Desk]:
    """An open desk in the folder; opened again in the same folder it is the same."""
    settings = settings_in(folder, **given)
    _lay_out(settings, template)
    desk = await open_desk(
        settings,
        clock=clock or ManualClock(),
        bot=bot or FakeBot(),
        triage=triage or FakeTriage(),
        mail=mail or FakeMail(),
        webhooks=webhooks or FakeWebhooks(),
        passwords=Passwords(CHEAP),
    )
    try:
        yield desk
    finally:
        await desk.close()


async def a_customer(desk: Desk, name: str | None = "Ada") -> Customer:
    """A fresh customer."""
    made = await customers.start_session(desk, name=name, locale="en", page_url=None)
    return Customer(customer_id=made.customer_id)


async def an_agent(
    desk: Desk,
    name: str = "Maya",
    *,
    role: Role = Role.AGENT,
    teams: Iterable[str] = ("care", "delivery"),
    profile: Profile = USUAL,
) -> Person:
    """A fresh person who can take handoffs of these teams."""
    made = await people.add_person(
        desk,
        name=name,
        email=f"{name.lower()}@example.com",
        role=role,
        team_ids=tuple(teams),
        password="correct horse battery",
        profile=profile,
    )
    return Person(
        person_id=made.person.id, name=name, role=role, team_ids=frozenset(teams)
    )


async def say(
    desk: Desk,
    who: Customer,
    text: str,
    *,
    cmid: str | None = None,
    conversation_id: str | None = None,
) -> Received:
    """The customer's message, stored."""
    return await messages.receive_customer_message(
        desk,
        who,
        conversation_id=conversation_id,
        cmid=cmid or desk.ids.secret()[:32].replace("_", "-"),
        text=text,
    )


def _lay_out(settings: Settings, template: Path | None) -> None:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if template is not None and not settings.sqlite_path.exists():
        shutil.copy(template, settings.sqlite_path)


async def queued(desk: Desk, who: Customer) -> tuple[str, str]:
    """A conversation that waits: its id and its handoff's."""
    received = await say(desk, who, "My parcel 4471-0093 is late. Where is it?")
    await handoffs.request_by_customer(desk, who, conversation_id=None)
    snapshot = await desk.reader.read(
        lambda connection: events.read_since(
            connection, received.conversation_id, since=0, limit=100, internal=True
        )
    )
    queued_event = next(e for e in snapshot if e.type is EventType.HANDOFF_QUEUED)
    return received.conversation_id, queued_event.data["handoff_id"]


async def reply(
    desk: Desk, who: Person, conversation_id: str, epoch: int, seq: int = 99
) -> Sent:
    """The agent's message."""
    return await messages.send_agent_message(
        desk,
        who,
        conversation_id=conversation_id,
        cmid=desk.ids.new("m").replace("_", "-"),
        text="I will look into it now.",
        epoch=epoch,
        last_seq=seq,
    )


def hook(desk: Desk, name: str, *kinds: str) -> None:
    """The desk tells https://<name>.example/ of these kinds from now on."""
    made = Webhook(
        id=name, url=f"https://{name}.example/", secret=name, kinds=list(kinds)
    )
    known = desk.policies.webhooks
    desk.policies = msgspec.structs.replace(
        desk.policies,
        webhooks=WebhookPolicy(version=1, webhooks=[*known.webhooks, made]),
    )
