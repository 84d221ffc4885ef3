"""A training: from the wish for a better model to the model that serves."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import msgspec

from handoff.errors import IllegalTransition


class TrainingState(StrEnum):
    """How far a training is."""

    QUEUED = "queued"
    TRAINING = "training"
    MEASURING = "measuring"
    READY = "ready"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SERVING = "serving"
    REPLACED = "replaced"


RUNNING: Final = frozenset(
    {TrainingState.QUEUED, TrainingState.TRAINING, TrainingState.MEASURING}
)
_SERVABLE: Final = frozenset(
    {TrainingState.READY, TrainingState.REFUSED, TrainingState.REPLACED}
)


class Training(msgspec.Struct, frozen=True, kw_only=True):
    """One training; `share` of the work under way is done, 0 to 1.

    `report` is the gate's (domain/gate.py) once both models were measured.
    """

    training_id: str
    state: TrainingState
    step: str
    share: float
    log: str
    additions: dict[str, Any]
    asked_by: str
    asked_at: datetime
    model_file: str | None = None
    model_sha256: str | None = None
    inputs: str | None = None
    report: dict[str, Any] | None = None
    ended_at: datetime | None = None
    served_at: datetime | None = None
    override: str | None = None


def require_servable(training: Training, *, override: str | None) -> None:
    """Nothing: the training's model may serve.

    Raises:
        IllegalTransition: it has no measured model, serves already, or the gate
            refused it and no reason for an override is given.
    """
    state = training.state
    held_back = state is TrainingState.REFUSED and not override
    if state not in _SERVABLE or held_back:
        raise IllegalTransition("training", state.value, "serve")
