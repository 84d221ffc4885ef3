"""The desk itself: everything a service needs, opened once and closed cleanly."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from sqlalchemy import Connection, insert, select

from handoff.clock import Clock, SystemClock
from handoff.config import Settings
from handoff.domain.event import Committed
from handoff.domain.figures import Figures
from handoff.domain.mail import Mails
from handoff.domain.notice import Notice
from handoff.domain.policy import Policies
from handoff.domain.script import Published
from handoff.domain.studio import StudioPolicy
from handoff.domain.time_policy import Timeline
from handoff.domain.words import Words
from handoff.gateways.bot import BotGateway, HttpBot
from handoff.gateways.mail import MailGateway, choose_mail
from handoff.gateways.triage import NoTriage, TriageGateway, WorkerTriage
from handoff.gateways.webhook import HttpWebhooks, WebhookGateway
from handoff.ids import Ids, SystemIds
from handoff.linter import Linter
from handoff.passwords import Passwords
from handoff.storage.engine import (
    WriterLock,
    reader_engine,
    sqlite_file,
    writer_engine,
)
from handoff.storage.lint import read_linter
from handoff.storage.mails import read_mails
from handoff.storage.migrate import require_head
from handoff.storage.people import keep_teams
from handoff.storage.policies import (
    read_policies,
    read_studio_policy,
    read_words,
)
from handoff.storage.policy_versions import read_stored
from handoff.storage.reader import Reader
from handoff.storage.script_files import Shipped, read_shipped
from handoff.storage.script_uses import read_script_places
from handoff.storage.scripts import Current, read_current, shipped_version, take_over
from handoff.storage.studio_policies import StudioPolicies, read_studio_policies
from handoff.storage.tables import meta
from handoff.storage.time_rules import keep_rules, read_timeline
from handoff.storage.unit import Unit
from handoff.storage.writer import Writer

log = structlog.get_logger()


@dataclass(kw_only=True)
class Desk:
    """What services work with; edges add their listeners to the two lists.

    `on_commit` is called on the event loop after each commit, with all of its
    events in order; `on_notice` with passing news. Neither is awaited.
    """

    settings: Settings
    clock: Clock
    ids: Ids
    writer: Writer
    reader: Reader
    bot: BotGateway
    triage: TriageGateway
    mail: MailGateway
    webhooks: WebhookGateway
    policies: Policies
    studio: StudioPolicies
    timeline: Timeline
    words: Words
    mails: Mails
    passwords: Passwords
    linter: Linter
    editing: StudioPolicy
    script_places: dict[str, list[str]]
    current: Current
    stream_id: str
    lock: WriterLock | None
    changing_policies: asyncio.Lock = field(default_factory=asyncio.Lock)
    figures: dict[str, Figures] = field(default_factory=dict)
    on_commit: list[Callable[[list[Committed]], None]] = field(default_factory=list)
    on_notice: list[Callable[[Notice], None]] = field(default_factory=list)

    @property
    def bot_ready(self) -> bool:
        """Whether the bot can answer now."""
        return self.bot.ready

    @property
    def scripts(self) -> Published:
        """What the bot and the desk say now."""
        return self.current.published

    def tell(self, notice: Notice) -> None:
        """Every listener has been told the passing news."""
        for listener in self.on_notice:
            listener(notice)

    async def close(self) -> None:
        """Everything accepted is stored, and every file and socket is closed."""
        await self.bot.close()
        self.triage.close()
        await self.webhooks.close()
        self.reader.close()
        await self.writer.stop()
        if self.lock is not None:
            self.lock.release()


async def open_desk(
    settings: Settings,
    *,
    clock: Clock | None = None,
    ids: Ids | None = None,
    bot: BotGateway | None = None,
    triage: TriageGateway | None = None,
    mail: MailGateway | None = None,
    webhooks: WebhookGateway | None = None,
    passwords: Passwords | None = None,
    guest: bool = False,
) -> Desk:
    """A desk on the settings' database, with policies, words and scripts loaded.

    Args:
        settings: how this desk runs.
        clock: time; the machine's own when not given.
        ids: names and secrets; the system's own when not given.
        bot: the bot; the one at `settings.bot_url` when not given.
        triage: the rater of unseen messages; worker processes when not given.
        mail: takes letters; what the settings name when not given.
        webhooks: calls receivers outside; over HTTP when not given.
        passwords: how passwords are hashed; argon2id when not given.
        guest: whether a desk may run beside, for a few rows from a command.

    Raises:
        PolicyFileError: a file in the content folder is wrong.
        SchemaMismatch: the database must be migrated first.
        SecondWriter: another desk already writes to this database.
    """
    clock, ids = clock or SystemClock(), ids or SystemIds()
    studio = read_studio_policies(settings.content_dir)
    words = read_words(settings.content_dir)
    mails = read_mails(settings.content_dir)
    shipped = read_shipped(settings.content_dir)
    url = settings.effective_database_url
    file = sqlite_file(url)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    lock = WriterLock(file, guest=guest) if file is not None else None
    try:
        reader = Reader(
            reader_engine(url, size=settings.readers), threads=settings.readers
        )
        stored = await reader.read(_check_schema)
        policies = read_policies(settings.content_dir, stored)
        editing = read_studio_policy(settings.content_dir, stored)
        linter = read_linter(settings.content_dir, policies.time.rules.levels)
        fan_out: list[Callable[[list[Committed]], None]] = []
        writer = Writer(
            writer_engine(url), clock, lock=lock, guest=guest, on_commit=fan_out
        )
        await writer.start()
    except BaseException:
        if lock is not None:
            lock.release()
        raise

    def prepare(unit: Unit) -> tuple[str, Current]:
        connection = unit.sql()
        keep_teams(connection, policies.routing.teams)
        keep_rules(connection, policies.time, now=unit.now)
        if not guest:
            _keep_scripts(unit, shipped)
        current = read_current(connection, unit.now)
        return _keep_stream_id(connection, ids.new("str")), current

    stream_id, current = await writer.change(prepare)
    return Desk(
        settings=settings,
        clock=clock,
        ids=ids,
        writer=writer,
        reader=reader,
        bot=bot or HttpBot(settings, clock),
        triage=triage or _triage(settings),
        mail=mail or choose_mail(settings, clock),
        webhooks=webhooks or HttpWebhooks(settings, clock),
        policies=policies,
        studio=studio,
        timeline=await reader.read(read_timeline),
        words=words,
        mails=mails,
        passwords=passwords or Passwords(),
        linter=linter,
        editing=editing,
        script_places=read_script_places(settings.content_dir),
        current=current,
        stream_id=stream_id,
        lock=lock,
        on_commit=fan_out,
    )


def _triage(settings: Settings) -> TriageGateway:
    if settings.triage_workers == 0:
        return NoTriage()
    return WorkerTriage(settings)


def _check_schema(connection: Connection) -> dict[str, str]:
    """The policies that an admin has put into force."""
    require_head(connection)
    return read_stored(connection)


def _keep_scripts(unit: Unit, shipped: Shipped) -> None:
    """New shipped files are taken over; what people wrote stays."""
    connection = unit.sql()
    if shipped_version(connection) == shipped.version:
        return
    taken = take_over(connection, shipped, now=unit.now)
    log.info(
        "scripts.taken_over",
        added=len(taken.added),
        changed=len(taken.changed),
        retired=len(taken.retired),
        left_to_people=taken.offered,
    )


def _keep_stream_id(connection: Connection, fresh: str) -> str:
    """The name of this log; clients start over when it is another one."""
    known = connection.scalar(select(meta.c.value).where(meta.c.key == "stream_id"))
    if known is None:
        connection.execute(insert(meta).values(key="stream_id", value=fresh))
    return known or fresh
