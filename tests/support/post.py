"""A real mail server on this machine, and what it was handed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP


class Post:
    """What the server was handed; it answers as it is told."""

    def __init__(self) -> None:
        self.answer = "250 taken"
        self.rcpt = "250 fine"
        self.taken: list[EmailMessage] = []
        self.settings: dict[str, Any] = {}

    async def handle_RCPT(self, *given: Any) -> str:
        _, _, envelope, address, _ = given
        envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            made = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(made, EmailMessage)
            self.taken.append(made)
        return self.answer

    def text(self, number: int) -> str:
        """The plain text of that letter."""
        body = self.taken[number].get_body(("plain",))
        assert body is not None
        return str(body.get_content())


@asynccontextmanager
async def open_post() -> AsyncIterator[Post]:
    """A mail server on a free port; its `settings` lead a desk to it."""
    post = Post()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(post, hostname="localhost", loop=loop), "127.0.0.1", 0
    )
    post.settings = {
        "smtp_host": "127.0.0.1",
        "smtp_port": server.sockets[0].getsockname()[1],
        "smtp_security": "none",
        "mail_from": "Care <care@desk.example>",
    }
    yield post
    server.close()
    await server.wait_closed()
