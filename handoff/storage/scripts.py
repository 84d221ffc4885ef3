"""Scripts: the published copy in the database."""

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select

from handoff.domain.script import Published, Variant
from handoff.domain.turn import Button
from handoff.storage.script_files import Shipped
from handoff.storage.tables import meta, script_variants
from handoff.storage.tables import scripts as script_rows

VERSION_KEY = "scripts_version"


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
