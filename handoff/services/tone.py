"""Hints on an agent's own words while they are written."""

from typing import Final

from sqlalchemy import Connection

from handoff.desk import Desk
from handoff.domain.principal import Person
from handoff.domain.text import check_text
from handoff.linter import Finding, Severity
from handoff.services.access import Verb, require
from handoff.services.linting import lint_reply
from handoff.storage import conversations, memories

MOST: Final = 3
"""Hints at once: more would be read as none."""


async def hints_on(
    desk: Desk, who: Person, *, conversation_id: str, text: str
) -> list[Finding]:
    """The gravest findings in the draft, under the signals of this conversation.

    They are hints: nothing keeps an agent from sending what they mean.

    Raises:
        NotFound: the conversation is not for this person to see.
        ValidationFailed: the text is empty or too long.
    """
    text = check_text(text)

    def look(connection: Connection) -> list[str]:
        found = conversations.read(connection, conversation_id)
        require(who, Verb.READ_INTERNAL, found)
        rating = memories.read(connection, conversation_id).rating
        return desk.policies.protocols.in_force(None, rating)

    signals = await desk.reader.read(look)
    report = lint_reply(desk.linter, desk.policies, text=text, signals=signals)
    return [one for one in report.findings if one.severity is not Severity.HINT][:MOST]
