"""Mail: to an SMTP server, into a folder, or nowhere yet."""

import asyncio
import hashlib
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Final, Protocol

import aiosmtplib

from handoff.clock import Clock
from handoff.config import Settings
from handoff.domain.mail import Letter
from handoff.errors import DeliveryFailed, DeliveryRefused

TIMEOUT: Final = 20.0
"""Seconds that handing over one mail may take."""
_LONGEST_REASON: Final = 300


class MailGateway(Protocol):
    """Hands letters over; the same key makes the same Message-ID, always."""

    @property
    def configured(self) -> bool:
        """Whether letters can leave at all; else they wait."""

    async def send(self, letter: Letter, *, key: str) -> None:
        """The letter is with the next server.

        Raises:
            DeliveryRefused: it will never be taken.
            DeliveryFailed: it was not taken this time.
        """


def build_message(
    letter: Letter, *, key: str, sender: str, clock: Clock
) -> EmailMessage:
    """The letter as it goes over the wire.

    Raises:
        DeliveryRefused: a line break in an address or the subject, which could smuggle
            in headers of its own (S64).
    """
    if any(mark in letter.to + letter.subject for mark in "\r\n\0"):
        raise DeliveryRefused("a line break in the receiver or the subject")
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = sender
        message["To"] = letter.to
        message["Subject"] = letter.subject
    except ValueError as error:
        raise DeliveryRefused(f"a header of the mail: {error}") from error
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    name = hashlib.sha256(key.encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{name}@{domain}>"
    message["Date"] = format_datetime(clock.now())
    # Holiday replies to a machine help nobody (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


class SmtpMail:
    """Hands letters to the SMTP server of the settings, each on its own connection."""

    configured = True

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock

    async def send(self, letter: Letter, *, key: str) -> None:
        """The server has taken the letter."""
        given = self._settings
        message = build_message(
            letter, key=key, sender=given.mail_from, clock=self._clock
        )
        try:
            await aiosmtplib.send(
                message,
                hostname=given.smtp_host,
                port=given.smtp_port,
                username=given.smtp_user or None,
                password=given.smtp_password.get_secret_value() or None,
                use_tls=given.smtp_security == "tls",
                start_tls=given.smtp_security == "starttls",
                timeout=TIMEOUT,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = [refused.code for refused in error.recipients]
            raise _failure(str(error), final=min(codes) >= 500) from error
        except aiosmtplib.SMTPAuthenticationError as error:
            # A wrong password is ours to mend: the letter itself is fine.
            raise _failure(str(error), final=False) from error
        except aiosmtplib.SMTPResponseException as error:
            raise _failure(str(error), final=500 <= error.code < 600) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _failure(str(error) or type(error).__name__, final=False) from error


class FileMail:
    """Writes letters into a folder; a letter sent again replaces itself."""

    configured = True

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._folder = Path(settings.mail_dir)
        self._sender = settings.mail_from
        self._clock = clock

    async def send(self, letter: Letter, *, key: str) -> None:
        """The letter is a file that mail programs open."""
        message = build_message(letter, key=key, sender=self._sender, clock=self._clock)
        name = hashlib.sha256(key.encode()).hexdigest()[:16]
        try:
            await asyncio.to_thread(self._write, f"{name}.eml", bytes(message))
        except OSError as error:
            raise DeliveryFailed(f"{self._folder}: {error.strerror}") from error

    def _write(self, name: str, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._folder / f"{name}.part"
        part.write_bytes(content)
        part.replace(self._folder / name)


class NoMail:
    """No way out is set up: letters wait until there is one."""

    configured = False

    async def send(self, letter: Letter, *, key: str) -> None:
        """Never happens: whoever is not configured is not asked."""
        raise DeliveryFailed("mail is not configured")


def choose_mail(settings: Settings, clock: Clock) -> MailGateway:
    """The way out that the settings name: a server before a folder."""
    if settings.smtp_host:
        return SmtpMail(settings, clock)
    if settings.mail_dir:
        return FileMail(settings, clock)
    return NoMail()


def _failure(reason: str, *, final: bool) -> DeliveryFailed:
    kind = DeliveryRefused if final else DeliveryFailed
    return kind(f"the mail server: {reason}"[:_LONGEST_REASON])
