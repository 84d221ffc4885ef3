"""Effects outside the desk: kept with their cause, sent later, at least once (D15)."""

from typing import Any, Final

import msgspec
import structlog

from handoff import crash
from handoff.desk import Desk
from handoff.domain.delivery import (
    MAIL,
    MOST_ATTEMPTS,
    WEBHOOK,
    Effect,
    Outcome,
    back_off,
)
from handoff.errors import DeliveryFailed, DeliveryRefused
from handoff.storage import outbox as rows
from handoff.storage.unit import Unit

log = structlog.get_logger(__name__)

_encode: Final = msgspec.json.Encoder().encode


def send_later(
    unit: Unit, *, kind: str, key: str, target: str, payload: dict[str, Any]
) -> None:
    """The effect leaves the desk once the unit is committed, and never without it.

    Args:
        unit: the transaction of its cause.
        kind: what it tells, such as `alert.raised`.
        key: the same for the same effect, at most 120 characters: a known one adds
            nothing, and receivers tell repeats by it.
        target: `mail:<address>` or `webhook:<id>`.
        payload: the webhook's data, or what `mail_later` puts in.
    """
    rows.add(
        unit.sql(), kind=kind, key=key, target=target, payload=payload, now=unit.now
    )


def mail_later(
    unit: Unit,
    *,
    key: str,
    to: str,
    template: str,
    values: dict[str, Any],
    locale: str = "en",
    link: str | None = None,
) -> None:
    """The mail of data/mail leaves once the unit is committed.

    Args:
        unit: the transaction of its cause.
        key: the same for the same mail; its Message-ID comes from it.
        to: a checked address.
        template: the mail's name in data/mail.
        values: what its text asks for; plain JSON.
        locale: the reader's.
        link: where its button leads.
    """
    payload = {"template": template, "values": values, "locale": locale, "link": link}
    send_later(
        unit, kind=f"mail.{template}", key=key, target=f"{MAIL}:{to}", payload=payload
    )


def announce(
    desk: Desk, unit: Unit, *, kind: str, key: str, payload: dict[str, Any]
) -> None:
    """Every webhook that asks for the kind is told once the unit is committed."""
    for hook in desk.policies.webhooks.for_kind(kind):
        send_later(
            unit,
            kind=kind,
            key=f"{key}:{hook.id}",
            target=f"{WEBHOOK}:{hook.id}",
            payload=payload,
        )


async def due_targets(desk: Desk) -> list[str]:
    """Where something is to be sent now; mails only when they have a way out."""
    lanes = [WEBHOOK, *([MAIL] if desk.mail.configured else [])]
    now = desk.clock.now()
    return await desk.reader.read(
        lambda connection: rows.due_targets(connection, lanes, now=now)
    )


async def send_next(desk: Desk, target: str) -> Outcome | None:
    """The next effect that is due for the target was tried; None when there is none.

    What failed is tried again later; what was refused, or failed too often, is a dead
    letter. Whoever calls sees to it that a target has one call at a time.
    """
    now = desk.clock.now()
    effect = await desk.reader.read(
        lambda connection: rows.read_next(connection, target, now=now)
    )
    if effect is None:
        return None
    crash.reach("K15")
    outcome, reason = await _try(desk, effect)
    crash.reach("K16")
    await desk.writer.change(lambda unit: _record(desk, unit, effect, outcome, reason))
    return outcome


async def _try(desk: Desk, effect: Effect) -> tuple[Outcome, str | None]:
    try:
        if effect.lane == MAIL:
            await _send_mail(desk, effect)
        else:
            await _call_webhook(desk, effect)
    except DeliveryRefused as error:
        return Outcome.REFUSED, error.message
    except DeliveryFailed as error:
        return Outcome.FAILED, error.message
    return Outcome.SENT, None


async def _send_mail(desk: Desk, effect: Effect) -> None:
    asked = effect.payload
    letter = desk.mails.write(
        asked["template"],
        to=effect.receiver,
        locale=asked["locale"],
        values=asked["values"],
        link=asked["link"],
    )
    await desk.mail.send(letter, key=effect.key)


async def _call_webhook(desk: Desk, effect: Effect) -> None:
    hook = desk.policies.webhooks.of(effect.receiver)
    if hook is None:
        raise DeliveryRefused("the policy names no webhook of that id any more")
    body = _encode(
        {
            "id": effect.key,
            "kind": effect.kind,
            "at": effect.created_at,
            "data": effect.payload,
        }
    )
    await desk.webhooks.send(hook.url, body, key=effect.key, secret=hook.secret)


def _record(
    desk: Desk, unit: Unit, effect: Effect, outcome: Outcome, reason: str | None
) -> None:
    connection, number = unit.sql(), effect.outbox_id
    attempt = effect.attempts + 1
    if outcome is Outcome.SENT:
        # What has left is not kept here: it held a customer's words, or a secret link.
        rows.settle(connection, number, state="sent", payload={}, settled_at=unit.now)
        return
    lost = outcome is Outcome.REFUSED or attempt >= MOST_ATTEMPTS
    write = log.error if lost else log.warning
    write("outbox.dead" if lost else "outbox.failed", kind=effect.kind, attempt=attempt)
    if lost:
        rows.settle(
            connection, number, state="dead", last_error=reason, settled_at=unit.now
        )
    else:
        wait = back_off(attempt, desk.ids.fraction())
        rows.settle(connection, number, next_at=unit.now + wait, last_error=reason)
