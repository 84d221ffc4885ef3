"""The library of scripts: what there is, found by script and by variant."""

from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, update

from handoff.domain.principal import Person
from handoff.domain.script_life import Content
from handoff.errors import NotFound
from handoff.storage.script_rows import as_content
from handoff.storage.tables import script_remarks, script_variants, scripts
from handoff.storage.unit import Unit

_PREFIXES: Final = ("utter_",)


def read_scripts(connection: Connection) -> list[Row[Any]]:
    """Every script, in the order of the files."""
    return list(connection.execute(select(scripts).order_by(scripts.c.place)))


def read_variants(
    connection: Connection, script_id: str | None = None
) -> list[Row[Any]]:
    """Every variant, or those of one script, in their order."""
    query = select(script_variants).order_by(
        script_variants.c.script_id, script_variants.c.place
    )
    if script_id is not None:
        query = query.where(script_variants.c.script_id == script_id)
    return list(connection.execute(query))


def require_script(connection: Connection, script_id: str) -> Row[Any]:
    """The script.

    Raises:
        NotFound: there is none of that name.
    """
    row = connection.execute(
        select(scripts).where(scripts.c.script_id == script_id)
    ).first()
    if row is None:
        raise NotFound("there is no such script")
    return row


def script_of(connection: Connection, variant_id: str) -> Row[Any]:
    """The script that the variant belongs to.

    Raises:
        NotFound: there is no such variant.
    """
    row = connection.execute(
        select(scripts)
        .join(script_variants, script_variants.c.script_id == scripts.c.script_id)
        .where(script_variants.c.variant_id == variant_id)
    ).first()
    if row is None:
        raise NotFound("there is no such variant")
    return row


def variants_of(connection: Connection, script_id: str) -> list[str]:
    """The names of the script's variants."""
    return [row.variant_id for row in read_variants(connection, script_id)]


def free_id(connection: Connection, script_id: str, content: Content) -> str:
    """A name for one more variant, such as `late_delivery.en.3`."""
    stem = script_id
    for prefix in _PREFIXES:
        stem = stem.removeprefix(prefix)
    taken = set(connection.scalars(select(script_variants.c.variant_id)))
    number = 1
    while f"{stem}.{content.locale}.{number}" in taken:
        number += 1
    return f"{stem}.{content.locale}.{number}"


def add_remark(
    unit: Unit, revision_id: int, who: Person, text: str, *, kind: str
) -> None:
    """The remark stands beside the revision."""
    unit.sql().execute(
        insert(script_remarks).values(
            revision_id=revision_id,
            person_id=who.person_id,
            person_name=who.name,
            at=unit.now,
            kind=kind,
            text=text,
        )
    )


def settle(connection: Connection, variant_id: str) -> Content | None:
    """Nothing is offered any more.

    Returns:
        What was offered; None where our files lack the variant.

    Raises:
        NotFound: nothing is offered.
    """
    v = script_variants.c
    row = connection.execute(
        select(script_variants).where(v.variant_id == variant_id)
    ).first()
    if row is None or row.offered is None:
        raise NotFound("nothing is offered for this variant")
    gone = bool(row.offered.get("gone"))
    connection.execute(
        update(script_variants)
        .where(v.variant_id == variant_id)
        .values(offered=None, shipped=None if gone else row.offered)
    )
    return None if gone else as_content(row.offered)
