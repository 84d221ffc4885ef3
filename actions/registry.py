"""Every action by name, registered one by one.

The SDK's own search imports subpackages by their bare names, which `actions/triage`
would not survive.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from rasa_sdk.executor import ActionExecutor

from actions.backend import Shop
from actions.base import FirstlineAction
from actions.granting import ActionRemedy
from actions.handoff import ActionRequestHandoff
from actions.listen import ActionTriage, Rater
from actions.next_matter import ActionNextMatter
from actions.orders import ActionClarify, ActionLookUpOrder
from actions.policies import Policies


def build_actions(
    policies: Policies, triage: Rater, shop: Shop, today: Callable[[], date]
) -> list[FirstlineAction]:
    """All actions; a new one is a line here and a line in domain.yml."""
    return [
        ActionTriage(policies, triage, today),
        ActionRequestHandoff(policies),
        ActionLookUpOrder(policies, shop, today),
        ActionClarify(policies, shop, today),
        ActionNextMatter(policies),
        ActionRemedy(policies, shop, today),
    ]


def build_executor(actions: list[FirstlineAction]) -> ActionExecutor:
    """An executor that knows these actions and no others."""
    executor = ActionExecutor()
    for action in actions:
        # register_action() makes its own instance of a class without arguments; ours
        # are made already.
        executor.actions[action.name()] = action.run
    return executor
