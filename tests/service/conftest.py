"""Fixtures of the service tests: a desk on a real SQLite file, with fakes around."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handoff.desk import Desk
from handoff.domain.principal import Customer, Person
from handoff.jobs import running_jobs
from tests.support.builders import a_customer, a_desk, an_agent, prepare_database
from tests.support.clock import ManualClock
from tests.support.fakes import FakeBot, FakeMail, FakeTriage, FakeWebhooks


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database to copy."""
    return prepare_database(tmp_path_factory.mktemp("template"))


@pytest.fixture
def bot() -> FakeBot:
    """The bot beside the desk."""
    return FakeBot()


@pytest.fixture
def triage() -> FakeTriage:
    """The rater beside the desk."""
    return FakeTriage()


@pytest.fixture
def mail() -> FakeMail:
    """The way out for letters."""
    return FakeMail()


@pytest.fixture
def webhooks() -> FakeWebhooks:
    """The way to receivers outside."""
    return FakeWebhooks()


@pytest.fixture
def clock() -> ManualClock:
    """The desk's time."""
    return ManualClock()


@pytest.fixture
async def desk(
    tmp_path: Path,
    template: Path,
    bot: FakeBot,
    triage: FakeTriage,
    mail: FakeMail,
    webhooks: FakeWebhooks,
    clock: ManualClock,
) -> AsyncIterator[Desk]:
    """An open desk."""
    async with a_desk(
        tmp_path,
        template=template,
        bot=bot,
        triage=triage,
        mail=mail,
        webhooks=webhooks,
        clock=clock,
    ) as opened:
        yield opened


@pytest.fixture
async def working(desk: Desk) -> AsyncIterator[Desk]:
    """The desk with its jobs running."""
    async with running_jobs(desk):
        yield desk


@pytest.fixture
async def ada(desk: Desk) -> Customer:
    """A customer."""
    return await a_customer(desk)


@pytest.fixture
async def maya(desk: Desk) -> Person:
    """An agent of the team that takes plain requests."""
    return await an_agent(desk)
