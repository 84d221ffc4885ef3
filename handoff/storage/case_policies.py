"""The policies of complaint cases, read and checked before anything starts."""

from handoff.domain.case_policy import (
    CasePolicies,
    ComplaintPolicy,
    FollowUpPolicy,
    RootCausePolicy,
    TopicList,
    case_faults,
)
from handoff.domain.repeat_ask import RepeatAskPolicy
from handoff.storage.policy_files import PolicyFiles


def read_case_policies(files: PolicyFiles, *, priorities: set[str]) -> CasePolicies:
    """What the company decided about its cases, fitting the desk's priorities.

    Raises:
        PolicyFileError: a file is malformed or names something unknown.
    """
    policies = CasePolicies(
        files.read("complaints.yml", ComplaintPolicy),
        files.read("root_causes.yml", RootCausePolicy),
        files.read("followup.yml", FollowUpPolicy),
        files.read("repeat_ask.yml", RepeatAskPolicy),
        files.read("topics.yml", TopicList).topics,
    )
    for file, keys, reason in case_faults(policies, priorities):
        raise files.fault_at(file, keys, reason)
    return policies
