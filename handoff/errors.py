"""Every error the desk can answer with, as one tree.

FirstlineError                code                    status
  ValidationFailed            bad_request             400
    TooLarge                  too_large               413
  NotSignedIn                 not_signed_in           401
  NotAllowed                  not_allowed             403
  NotFound                    not_found               404  "not yours" answers this too
  Conflict                    conflict                409
    IllegalTransition         illegal_transition      409  details: status, verb
    HandoffAlreadyTaken       handoff_already_taken   409  details: agent
    StaleEpoch                stale_epoch             409  details: owner
    NotReady                  not_ready               409
    AtCapacity                at_capacity             409  details: load, capacity
    HopLimit                  hop_limit               409  details: hops, limit
  RateLimited                 rate_limited            429  details: retry_after
  DependencyFailed            dependency_failed       502
    BotTimeout                bot_timeout             502  no answer within the deadline
    BotUnavailable            bot_unavailable         502  no connection, or not ready
    BotSilent                 bot_silent              502  answered 200 and said nothing
    BotRefused                bot_refused             502  refused the turn for good
    BotFailed                 bot_failed              502  broke while answering
    TriageFailed              triage_failed           502  no rating within the time box
    DeliveryFailed            delivery_failed         502  not taken this time
      DeliveryRefused         delivery_refused        502  will never be taken
  Unavailable                 unavailable             503  the database cannot commit
  InternalError               internal                500  a fault of the desk
PolicyFileError is apart: a file the desk loads is wrong, so it does not start.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar


class FirstlineError(Exception):
    """Base of every error with a code that a client may act on."""

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500

    def __init__(
        self, message: str, *, details: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.details: dict[str, Any] = dict(details or {})


class InternalError(FirstlineError):
    """A fault of the desk itself; the log holds the reason."""


class ValidationFailed(FirstlineError):
    """What was asked is malformed; `message` names the field and the rule."""

    code = "bad_request"
    status = 400


class TooLarge(ValidationFailed):
    """The text or frame is longer than the limit in `details`."""

    code = "too_large"
    status = 413


class NotSignedIn(FirstlineError):
    """No valid token or session came with the request."""

    code = "not_signed_in"
    status = 401


class NotAllowed(FirstlineError):
    """The person is known and may see the thing, but may not do this."""

    code = "not_allowed"
    status = 403


class NotFound(FirstlineError):
    """There is no such thing, or it is not the asker's to see."""

    code = "not_found"
    status = 404


class Conflict(FirstlineError):
    """The thing has changed since the asker last saw it."""

    code = "conflict"
    status = 409


class IllegalTransition(Conflict):
    """The entity's status does not permit the verb."""

    code = "illegal_transition"

    def __init__(self, entity: str, status: str, verb: str) -> None:
        super().__init__(
            f"a {entity} that is {status} cannot {verb}",
            details={"entity": entity, "status": status, "verb": verb},
        )


class HandoffAlreadyTaken(Conflict):
    """Another agent accepted first; `details.agent` names them."""

    code = "handoff_already_taken"


class StaleEpoch(Conflict):
    """The conversation changed hands; `details.owner` holds it now."""

    code = "stale_epoch"


class NotReady(Conflict):
    """The asker's view is behind what it must hold before it may act."""

    code = "not_ready"


class AtCapacity(Conflict):
    """The person holds as much as they can; `details` says how much that is."""

    code = "at_capacity"


class HopLimit(Conflict):
    """It was passed on too often: a supervisor decides who has it from here."""

    code = "hop_limit"


class RateLimited(FirstlineError):
    """Too many tries; `details.retry_after` is in seconds."""

    code = "rate_limited"
    status = 429


class DependencyFailed(FirstlineError):
    """Another process did not do its part."""

    code = "dependency_failed"
    status = 502


class BotTimeout(DependencyFailed):
    """The bot did not answer within the turn's deadline."""

    code = "bot_timeout"


class BotUnavailable(DependencyFailed):
    """No connection to the bot, or it says that it is not ready."""

    code = "bot_unavailable"


class BotSilent(DependencyFailed):
    """The bot answered and had nothing to say: a failure, never silence."""

    code = "bot_silent"


class BotRefused(DependencyFailed):
    """The bot refused the turn and would refuse it again."""

    code = "bot_refused"


class BotFailed(DependencyFailed):
    """The bot broke while it answered; a second try may succeed."""

    code = "bot_failed"


class TriageFailed(DependencyFailed):
    """The triage worker gave no rating within its time box."""

    code = "triage_failed"


class DeliveryFailed(DependencyFailed):
    """A mail or webhook was not taken; a later try may succeed."""

    code = "delivery_failed"


class DeliveryRefused(DeliveryFailed):
    """A mail or webhook will never be taken as it is."""

    code = "delivery_refused"


class Unavailable(FirstlineError):
    """The database cannot commit now: nothing was stored, send it again."""

    code = "unavailable"
    status = 503


class PolicyFileError(Exception):
    """A file in data/ is wrong; the message names file, line and reason."""

    def __init__(self, path: Path, line: int | None, reason: str) -> None:
        where = f"{path}:{line}" if line else str(path)
        super().__init__(f"{where}: {reason}")
        self.path = path
        self.line = line
        self.reason = reason
