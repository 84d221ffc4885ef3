"""The life of a script's variant: draft, in review, published, retired."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import msgspec

from handoff.domain.script import Variant
from handoff.domain.turn import Button
from handoff.errors import IllegalTransition


class State(StrEnum):
    """Where a revision stands; a discarded draft is kept, and never said."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    RETIRED = "retired"
    DISCARDED = "discarded"


OPEN: Final = frozenset({State.DRAFT, State.IN_REVIEW})
"""Being worked on; a variant has one such revision at most."""

MOVES: Final[Mapping[tuple[State, str], State]] = {
    (State.DRAFT, "save"): State.DRAFT,
    (State.DRAFT, "request_review"): State.IN_REVIEW,
    (State.DRAFT, "publish"): State.PUBLISHED,
    (State.DRAFT, "discard"): State.DISCARDED,
    # Whoever changes words under review takes them back: others must look again.
    (State.IN_REVIEW, "save"): State.DRAFT,
    (State.IN_REVIEW, "return"): State.DRAFT,
    (State.IN_REVIEW, "publish"): State.PUBLISHED,
    (State.IN_REVIEW, "discard"): State.DISCARDED,
    (State.PUBLISHED, "retire"): State.RETIRED,
}


class Source(StrEnum):
    """Where a revision comes from: our files, a person, or files that one put in."""

    SHIPPED = "shipped"
    PERSON = "person"
    IMPORTED = "imported"


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What a variant says, to whom, when, and how often among its like."""

    text: str
    locale: str = "en"
    channel: str | None = None
    buttons: list[Button] = []
    when: dict[str, Any] | None = None
    share: int = 1

    def variant(self, variant_id: str) -> Variant:
        """The content as the bot reads it."""
        return Variant(
            id=variant_id,
            locale=self.locale,
            channel=self.channel,
            text=self.text,
            buttons=self.buttons,
            when=self.when,
            share=self.share,
        )


def content_of(variant: Variant) -> Content:
    """What the variant says, without its name."""
    return Content(
        text=variant.text,
        locale=variant.locale,
        channel=variant.channel,
        buttons=variant.buttons,
        when=variant.when,
        share=variant.share,
    )


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """One wording of a variant at one time; `number` counts them from 1.

    `edits` rises with each change while it is open, so that two people who write at
    once notice. A published one is said from `publish_at` until `retire_at`.
    """

    id: int
    variant_id: str
    number: int
    state: State
    content: Content
    source: Source
    edits: int
    author_id: str | None
    author: str | None
    created_at: datetime
    changed_at: datetime
    publisher: str | None = None
    publish_at: datetime | None = None
    retire_at: datetime | None = None
    note: str = ""


def move(revision: Revision, verb: str) -> State:
    """Where the verb leads.

    Raises:
        IllegalTransition: not from this state.
    """
    try:
        return MOVES[revision.state, verb]
    except KeyError:
        raise IllegalTransition(
            "wording", revision.state.value.replace("_", " "), verb
        ) from None


def open_of(revisions: Iterable[Revision]) -> Revision | None:
    """The revision that is being worked on."""
    return next((one for one in revisions if one.state in OPEN), None)


def live_of(revisions: Iterable[Revision], now: datetime) -> Revision | None:
    """The revision that is said now: published last, and its time is not over."""
    begun = [
        one
        for one in revisions
        if one.state is State.PUBLISHED and one.publish_at and one.publish_at <= now
    ]
    last = max(begun, key=lambda one: (one.publish_at, one.number), default=None)
    if last is None or (last.retire_at is not None and last.retire_at <= now):
        return None
    return last


def coming_of(revisions: Iterable[Revision], now: datetime) -> Revision | None:
    """The revision that is published and whose time has not come yet."""
    waiting = [
        one
        for one in revisions
        if one.state is State.PUBLISHED and one.publish_at and one.publish_at > now
    ]
    return min(waiting, key=lambda one: (one.publish_at, one.number), default=None)


def next_change(revisions: Iterable[Revision], now: datetime) -> datetime | None:
    """When the next revision begins or ends by itself."""
    moments = [
        moment
        for one in revisions
        if one.state is State.PUBLISHED
        for moment in (one.publish_at, one.retire_at)
        if moment is not None and moment > now
    ]
    return min(moments, default=None)


def always_speakable(
    contents: Iterable[Content], *, locale: str = "en", filled: bool = False
) -> bool:
    """Whether one can be said whatever is known: no condition, nothing to fill.

    `filled` says that every placeholder always has a value.
    """
    return any(
        one.when is None
        and one.channel is None
        and one.locale == locale
        and (filled or "{" not in one.text)
        and one.share > 0
        for one in contents
    )


def missing_locales(contents: Sequence[Content], wanted: Sequence[str]) -> list[str]:
    """The languages in which the script has nothing to say."""
    there = {one.locale for one in contents} | {
        one.locale.partition("-")[0] for one in contents
    }
    return [locale for locale in wanted if locale not in there]


def competitors(content: Content, others: Iterable[Content]) -> list[Content]:
    """Those that stand beside it: same language, channel and condition."""
    key = (content.locale, content.channel, content.when)
    return [one for one in others if (one.locale, one.channel, one.when) == key]
