"""A new model serves only when it loses no more than the policy allows."""

from handoff.domain.gate import GatePolicy, GateReport, Judged, Reading, compare

STRICT = GatePolicy(version=1, right_loss=0.0, wrong_gain=0.0, topic_loss=0)
RIGHT, REFUSED = Reading("stock", True), Reading("stock", False)
WRONG = Reading("warranty", True)


def judged(*pairs: tuple[Reading, Reading], topic: str = "stock") -> list[Judged]:
    return [
        Judged(text=f"{n}", topic=topic, source="golden", before=old, after=new)
        for n, (old, new) in enumerate(pairs)
    ]


def report(*pairs: tuple[Reading, Reading], policy: GatePolicy = STRICT) -> GateReport:
    return compare(judged(*pairs), policy)


def test_a_model_that_is_as_good_passes() -> None:
    assert report((RIGHT, RIGHT), (WRONG, WRONG), (REFUSED, REFUSED)).holds


def test_a_model_that_knows_more_passes_and_shows_what_flipped() -> None:
    found = report((REFUSED, RIGHT), (WRONG, REFUSED))

    assert found.holds
    assert [flip.verdict for flip in found.flips] == ["better", "better"]
    assert (found.right_before, found.right_after, found.wrong_after) == (0, 1, 0)


def test_fewer_right_answers_shut_the_gate() -> None:
    found = report((RIGHT, REFUSED), (RIGHT, RIGHT))

    assert found.reasons == ["fewer_right:1", "topic_lost:stock:1"]
    assert found.flips[0].verdict == "worse"


def test_more_wrong_answers_shut_the_gate_though_as_many_are_right() -> None:
    assert report((REFUSED, WRONG), (RIGHT, RIGHT)).reasons == ["more_wrong:1"]


def test_a_loss_that_the_policy_allows_is_let_pass() -> None:
    lenient = GatePolicy(version=1, right_loss=0.5, wrong_gain=0.5, topic_loss=1)

    assert report((RIGHT, WRONG), (RIGHT, RIGHT), policy=lenient).holds


def test_one_topic_may_not_pay_for_another() -> None:
    rows = judged((RIGHT, REFUSED), (RIGHT, REFUSED)) + judged(
        (REFUSED, WRONG), (REFUSED, WRONG), topic="warranty"
    )
    policy = GatePolicy(version=1, right_loss=0.0, wrong_gain=0.0, topic_loss=1)

    assert compare(rows, policy).reasons == ["topic_lost:stock:2"]


def test_refusing_what_is_out_of_scope_is_right() -> None:
    found = compare(judged((WRONG, REFUSED), topic="out_of_scope"), STRICT)

    assert (found.right_after, found.wrong_before, found.holds) == (1, 1, True)


def test_nothing_measured_proves_nothing() -> None:
    assert compare([], STRICT).reasons == ["nothing_measured"]
