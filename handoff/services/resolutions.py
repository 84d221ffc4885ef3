"""What a resolution must say, and what follows from it for the case."""

import msgspec

from handoff.desk import Desk
from handoff.domain.case_policy import has
from handoff.domain.conversation import Conversation
from handoff.errors import ValidationFailed
from handoff.services import complaints, follow_ups, problems, reopening
from handoff.storage.unit import Unit


class Resolution(msgspec.Struct, frozen=True, kw_only=True):
    """How a conversation ended, in ids of the policies' lists.

    `outcome` is of desk.yml, `remedy` of complaints.yml, `root_cause` of
    root_causes.yml, `follow_up` of followup.yml; without one the usual time holds.
    """

    outcome: str
    remedy: str
    root_cause: str
    follow_up: str | None = None


def check_resolution(desk: Desk, given: Resolution) -> Resolution:
    """The resolution, with the time of its follow-up; the policies know all of it.

    Raises:
        ValidationFailed: one part is on no list; `details.field` names it.
    """
    cases = desk.policies.cases
    check_in = cases.follow_up.check_in
    chosen = check_in.default if given.follow_up is None else given.follow_up
    known = {
        "outcome": desk.policies.has_outcome(given.outcome),
        "remedy": has(cases.complaints.remedies, given.remedy),
        "root_cause": has(cases.root_causes.causes, given.root_cause),
        "follow_up": check_in.choice(chosen) is not None,
    }
    for field, is_known in known.items():
        if not is_known:
            raise ValidationFailed(
                f"no such {field.replace('_', ' ')}", details={"field": field}
            )
    return msgspec.structs.replace(given, follow_up=chosen)


def close_case(
    desk: Desk,
    unit: Unit,
    conversation: Conversation,
    given: Resolution,
    *,
    handoff_id: str,
) -> None:
    """The case is settled, its cause counts, and the customer will be asked."""
    case = complaints.settle(
        unit,
        conversation.conversation_id,
        outcome=given.outcome,
        remedy_given=given.remedy,
        root_cause=given.root_cause,
    )
    if case is not None:
        problems.count_cause(desk, unit, case, conversation.conversation_id)
    reopening.take_up_again(desk, unit, conversation.customer_id)
    if given.follow_up is not None:
        follow_ups.schedule(
            desk, unit, conversation, handoff_id=handoff_id, choice_id=given.follow_up
        )
