"""What the bot shall learn: the questions inbox, added topics, trainings, replays."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final, TypeVar

import msgspec
from aiohttp import web

from handoff.desk import Desk
from handoff.domain.faq import FaqState
from handoff.domain.notice import StudioWork
from handoff.domain.principal import Person
from handoff.domain.replaying import Change
from handoff.guard import read_session, read_writer
from handoff.http import decode, json_response, read_body
from handoff.keys import DESK, ORIGINS
from handoff.present import plain
from handoff.services import faqs, questions, replays, trainings

T = TypeVar("T")
Handler = Callable[[web.Request], Awaitable[web.Response]]

_MOST: Final = 64 * 1024
"""Bytes of a body: a replay may carry a whole policy."""
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Ids = Annotated[list[Id], msgspec.Meta(max_length=questions.MOST_AT_ONCE)]


class _Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What every body has in common: no field but those it names."""


class Nothing(_Body, frozen=True):
    """A command without data."""


class Questions(_Body, frozen=True):
    """Which questions."""

    questions: Ids


class FileQuestions(_Body, frozen=True):
    """Which questions are examples of which topic."""

    questions: Ids
    topic: Id


class MarkQuestion(_Body, frozen=True):
    """The message that the bot should have known."""

    conversation_id: Id
    message_seq: int


class NewFaq(_Body, frozen=True):
    """An entry to be."""

    label: str
    questions: list[str]
    answer: str


class ChangedFaq(_Body, frozen=True):
    """An entry as it shall be."""

    revision: int
    questions: list[str]
    answer: str
    state: FaqState


class Serve(_Body, frozen=True):
    """Put into service; `override` says why although the gate refused it."""

    override: str = ""


class NewReplay(_Body, frozen=True):
    """What to replay, over how many conversations."""

    change: Change
    conversations: int


def _reading(
    read: Callable[[Desk, Person, web.Request], Awaitable[Any]],
) -> Handler:
    """A route that answers what a signed-in person asks to see."""

    async def handle(request: web.Request) -> web.Response:
        desk = request.app[DESK]
        session = await read_session(desk, request)
        return json_response(plain(await read(desk, session.person, request)))

    return handle


def _writing(
    body: type[T], write: Callable[[Desk, Person, web.Request, T], Awaitable[Any]]
) -> Handler:
    """A route that does what a signed-in person of our own page asks for."""
    decoder = msgspec.json.Decoder(body)

    async def handle(request: web.Request) -> web.Response:
        desk = request.app[DESK]
        session = await read_writer(desk, request.app[ORIGINS], request)
        data = decode(decoder, await read_body(request, most=_MOST))
        done = await write(desk, session.person, request, data)
        return json_response(plain(done) if done is not None else {})

    return handle


async def _read_inbox(desk: Desk, who: Person, _: web.Request) -> Any:
    inbox = await questions.read_inbox(desk, who)
    if any(cluster.number is None for cluster in inbox.clusters):
        desk.tell(StudioWork("group", ""))
    return inbox


async def _file(desk: Desk, who: Person, _: web.Request, data: FileQuestions) -> Any:
    done = await questions.file(
        desk, who, question_ids=data.questions, topic=data.topic
    )
    return {"filed": done}


async def _dismiss(desk: Desk, who: Person, _: web.Request, data: Questions) -> Any:
    done = await questions.dismiss(desk, who, question_ids=data.questions)
    return {"dismissed": done}


async def _reopen(desk: Desk, who: Person, _: web.Request, data: Questions) -> Any:
    done = await questions.reopen(desk, who, question_ids=data.questions)
    return {"reopened": done}


async def _mark(desk: Desk, who: Person, _: web.Request, data: MarkQuestion) -> Any:
    place, seq = data.conversation_id, data.message_seq
    await questions.mark(desk, who, conversation_id=place, message_seq=seq)


async def _read_faqs(desk: Desk, who: Person, _: web.Request) -> Any:
    return await faqs.read_all(desk, who)


