"""Stand-ins at the desk's edges: a bot, a triage, ids that count."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from handoff.domain.handoff import HandoffRequest, Reason
from handoff.domain.mail import Letter
from handoff.domain.turn import BotMessage, BotReply, Turn, Understanding
from handoff.errors import BotUnavailable, DeliveryFailed, TriageFailed

Answer = Callable[[Turn], BotReply | Exception | Awaitable[BotReply]]

CALM = {
    "urgency": {"score": 0, "level": "low", "evidence": []},
    "impact": {"score": 0, "level": "low", "evidence": []},
    "priority": "none",
    "signals": [],
    "facts": [],
    "human_request": False,
    "version": "fake",
    "truncated": False,
}


def rating(*signals: str, priority: str = "P4", **levels: str) -> dict[str, Any]:
    """A message's rating with these signals, as triage would give it."""
    made: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(CALM))
    made["priority"] = priority
    for axis, level in levels.items():
        score = 80 if level == "high" else 10
        evidence = {"start": 0, "end": 4, "rule": f"{axis}.test", "why": "it says so"}
        made[axis] = {
            "score": score,
            "level": level,
            "evidence": [{**evidence, "points": score}],
        }
    made["signals"] = [
        {
            "name": name,
            "certainty": 0.9,
            "start": 0,
            "end": 4,
            "rule": f"{name}.test",
            "why": "it says so",
        }
        for name in signals
    ]
    return made


def reply(turn: Turn, *texts: str, **given: Any) -> BotReply:
    """The bot's answer to a turn, saying these texts."""
    defaults: dict[str, Any] = {
        "messages": [
            BotMessage(text=text, script="utter_answer", variant="answer.en.1")
            for text in texts
        ],
        "triage": CALM,
        "handoff": None,
        "understanding": Understanding(
            topic="late_delivery", confidence=0.9, accepted=True, matter="late_delivery"
        ),
        "slots": {"order_number": "4471-0093", "turns": turn.attempt},
    }
    return BotReply(turn_id=turn.turn_id, **{**defaults, **given})


def wants_person(
    turn: Turn, reason: str = "customer_request", **given: Any
) -> BotReply:
    """The bot's answer that asks for a person."""
    request = HandoffRequest(reason=Reason(reason), **given)
    return reply(turn, "I am getting a person for you.", handoff=request)


class FakeBot:
    """Answers each turn by `answers`, in order; the last one goes on for ever."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers) or [lambda turn: reply(turn, "I hear you.")]
        self.turns: list[Turn] = []
        self.is_ready = True
        self.was_ready = True
        self.told_ready = asyncio.Event()
        self.at_once = 0
        self.most_at_once = 0

    @property
    def ready(self) -> bool:
        """Whether it is ready."""
        return self.is_ready

    @property
    def ever_ready(self) -> bool:
        """Whether it was ever ready."""
        return self.was_ready

    async def answer(self, turn: Turn, *, seconds: float) -> BotReply:
        """What the next of `answers` says."""
        self.turns.append(turn)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        try:
            said = answer(turn)
            if isinstance(said, Exception):
                raise said
            return said if isinstance(said, BotReply) else await said
        finally:
            self.at_once -= 1

    async def probe(self) -> bool:
        """Whether it is ready."""
        return self.is_ready

    async def wait_ready(self, *, seconds: float) -> bool:
        """Whether it is ready in time; a test says so with `wake`."""
        try:
            async with asyncio.timeout(seconds):
                while not self.is_ready:
                    await self.told_ready.wait()
        except TimeoutError:
            return False
        return True

    def wake(self) -> None:
        """The bot is ready from now on."""
        self.is_ready = self.was_ready = True
        self.told_ready.set()

    async def close(self) -> None:
        """Nothing is open."""


class FakeTriage:
    """Rates by the first of `words` that a text holds; other texts are calm."""

    def __init__(self, words: dict[str, dict[str, Any]] | None = None) -> None:
        self.words = words or {}
        self.fails = False
        self.texts: list[str] = []

    async def warm_up(self) -> None:
        """Nothing to load."""

    async def rate(self, text: str) -> dict[str, Any]:
        """The rating of the text."""
        self.texts.append(text)
        if self.fails:
            raise TriageFailed("told to fail")
        found = (rated for word, rated in self.words.items() if word in text)
        return next(found, CALM)

    def close(self) -> None:
        """Nothing is open."""


class CalmTriage:
    """Rates every message as nothing much."""

    async def rate(self, text: str) -> dict[str, Any]:
        axis = {"score": 10, "level": "low", "evidence": []}
        return {**CALM, "urgency": axis, "impact": axis, "priority": "P4"}

    async def warm_up(self) -> None:
        return

    def close(self) -> None:
        return


def broken(_turn: Turn) -> Exception:
    """An answer that is none: the bot cannot be reached."""
    return BotUnavailable("told to fail")


class FakeMail:
    """Keeps the letters it is handed; fails with `error` while there is one."""

    def __init__(self) -> None:
        self.configured = True
        self.error: DeliveryFailed | None = None
        self.letters: list[tuple[str, Letter]] = []

    async def send(self, letter: Letter, *, key: str) -> None:
        """The letter is kept with its key."""
        if self.error is not None:
            raise self.error
        self.letters.append((key, letter))


class FakeWebhooks:
    """Keeps what it is to tell; fails with what `errors` holds for the address."""

    def __init__(self) -> None:
        self.errors: dict[str, DeliveryFailed] = {}
        self.tries: list[str] = []
        self.told: list[tuple[str, dict[str, Any]]] = []

    async def send(self, url: str, body: bytes, *, key: str, secret: str) -> None:
        """The body is kept with its address."""
        self.tries.append(key)
        if url in self.errors:
            raise self.errors[url]
        self.told.append((url, msgspec.json.decode(body)))

    async def close(self) -> None:
        """Nothing is open."""
