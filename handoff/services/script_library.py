"""What the studio shows: the library, one script with its history, a preview."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row

from handoff.desk import Desk
from handoff.domain.figures import Figures, together
from handoff.domain.principal import Person
from handoff.domain.script import Published, Variant, candidates, fill, say
from handoff.domain.script_life import (
    Content,
    Revision,
    coming_of,
    live_of,
    missing_locales,
    open_of,
)
from handoff.domain.turn import Button
from handoff.services.script_checks import speaks
from handoff.services.studio_rights import EDITORS, require_reader
from handoff.storage import script_library as library
from handoff.storage import script_rows as rows


class VariantView(msgspec.Struct, frozen=True, kw_only=True):
    """A variant: what is said now, what is to come, what is worked on."""

    id: str
    live: Revision | None
    coming: Revision | None
    open: Revision | None
    latest: Revision
    offered: Content | None
    gone: bool


class ScriptView(msgspec.Struct, frozen=True, kw_only=True):
    """A script with its variants, where it is spoken, and the languages it lacks."""

    id: str
    purpose: str
    area: str
    places: list[str]
    missing_locales: list[str]
    figures: Figures
    variants: list[VariantView]


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said about a revision."""

    revision: int
    by: str
    at: datetime
    kind: str
    text: str


class ScriptDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A script with every revision of each variant, newest first, and all remarks."""

    script: ScriptView
    history: dict[str, list[Revision]]
    figures: dict[str, Figures]
    remarks: dict[str, list[Remark]]


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """A wording with its placeholders filled, and whether it would be the one said."""

    text: str
    buttons: list[Button]
    said: str
    fits: bool


async def list_scripts(desk: Desk, who: Person) -> list[ScriptView]:
    """Every script, in the order of the files.

    Raises:
        NotAllowed: the studio is not for this role.
    """
    require_reader(who)
    now = desk.clock.now()

    def read(connection: Connection) -> list[ScriptView]:
        revisions = rows.revisions_of(connection)
        variants: dict[str, list[Row[Any]]] = {}
        for row in library.read_variants(connection):
            variants.setdefault(row.script_id, []).append(row)
        return [
            _script(desk, script, variants.get(script.script_id, []), revisions, now)
            for script in library.read_scripts(connection)
        ]

    return await desk.reader.read(read)


async def read_script(desk: Desk, who: Person, script_id: str) -> ScriptDetail:
    """The script with its whole history.

    Raises:
        NotAllowed: the studio is not for this role.
        NotFound: there is no such script.
    """
    require_reader(who)
    now = desk.clock.now()

    def read(connection: Connection) -> ScriptDetail:
        script = library.require_script(connection, script_id)
        variants = library.read_variants(connection, script_id)
        revisions = rows.revisions_of(connection, [v.variant_id for v in variants])
        ids = {one.id: name for name, of in revisions.items() for one in of}
        numbers = {one.id: one.number for of in revisions.values() for one in of}
        remarks: dict[str, list[Remark]] = {}
        for row in rows.remarks_of(connection, list(ids)):
            remark = Remark(
                revision=numbers[row.revision_id],
                by=row.person_name,
                at=row.at,
                kind=row.kind,
                text=row.text,
            )
            remarks.setdefault(ids[row.revision_id], []).append(remark)
        return ScriptDetail(
            script=_script(desk, script, variants, revisions, now),
            history={name: of[::-1] for name, of in revisions.items()},
            figures={name: desk.figures.get(name, together([])) for name in revisions},
            remarks=remarks,
        )

    return await desk.reader.read(read)


def preview(
    desk: Desk,
    who: Person,
    *,
    script_id: str,
    variant_id: str,
    content: Content,
    values: Mapping[str, Any],
    locale: str,
    channel: str | None,
) -> Preview:
    """The wording as a customer would read it, were it published.

    Raises:
        NotAllowed: the studio is not for this role.
    """
    require_reader(who)
    others = [
        one for one in desk.scripts.scripts.get(script_id, []) if one.id != variant_id
    ]
    here = content.variant(variant_id)
    fitting = candidates([*others, here], values, locale=locale, channel=channel)
    return Preview(
        text=fill(content.text, values),
        buttons=[
            Button(fill(one.title, values), fill(one.text, values))
            for one in content.buttons
        ],
        said=_said(fitting, script_id, values, locale),
        fits=any(one.id == variant_id for one in fitting),
    )


def may_write(who: Person) -> bool:
    """Whether the person may change scripts, not only read them."""
    return who.role in EDITORS


def _said(
    fitting: Sequence[Variant], script_id: str, values: Mapping[str, Any], locale: str
) -> str:
    if not fitting:
        return ""
    published = Published("preview", {script_id: list(fitting)})
    return say(published, script_id, values=values, key="preview", locale=locale).text


def _script(
    desk: Desk,
    script: Row[Any],
    variants: Sequence[Row[Any]],
    revisions: Mapping[str, list[Revision]],
    now: datetime,
) -> ScriptView:
    views = [_variant(row, revisions[row.variant_id], now) for row in variants]
    live = [view.live.content for view in views if view.live is not None]
    return ScriptView(
        id=script.script_id,
        purpose=script.purpose,
        area=script.area,
        places=speaks(desk, script.script_id),
        missing_locales=missing_locales(live, desk.editing.locales),
        figures=together(
            [desk.figures[view.id] for view in views if view.id in desk.figures]
        ),
        variants=views,
    )


def _variant(
    row: Row[Any], revisions: Sequence[Revision], now: datetime
) -> VariantView:
    offered = row.offered
    gone = bool(offered and offered.get("gone"))
    return VariantView(
        id=row.variant_id,
        live=live_of(revisions, now),
        coming=coming_of(revisions, now),
        open=open_of(revisions),
        latest=revisions[-1],
        offered=rows.as_content(offered) if offered and not gone else None,
        gone=gone,
    )
