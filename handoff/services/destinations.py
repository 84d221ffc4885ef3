"""Where a conversation may be passed on to: a tier up, a team, a person."""

from handoff.desk import Desk
from handoff.domain.principal import Person
from handoff.domain.routing_policy import Team
from handoff.domain.views import PersonRef
from handoff.errors import IllegalTransition, NotFound, ValidationFailed
from handoff.services.access import author_of
from handoff.services.requeueing import Handoff, Move
from handoff.storage import people
from handoff.storage.unit import Unit


def one_up(desk: Desk, handoff: Handoff) -> tuple[Team, int]:
    """The team and tier above the handoff's.

    Raises:
        IllegalTransition: nobody stands above.
    """
    team = desk.policies.team(handoff.team_id)
    seated, tier = desk.policies.routing.seat(team, handoff.tier + 1)
    if tier <= handoff.tier:
        raise IllegalTransition(
            "handoff", f"at the highest tier of {seated.name}", "climb"
        )
    return seated, tier


def code_for(tier: int) -> str:
    """The desk's script that tells a customer who of a team comes."""
    return {1: "passed_to_team", 2: "passed_to_senior"}.get(tier, "passed_to_manager")


def find_person(unit: Unit, person_id: str) -> tuple[Person, str]:
    """Somebody active who answers customers, and their presence."""
    for person, presence in people.read_staff(unit.sql()):
        if person.person_id == person_id and person.role.answers_customers:
            return person, presence
    raise NotFound("no such person")


def team_of(desk: Desk, person: Person, handoff: Handoff) -> Team:
    """The team as whose member the person takes it: its own where they belong to it."""
    if person.role.sees_all_teams or handoff.team_id in person.team_ids:
        return desk.policies.team(handoff.team_id)
    theirs = [t for t in desk.policies.routing.teams if t.id in person.team_ids]
    if not theirs:
        raise ValidationFailed(
            f"{person.name} belongs to no team", details={"field": "person_id"}
        )
    skilled = (team for team in theirs if handoff.skill in team.skills)
    return next(skilled, theirs[0])


def make_move(
    who: Person,
    team: Team,
    tier: int,
    *,
    how: str,
    reason: str = "",
    note: str = "",
    person: Person | None = None,
) -> Move:
    """The move that somebody makes, with the words that fit it."""
    values = {"agent_name": who.name}
    if person is not None:
        values["colleague_name"] = person.name
    return Move(
        team=team,
        tier=tier,
        how=how,
        by=author_of(who),
        code=code_for(tier) if person is None else "passed_to_colleague",
        values=values,
        reason=reason,
        note=note,
        person=None if person is None else PersonRef(person.person_id, person.name),
    )
