"""Webhooks: who outside is told of what; data/policies/webhooks.yml."""

from typing import Annotated, Final

import msgspec
from yarl import URL

KINDS: Final = ("alert.raised", "handoff.queued", "handoff.abandoned", "promise.missed")
"""Everything that a webhook can ask for."""

Name = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_-]{0,39}$")]
_USUAL_PORTS: Final = frozenset({80, 443})
_FIRST_FREE_PORT: Final = 1024


class Webhook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One receiver; `secret` names an entry of FIRSTLINE_WEBHOOK_SECRETS."""

    id: Name
    url: Annotated[str, msgspec.Meta(max_length=1000)]
    secret: Name
    kinds: Annotated[list[str], msgspec.Meta(min_length=1)]


class WebhookPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All receivers, in no particular order."""

    version: int
    webhooks: list[Webhook]

    def of(self, webhook_id: str) -> Webhook | None:
        """The receiver of that id, if there still is one."""
        return next((hook for hook in self.webhooks if hook.id == webhook_id), None)

    def for_kind(self, kind: str) -> list[Webhook]:
        """Those who are to be told of the kind."""
        return [hook for hook in self.webhooks if kind in hook.kinds]


def webhook_faults(policy: WebhookPolicy) -> list[tuple[list[str | int], str]]:
    """What is wrong with the receivers: where in their file, and why."""
    wrong: list[tuple[list[str | int], str]] = []
    seen: set[str] = set()
    for place, hook in enumerate(policy.webhooks):
        at: list[str | int] = ["webhooks", place]
        if hook.id in seen:
            wrong.append(([*at, "id"], f"{hook.id!r} is there twice"))
        seen.add(hook.id)
        unknown = [kind for kind in hook.kinds if kind not in KINDS]
        wrong += [([*at, "kinds"], f"there is no kind {kind!r}") for kind in unknown]
        reason = address_fault(hook.url)
        if reason is not None:
            wrong.append(([*at, "url"], reason))
    return wrong


def address_fault(address: str) -> str | None:
    """Why nothing may be sent to the address; None when it has the right form.

    Where its name leads is checked later, when the connection is made.
    """
    try:
        url = URL(address)
        port = url.port or 0
    except ValueError:
        return "is not an address"
    if url.scheme not in ("http", "https") or not url.host:
        return "must begin with https:// and name a host"
    if url.user is not None or url.password is not None:
        return "must hold no user name or password"
    if url.fragment:
        return "must have no part after #"
    if port not in _USUAL_PORTS and port < _FIRST_FREE_PORT:
        return f"port {port} belongs to another kind of service"
    return None
