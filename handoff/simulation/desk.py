"""The desk of a simulation: queue, offers and clocks by the rules of the domain."""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from handoff.domain.clock import ClockState, start_level
from handoff.domain.offers import plan_offers
from handoff.domain.policy import Policies
from handoff.domain.ranking import Rank, next_step_at, rank_of
from handoff.domain.service_levels import Action, Level
from handoff.domain.waits import PickUp, expect_wait
from handoff.simulation.chance import Chance
from handoff.simulation.scene import START, Agenda, Agent, Case


class SimulatedDesk:
    """One team whose agents may take everything; customers come until the end."""

    def __init__(
        self, policies: Policies, chance: Chance, *, agents: int, per_hour: float
    ) -> None:
        routing = policies.routing
        self.cases: list[Case] = []
        self.agents = {
            name: Agent(person_id=name, capacity=routing.capacity.default)
            for name in (f"agent{number:03d}" for number in range(agents))
        }
        self.pick_ups: list[PickUp] = []
        self.found_full = 0
        self.longest_queue = 0
        self._team = routing.default.id
        self._policies = policies
        self._chance = chance
        self._per_hour = per_hour
        self._agenda = Agenda()
        self._waiting: dict[int, Case] = {}
        # Twice as many as are used, so that a priority's own may be enough.
        self._recent: deque[PickUp] = deque(maxlen=policies.desk.wait.samples_used * 2)

    def run(self, hours: float) -> datetime:
        """So many hours have gone by; the answer is the moment at their end."""
        end = START + timedelta(hours=hours)
        self._await_customer()
        self._agenda.run(end)
        return end

    def _await_customer(self) -> None:
        def comes() -> None:
            self._queue(self._chance.priority())
            self._await_customer()

        self._agenda.after(self._chance.until_next(self._per_hour), comes)

    def _queue(self, priority: str) -> None:
        now, policies = self._agenda.now, self._policies
        target = policies.time.target(Level.FIRST_RESPONSE, priority, self._team)
        clock = start_level(Level.FIRST_RESPONSE, 1, now, target, policies.time)
        number = len(self.cases)
        due_at = clock.due_at or now
        place = Rank(self._rank(priority, 0), due_at, number)
        ahead = sum(one.place < place for one in self._waiting.values())
        wait = expect_wait(
            list(self._recent),
            priority=priority,
            ahead=ahead,
            policy=policies.desk.wait,
        )
        case = Case(
            number=number,
            priority=priority,
            first_priority=priority,
            queued_at=now,
            place=place,
            ahead=ahead,
            wait=wait,
            clock=clock,
        )
        self.cases.append(case)
        self._waiting[number] = case
        self._await_ageing(case)
        self._await_widening(case)
        self._await_step(case)
        self._offer()
        self.found_full += case.asked is None
        self.longest_queue = max(self.longest_queue, len(self._waiting))

    def _offer(self) -> None:
        """Everybody who can be asked now is asked."""
        now = self._agenda.now
        line = sorted(self._waiting.values(), key=lambda case: case.place)
        demands = (case.demand(self._team, now) for case in line if case.asked is None)
        workers = [agent.worker(self._team) for agent in self.agents.values()]
        for match in plan_offers(demands, workers, self._policies.routing):
            case = self._waiting[int(match.handoff_id)]
            agent = self.agents[match.choice.person_id]
            case.asked = agent.person_id
            agent.offered[case.number] = case.priority
            offers = self._policies.routing.offers
            if self._chance.is_missed():
                self._agenda.after(offers.seconds, partial(self._miss, case, agent))
            else:
                seconds = min(self._chance.accept(), offers.seconds)
                self._agenda.after(seconds, partial(self._accept, case, agent))

    def _miss(self, case: Case, agent: Agent) -> None:
        again = self._policies.routing.offers.again_after_seconds
        until = self._agenda.now + timedelta(seconds=again)
        case.asked, case.passed[agent.person_id] = None, until
        del agent.offered[case.number]
        self._agenda.at(until, self._offer)
        self._offer()

    def _accept(self, case: Case, agent: Agent) -> None:
        now = self._agenda.now
        case.accepted_at = now
        del self._waiting[case.number]
        del agent.offered[case.number]
        agent.held[case.number] = case.priority
        picked = PickUp(
            (now - case.queued_at) // timedelta(milliseconds=1),
            case.ahead,
            case.first_priority,
            case.wait.low,
            case.wait.high,
        )
        self.pick_ups.append(picked)
        self._recent.appendleft(picked)
        words, handle = self._chance.words(), self._chance.handle()
        self._agenda.after(words, partial(self._say, case))
        self._agenda.after(max(words, handle), partial(self._finish, case, agent))
        self._offer()

    def _say(self, case: Case) -> None:
        case.said_at = self._agenda.now
        case.clock.end(case.said_at, ClockState.MET, self._policies.time)

    def _finish(self, case: Case, agent: Agent) -> None:
        now = self._agenda.now
        del agent.held[case.number]
        agent.handled += 1
        agent.busy += now - (case.accepted_at or now)
        agent.idle_since = now
        self._offer()

    def _rank(self, priority: str, aged: int) -> int:
        ageing = self._policies.routing.ageing
        return rank_of(priority, aged, ageing, self._policies.priorities)

    def _await_ageing(self, case: Case) -> None:
        due = next_step_at(
            case.queued_at,
            case.priority,
            case.aged,
            self._policies.routing.ageing,
            self._policies.priorities,
        )
        self._while_waiting(case, due, self._age)

    def _age(self, case: Case) -> None:
        case.aged += 1
        case.place = case.place._replace(rank=self._rank(case.priority, case.aged))
        self._await_ageing(case)

    def _await_widening(self, case: Case) -> None:
        steps = self._policies.routing.widening
        if case.widened < len(steps):
            after = timedelta(minutes=steps[case.widened].after_minutes)
            self._while_waiting(case, case.queued_at + after, self._widen)

    def _widen(self, case: Case) -> None:
        case.widened += 1
        self._await_widening(case)
        self._offer()

    def _await_step(self, case: Case) -> None:
        step = case.clock.next_step(self._policies.time)
        self._while_waiting(case, None if step is None else step.at, self._step)

    def _step(self, case: Case) -> None:
        """The clock's step; nobody stands above a simulated team, so none climbs."""
        step = case.clock.next_step(self._policies.time)
        if step is None:
            return
        case.clock.take_step(step.number, breach=step.breach)
        if Action.RAISE_PRIORITY in step.do:
            priorities = self._policies.priorities
            at = max(0, priorities.index(case.priority) - 1)
            case.priority = priorities[at]
            case.place = case.place._replace(rank=self._rank(case.priority, case.aged))
        self._await_step(case)

    def _while_waiting(
        self, case: Case, due: datetime | None, happens: Callable[[Case], None]
    ) -> None:
        def if_it_waits() -> None:
            if case.number in self._waiting:
                happens(case)

        if due is not None:
            self._agenda.at(max(due, self._agenda.now), if_it_waits)
