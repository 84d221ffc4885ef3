"""How Alembic runs the steps: on the connection it is given, one transaction each."""

from typing import Any

from alembic import context


def _passed(ctx: Any, step: Any, heads: Any, run_args: Any) -> None:
    context.config.attributes["passed"](step.up_revision_id)


context.configure(
    connection=context.config.attributes["connection"],
    render_as_batch=True,
    # SQLite can roll schema changes back, if the transaction is begun by hand.
    transactional_ddl=True,
    transaction_per_migration=True,
    on_version_apply=_passed,
)
with context.begin_transaction():
    context.run_migrations()
