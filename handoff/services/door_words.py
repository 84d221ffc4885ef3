"""What the desk says about second doors, in the reader's language and zone."""

from datetime import datetime
from typing import Any

from handoff.desk import Desk
from handoff.domain.conversation import Conversation
from handoff.domain.doors import Slot
from handoff.domain.event import SYSTEM, EventType
from handoff.domain.moments import show_moment, show_short, show_time
from handoff.domain.script import say
from handoff.storage import complaints, customers
from handoff.storage.unit import Unit


class Talk:
    """The desk's side of one conversation about doors, inside one transaction."""

    def __init__(self, desk: Desk, unit: Unit, conversation: Conversation) -> None:
        self.conversation = conversation
        self.team_id = conversation.team_id or ""
        self.customer = customers.profile(unit.sql(), conversation.customer_id)
        self._desk = desk
        self._unit = unit
        self._zone = desk.policies.time.team_calendar(self.team_id).zone

    @property
    def team_name(self) -> str:
        """The team that the customer waits for."""
        return self._desk.policies.team(self.team_id).name

    @property
    def reference(self) -> str:
        """The complaint's reference; the conversation's end where it has none."""
        conversation_id = self.conversation.conversation_id
        case = complaints.read_of(self._unit.sql(), conversation_id)
        return case.reference if case is not None else conversation_id[-8:]

    def moment(self, at: datetime) -> str:
        """The day and the hour in words."""
        return show_moment(at, self._zone, self.customer.locale)

    def short(self, at: datetime) -> str:
        """The day and the hour, short."""
        return show_short(at, self._zone, self.customer.locale)

    def time(self, at: datetime) -> str:
        """The hour."""
        return show_time(at, self._zone, self.customer.locale)

    def say(
        self, code: str, *, buttons: list[dict[str, str]] | None = None, **values: Any
    ) -> None:
        """The customer reads the script `system_<code>`, with these quick replies."""
        said = say(
            self._desk.scripts,
            f"system_{code}",
            values={
                "team_name": self.team_name,
                "reference": self.reference,
                **values,
            },
            key=self.conversation.conversation_id,
            locale=self.customer.locale,
        )
        data: dict[str, Any] = {
            "text": said.text,
            "code": code,
            "script": said.script,
            "variant": said.variant,
        }
        if buttons:
            data["buttons"] = buttons
        self._unit.append(self.conversation, EventType.MESSAGE_CREATED, SYSTEM, data)


def slot_words(desk: Desk, talk: Talk, slot: Slot) -> str:
    """The slot as its button says it."""
    return desk.words.phrase(
        "door.slot", start=talk.short(slot.start), end=talk.time(slot.end)
    )