async def _add_faq(desk: Desk, who: Person, _: web.Request, data: NewFaq) -> Any:
    return await faqs.add(
        desk, who, label=data.label, questions=data.questions, answer=data.answer
    )


async def _change_faq(
    desk: Desk, who: Person, request: web.Request, data: ChangedFaq
) -> Any:
    return await faqs.change(
        desk,
        who,
        topic=request.match_info["topic"],
        revision=data.revision,
        questions=data.questions,
        answer=data.answer,
        state=data.state,
    )


async def _read_trainings(desk: Desk, who: Person, _: web.Request) -> Any:
    return await trainings.read_newest(desk, who)


async def _start_training(desk: Desk, who: Person, _: web.Request, __: Nothing) -> Any:
    return {"training_id": await trainings.start(desk, who)}


async def _cancel_training(
    desk: Desk, who: Person, request: web.Request, _: Nothing
) -> Any:
    await trainings.cancel(desk, who, training_id=request.match_info["id"])


async def _serve(desk: Desk, who: Person, request: web.Request, data: Serve) -> Any:
    seconds = await trainings.serve(
        desk, who, training_id=request.match_info["id"], override=data.override
    )
    return {"seconds": seconds}


async def _roll_back(desk: Desk, who: Person, _: web.Request, __: Nothing) -> Any:
    return {"training_id": await trainings.roll_back(desk, who)}


async def _read_replays(desk: Desk, who: Person, _: web.Request) -> Any:
    return await replays.read_newest(desk, who)


async def _read_replay(desk: Desk, who: Person, request: web.Request) -> Any:
    return await replays.read(desk, who, replay_id=request.match_info["id"])


async def _read_files(desk: Desk, who: Person, request: web.Request) -> Any:
    name = request.query.get("name")
    if name is None:
        return await replays.read_choices(desk, who)
    content = await replays.read_file(desk, who, name=name)
    return {"name": name, "content": content}


async def _start_replay(
    desk: Desk, who: Person, _: web.Request, data: NewReplay
) -> Any:
    wanted = data.conversations
    made = await replays.start(desk, who, change=data.change, wanted=wanted)
    return {"replay_id": made}


async def _cancel_replay(
    desk: Desk, who: Person, request: web.Request, _: Nothing
) -> Any:
    await replays.cancel(desk, who, replay_id=request.match_info["id"])


_QUESTIONS: Final = "/api/studio/questions"
_TRAININGS: Final = "/api/studio/trainings"
_REPLAYS: Final = "/api/studio/replays"

ROUTES: Final = (
    web.get(_QUESTIONS, _reading(_read_inbox)),
    web.post(f"{_QUESTIONS}/file", _writing(FileQuestions, _file)),
    web.post(f"{_QUESTIONS}/dismiss", _writing(Questions, _dismiss)),
    web.post(f"{_QUESTIONS}/reopen", _writing(Questions, _reopen)),
    web.post("/api/agent/questions", _writing(MarkQuestion, _mark)),
    web.get("/api/studio/faqs", _reading(_read_faqs)),
    web.post("/api/studio/faqs", _writing(NewFaq, _add_faq)),
    web.put("/api/studio/faqs/{topic}", _writing(ChangedFaq, _change_faq)),
    web.get(_TRAININGS, _reading(_read_trainings)),
    web.post(_TRAININGS, _writing(Nothing, _start_training)),
    web.post(_TRAININGS + "/{id}/cancel", _writing(Nothing, _cancel_training)),
    web.post(_TRAININGS + "/{id}/serve", _writing(Serve, _serve)),
    web.post("/api/studio/rollback", _writing(Nothing, _roll_back)),
    web.get(_REPLAYS, _reading(_read_replays)),
    web.get("/api/studio/replay-files", _reading(_read_files)),
    web.get(_REPLAYS + "/{id}", _reading(_read_replay)),
    web.post(_REPLAYS, _writing(NewReplay, _start_replay)),
    web.post(_REPLAYS + "/{id}/cancel", _writing(Nothing, _cancel_replay)),
)
