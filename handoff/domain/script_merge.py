"""Files and people: what becomes of each variant when our files meet what is said."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import NamedTuple

from handoff.domain.script_life import Content


class Step(StrEnum):
    """What happens to a variant; the last two leave the decision to a person."""

    ADD = "add"
    CHANGE = "change"
    RETIRE = "retire"
    AGREE = "agree"
    KEEP = "keep"
    FORGET = "forget"
    OFFER = "offer"
    OFFER_END = "offer_end"


CONFLICTS = frozenset({Step.OFFER, Step.OFFER_END})


class Held(NamedTuple):
    """A variant as the desk holds it.

    `base` is the wording of the files that was last taken over, written out or decided
    upon; `working` says that somebody has a draft of it.
    """

    live: Content | None
    base: Content | None
    working: bool


def plan(
    files: Mapping[str, Content],
    held: Mapping[str, Held],
    *,
    scope: Collection[str] | None = None,
) -> dict[str, Step]:
    """What happens to each variant; a person's wording is never overwritten.

    `scope` names the held variants that the files speak for; all when not given.
    """
    steps = {
        name: _meet(content, held[name]) if name in held else Step.ADD
        for name, content in files.items()
    }
    lost = held.keys() - files.keys() if scope is None else {*scope} - files.keys()
    for name in sorted(lost):
        if held[name].base is not None:
            steps[name] = _lose(held[name])
    return steps


def _meet(content: Content, held: Held) -> Step:
    if held.live == content:
        return Step.AGREE
    if held.base == content:
        return Step.KEEP  # the files are as they were: a person has gone on from there
    if held.live == held.base and not held.working:
        return Step.CHANGE
    return Step.OFFER


def _lose(held: Held) -> Step:
    if held.live is None:
        return Step.FORGET
    if held.live == held.base and not held.working:
        return Step.RETIRE
    return Step.OFFER_END
