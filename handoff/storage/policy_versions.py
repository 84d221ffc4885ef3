"""Versions of policies that admins have put into force, the newest of each in use."""

from sqlalchemy import Connection, func, select, tuple_

from handoff.storage.tables import policy_versions


def read_stored(connection: Connection) -> dict[str, str]:
    """The texts in force by file name; a file that is not there is as shipped."""
    v = policy_versions.c
    newest = select(v.name, func.max(v.version)).group_by(v.name)
    rows = connection.execute(
        select(v.name, v.text).where(
            tuple_(v.name, v.version).in_(newest), v.text.is_not(None)
        )
    )
    return {row.name: row.text for row in rows}
