"""The questions inbox: what the bot did not know waits there until it is filed."""

from pathlib import Path
from typing import Any

import pytest

from handoff.desk import Desk
from handoff.domain.principal import Customer, Person, Role
from handoff.domain.question import is_held_out
from handoff.domain.turn import BotReply, Turn, Understanding
from handoff.errors import NotAllowed, NotFound, ValidationFailed
from handoff.gateways import bot_library, training
from handoff.gateways.bot_library import Grouped
from handoff.services import faqs, questions, scripts, trainings, turns
from handoff.services.questions import QuestionsInbox
from tests.support.builders import an_agent, say
from tests.support.fakes import FakeBot, reply


def misses(turn: Turn) -> BotReply:
    """The bot did not understand."""
    return reply(
        turn,
        "Could you say that in other words?",
        understanding=Understanding(topic="stock", confidence=0.4),
        slots={"misunderstood_count": turn.slots.get("misunderstood_count", 0) + 1},
    )


async def ines(desk: Desk) -> Person:
    """An editor."""
    return await an_agent(desk, "Ines", role=Role.EDITOR, teams=())


async def missed(desk: Desk, bot: FakeBot, ada: Customer, text: str) -> str:
    """The conversation in which the bot did not understand the text."""
    bot.answers = [misses]
    sent = await say(desk, ada, text)
    await turns.run_next(desk, sent.conversation_id)
    return sent.conversation_id


def texts(inbox: QuestionsInbox) -> list[str]:
    return [question.text for one in inbox.clusters for question in one.questions]


async def test_a_message_that_was_not_understood_waits_masked(
    desk: Desk, bot: FakeBot, ada: Customer
) -> None:
    await missed(desk, bot, ada, "Ada here, gift cards? write to ada@example.com")

    inbox = await questions.read_inbox(desk, await ines(desk))

    assert texts(inbox) == ["[name] here, gift cards? write to [email]"]
    assert inbox.clusters[0].suggested[0].topic == "stock"
    assert inbox.counts == {"open": 1}


async def test_a_message_that_was_understood_does_not_wait(
    desk: Desk, bot: FakeBot, ada: Customer
) -> None:
    sent = await say(desk, ada, "My parcel is late")
    await turns.run_next(desk, sent.conversation_id)

    assert texts(await questions.read_inbox(desk, await ines(desk))) == []


async def test_an_agent_marks_what_the_bot_should_have_known_once(
    desk: Desk, ada: Customer
) -> None:
    sent = await say(desk, ada, "Do you wrap presents?")
    grace = await an_agent(desk, "Grace", role=Role.SUPERVISOR)
    place = {"conversation_id": sent.conversation_id, "message_seq": sent.seq}

    await questions.mark(desk, grace, **place)
    await questions.mark(desk, grace, **place)

    assert texts(await questions.read_inbox(desk, grace)) == ["Do you wrap presents?"]
    with pytest.raises(ValidationFailed, match="no customer's message"):
        await questions.mark(desk, grace, **{**place, "message_seq": 99})
    with pytest.raises(NotFound):
        await questions.mark(desk, grace, **{**place, "conversation_id": "cnv_none"})


async def test_a_filed_question_teaches_or_measures_but_never_both(
    desk: Desk, bot: FakeBot, ada: Customer
) -> None:
    editor = await ines(desk)
    for text in ("any left in blue?", "is it sold out?", "do you still have it?"):
        await missed(desk, bot, ada, text)
    inbox = await questions.read_inbox(desk, editor)
    ids = [q.question_id for one in inbox.clusters for q in one.questions]

    assert await questions.file(desk, editor, question_ids=ids, topic="stock") == 3

    added = await desk.reader.read(trainings.gather_additions)
    taught = set(added.examples.get("stock", ()))
    held = {
        q.text
        for one in inbox.clusters
        for q in one.questions
        if is_held_out(q.question_id)
    }
    assert taught | held == set(texts(inbox))
    assert not taught & held
    assert (await questions.read_inbox(desk, editor)).counts == {"filed": 3}


