"""Scripts: the shipped files, and the published copy in the database."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from sqlalchemy import Connection, delete, insert, select

from handoff.domain.script import Published, Variant
from handoff.domain.turn import Button
from handoff.errors import PolicyFileError
from handoff.storage.files import read_yaml
from handoff.storage.tables import meta, script_variants
from handoff.storage.tables import scripts as script_rows
from handoff.storage.types import encode_json

VERSION_KEY = "scripts_version"

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]


class _Variant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Text
    text: Text
    buttons: list[Button] = []
    when: dict[str, Any] | None = None
    locale: str = "en"
    channel: str | None = None
    share: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 1


class _Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    purpose: Literal[
        "complaint_answer", "question", "handoff", "chitchat", "system", "protocol"
    ]
    variants: Annotated[list[_Variant], msgspec.Meta(min_length=1)]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Literal[1]
    scripts: dict[str, _Script]


class Shipped(msgspec.Struct, frozen=True):
    """All shipped scripts with their purposes."""

    published: Published
    purposes: dict[str, str]


def read_shipped(folder: Path) -> Shipped:
    """The scripts of every file in the folder, under a version of their content.

    Raises:
        PolicyFileError: a file is malformed, or an id occurs twice.
    """
    scripts: dict[str, list[Variant]] = {}
    purposes: dict[str, str] = {}
    ids: set[str] = set()
    for path, name, script in _each(folder):
        if name in scripts:
            raise PolicyFileError(path, None, f"script {name} exists in another file")
        for variant in script.variants:
            if variant.id in ids:
                raise PolicyFileError(path, None, f"variant {variant.id} occurs twice")
            ids.add(variant.id)
        scripts[name] = msgspec.convert(
            script.variants, list[Variant], from_attributes=True
        )
        purposes[name] = script.purpose
    content = encode_json([sorted(scripts.items()), sorted(purposes.items())])
    version = hashlib.sha256(content.encode()).hexdigest()[:16]
    return Shipped(Published(version, scripts), purposes)


def published_version(connection: Connection) -> str | None:
    """The version that is published, if any is."""
    return connection.scalar(select(meta.c.value).where(meta.c.key == VERSION_KEY))


def replace_published(connection: Connection, shipped: Shipped) -> None:
    """The shipped scripts, and no others, are published."""
    connection.execute(delete(script_variants))
    connection.execute(delete(script_rows))
    connection.execute(delete(meta).where(meta.c.key == VERSION_KEY))
    purposes = shipped.purposes.items()
    if purposes:
        connection.execute(
            insert(script_rows),
            [{"script_id": script, "purpose": purpose} for script, purpose in purposes],
        )
        connection.execute(insert(script_variants), list(_rows(shipped.published)))
    connection.execute(
        insert(meta).values(key=VERSION_KEY, value=shipped.published.version)
    )


def read_published(connection: Connection) -> Published:
    """The published scripts."""
    version = published_version(connection) or ""
    v = script_variants.c
    scripts: dict[str, list[Variant]] = {}
    rows = connection.execute(
        select(script_variants)
        .where(v.status == "published")
        .order_by(v.script_id, v.place)
    )
    for row in rows:
        variant = Variant(
            id=row.variant_id,
            locale=row.locale,
            channel=row.channel,
            text=row.text,
            buttons=msgspec.convert(row.buttons, list[Button]),
            when=row.when,
            share=row.share,
        )
        scripts.setdefault(row.script_id, []).append(variant)
    return Published(version, scripts)


def _each(folder: Path) -> Iterator[tuple[Path, str, _Script]]:
    for path in sorted(folder.glob("*.yml")):
        for name, script in read_yaml(path, _File).scripts.items():
            yield path, name, script


def _rows(published: Published) -> Iterator[dict[str, Any]]:
    for script, variants in published.scripts.items():
        for place, variant in enumerate(variants):
            yield {
                "variant_id": variant.id,
                "script_id": script,
                "place": place,
                "locale": variant.locale,
                "channel": variant.channel,
                "text": variant.text,
                "buttons": variant.buttons,
                "when": variant.when,
                "share": variant.share,
                "status": "published",
            }
