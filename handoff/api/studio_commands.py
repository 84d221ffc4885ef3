"""What the studio may ask for: closed schemas, each with the service that does it."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Annotated, Any, Final

import msgspec

from handoff.desk import Desk
from handoff.domain.principal import Person
from handoff.domain.script_life import Content
from handoff.domain.turn import Button
from handoff.services import script_drafts as drafts
from handoff.services import script_publishing as publishing

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Text = Annotated[str, msgspec.Meta(max_length=4000)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class GivenContent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the editor's form holds."""

    text: Text
    locale: Annotated[str, msgspec.Meta(min_length=1, max_length=35)] = "en"
    channel: Name | None = None
    buttons: Annotated[list[Button], msgspec.Meta(max_length=6)] = []
    when: dict[str, Any] | None = None
    share: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 1

    @property
    def content(self) -> Content:
        """The same as the services take it."""
        return Content(
            text=self.text,
            locale=self.locale,
            channel=self.channel,
            buttons=self.buttons,
            when=self.when or None,
            share=self.share,
        )


class Look(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wording to hold against the rules."""

    script_id: Name
    purpose: Name
    content: GivenContent


class PreviewOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wording to fill with values."""

    script_id: Name
    variant_id: Name
    content: GivenContent
    values: dict[str, Any] = {}
    locale: Annotated[str, msgspec.Meta(min_length=1, max_length=35)] = "en"
    channel: Name | None = None


class _Command(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type"
):
    """Base of all commands."""


class AddVariant(_Command, frozen=True, tag="variant.add"):
    """One more wording of a script."""

    script_id: Name
    content: GivenContent


class SaveDraft(_Command, frozen=True, tag="draft.save"):
    """The words of a draft."""

    variant_id: Name
    content: GivenContent
    edits: int | None


class DiscardDraft(_Command, frozen=True, tag="draft.discard"):
    """No more work on a draft."""

    variant_id: Name
    edits: int


class RequestReview(_Command, frozen=True, tag="review.request"):
    """Somebody else shall read it."""

    variant_id: Name
    edits: int


class ReturnToAuthor(_Command, frozen=True, tag="review.return"):
    """It was read and is to be changed."""

    variant_id: Name
    edits: int
    text: Text


class AddRemark(_Command, frozen=True, tag="remark.add"):
    """A word about a wording."""

    variant_id: Name
    text: Text


class Publish(_Command, frozen=True, tag="variant.publish"):
    """It shall be said."""

    variant_id: Name
    edits: int
    publish_at: Moment | None = None
    retire_at: Moment | None = None


class Retire(_Command, frozen=True, tag="variant.retire"):
    """It shall be said no more."""

    variant_id: Name
    reason: Text = ""


class Restore(_Command, frozen=True, tag="revision.restore"):
    """An earlier wording as a draft."""

    variant_id: Name
    number: int


class SettleOffer(_Command, frozen=True, tag="offer.settle"):
    """The wording of our files: taken as a draft, or declined."""

    variant_id: Name
    take: bool


Command = (
    AddVariant
    | SaveDraft
    | DiscardDraft
    | RequestReview
    | ReturnToAuthor
    | AddRemark
    | Publish
    | Retire
    | Restore
    | SettleOffer
)

Do = Callable[[Desk, Person, Any], Awaitable[Any]]


async def _add(desk: Desk, who: Person, asked: AddVariant) -> Any:
    return await drafts.add_variant(
        desk, who, script_id=asked.script_id, content=asked.content.content
    )


async def _save(desk: Desk, who: Person, asked: SaveDraft) -> Any:
    return await drafts.save_draft(
        desk,
        who,
        variant_id=asked.variant_id,
        content=asked.content.content,
        edits=asked.edits,
    )


def _plainly(service: Callable[..., Awaitable[Any]]) -> Do:
    """The service, given the command's fields by their names."""

    async def do(desk: Desk, who: Person, asked: msgspec.Struct) -> Any:
        return await service(desk, who, **msgspec.structs.asdict(asked))

    return do


COMMANDS: Final[Mapping[type[msgspec.Struct], Do]] = {
    AddVariant: _add,
    SaveDraft: _save,
    DiscardDraft: _plainly(drafts.discard_draft),
    RequestReview: _plainly(publishing.request_review),
    ReturnToAuthor: _plainly(publishing.return_to_author),
    AddRemark: _plainly(publishing.add_remark),
    Publish: _plainly(publishing.publish),
    Retire: _plainly(publishing.retire),
    Restore: _plainly(drafts.restore),
    SettleOffer: _plainly(drafts.settle_offer),
}