async def test_filing_under_no_topic_or_by_nobodys_right_is_refused(
    desk: Desk, bot: FakeBot, ada: Customer, maya: Person
) -> None:
    await missed(desk, bot, ada, "any left?")
    editor = await ines(desk)
    inbox = await questions.read_inbox(desk, editor)
    ids = [q.question_id for one in inbox.clusters for q in one.questions]

    with pytest.raises(ValidationFailed, match="there is no 'nonsense'"):
        await questions.file(desk, editor, question_ids=ids, topic="nonsense")
    with pytest.raises(ValidationFailed, match="1 to 500"):
        await questions.dismiss(desk, editor, question_ids=[])
    with pytest.raises(NotFound):
        await questions.dismiss(desk, editor, question_ids=["qst_none"])
    with pytest.raises(NotAllowed):
        await questions.file(desk, maya, question_ids=ids, topic="stock")
    with pytest.raises(NotAllowed):
        await questions.read_inbox(desk, maya)
    assert (await questions.read_inbox(desk, editor)).counts == {"open": 1}


async def test_a_dismissed_question_can_be_brought_back(
    desk: Desk, bot: FakeBot, ada: Customer
) -> None:
    await missed(desk, bot, ada, "lorem ipsum")
    editor = await ines(desk)
    inbox = await questions.read_inbox(desk, editor)
    ids = [inbox.clusters[0].questions[0].question_id]

    await questions.dismiss(desk, editor, question_ids=ids)
    assert texts(await questions.read_inbox(desk, editor)) == []
    await questions.reopen(desk, editor, question_ids=ids)

    assert texts(await questions.read_inbox(desk, editor)) == ["lorem ipsum"]


async def test_questions_that_ask_the_same_stand_together(
    desk: Desk, bot: FakeBot, ada: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("gift cards?", "what about wrapping?", "gift vouchers?"):
        await missed(desk, bot, ada, text)

    async def grouped(_: Path, __: str, messages: dict[str, str]) -> list[Grouped]:
        return [
            Grouped(key, 0 if "gift" in text else 1, "faq_gifts", 0.5)
            for key, text in messages.items()
        ]

    model: Any = training.Model("m.tar.gz", "0" * 64, "0" * 64)
    monkeypatch.setattr(training, "current_model", lambda _: model)
    monkeypatch.setattr(bot_library, "group", grouped)

    assert await questions.group_open(desk) == 3

    inbox = await questions.read_inbox(desk, await ines(desk))
    assert [len(one.questions) for one in inbox.clusters] == [2, 1]
    assert inbox.clusters[0].suggested[0].topic == "faq_gifts"


async def test_an_entry_is_kept_changed_once_and_trained_only_when_live(
    desk: Desk,
) -> None:
    editor = await ines(desk)
    asked = [f"do you sell gift cards for {n}" for n in range(5)]
    made = await faqs.add(
        desk, editor, label="Gift cards", questions=asked, answer="Yes, we do."
    )
    values = {"questions": asked, "answer": "Yes, under Gifts.", "revision": 1}

    live = await faqs.change(
        desk, editor, topic=made.topic, state=faqs.FaqState.LIVE, **values
    )

    assert (live.revision, live.state) == (2, "live")
    added = await desk.reader.read(trainings.gather_additions)
    assert [faq.answer for faq in added.faqs] == ["Yes, under Gifts."]
    with pytest.raises(faqs.Conflict, match="somebody else"):
        await faqs.change(
            desk, editor, topic=made.topic, state=faqs.FaqState.DRAFT, **values
        )
    with pytest.raises(faqs.Conflict, match="already"):
        await faqs.add(desk, editor, label="gift CARDS", questions=asked, answer="?")
    with pytest.raises(faqs.NotFound):
        await faqs.change(
            desk, editor, topic="faq_none", state=faqs.FaqState.LIVE, **values
        )


async def test_a_live_answer_is_held_to_the_linter_and_published_at_once(
    desk: Desk,
) -> None:
    editor = await ines(desk)
    asked = [f"do you sell gift cards for {n}" for n in range(5)]
    made = await faqs.add(
        desk, editor, label="Gift cards", questions=asked, answer="Yes, we do."
    )
    version, _ = await scripts.read_published(desk)
    values = {"topic": made.topic, "questions": asked, "state": faqs.FaqState.LIVE}

    with pytest.raises(ValidationFailed, match="text: "):
        blunt = "Unfortunately you should have read our policy."
        await faqs.change(desk, editor, answer=blunt, revision=1, **values)
    await faqs.change(desk, editor, answer="Yes, we do.", revision=1, **values)

    newer, published = await scripts.read_published(desk)
    assert newer != version
    assert [v.text for v in published["utter_faq_gift_cards"]] == ["Yes, we do."]
