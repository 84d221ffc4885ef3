"""`firstline people`: who may sign in at the desk."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handoff.cli.guest import with_desk

if TYPE_CHECKING:
    from handoff.domain.views import NewPerson, PersonView

people = typer.Typer(
    help="Add, list and disable the people who answer.", no_args_is_help=True
)

AsJson = Annotated[bool, typer.Option("--json", help="Write JSON instead of text.")]
Login = Annotated[str, typer.Argument(help="The person's e-mail or name.")]


@people.command("add")
def add(
    name: Annotated[str, typer.Argument(help="What customers read.")],
    email: Annotated[str, typer.Option(help="What they sign in with.")],
    role: Annotated[
        str, typer.Option(help="agent, supervisor, editor or admin.")
    ] = "agent",
    team: Annotated[
        list[str] | None,
        typer.Option(help="A team's id; may be repeated. None: every team."),
    ] = None,
    password_file: Annotated[
        Path | None, typer.Option(help="File with their password, in one line.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add a person; a generated password is shown once."""
    from handoff.domain.principal import Role
    from handoff.services.people import add_person

    if role not in set(Role):
        raise typer.BadParameter(f"a role is one of {', '.join(Role)}")
    password = read_password(password_file) if password_file else None
    made = with_desk(
        lambda desk: add_person(
            desk,
            name=name,
            email=email,
            role=Role(role),
            team_ids=team or None,
            password=password,
        )
    )
    _show_password(made, as_json, given=password is not None)


@people.command("list")
def show(as_json: AsJson = False) -> None:
    """Show everybody."""
    from handoff.services.people import list_people

    _show_people(with_desk(list_people), as_json)


@people.command("reset-password")
def reset(login: Login, as_json: AsJson = False) -> None:
    """Give a person a fresh password and end all their sessions."""
    from handoff.services.people import reset_password

    made = with_desk(lambda desk: reset_password(desk, login=login))
    _show_password(made, as_json, given=False)


@people.command("disable")
def disable(login: Login, as_json: AsJson = False) -> None:
    """Let a person sign in no more and end all their sessions."""
    from handoff.services.people import set_active

    person = with_desk(lambda desk: set_active(desk, login=login, active=False))
    _show_people([person], as_json)


@people.command("enable")
def enable(login: Login, as_json: AsJson = False) -> None:
    """Let a person sign in again."""
    from handoff.services.people import set_active

    person = with_desk(lambda desk: set_active(desk, login=login, active=True))
    _show_people([person], as_json)


def read_password(path: Path) -> str:
    """The first line of the file.

    Raises:
        typer.BadParameter: the file cannot be read, or its first line is empty.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"cannot read {path}: {error}") from error
    if not lines or not lines[0]:
        raise typer.BadParameter(f"the first line of {path} is empty")
    return lines[0]


def _show_people(found: "Sequence[PersonView]", as_json: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    if as_json:
        _show_json(list(found))
        return
    table = Table("Name", "E-mail", "Role", "Teams", "May sign in", box=None)
    for person in found:
        teams = ", ".join(team.name for team in person.teams)
        table.add_row(
            person.name,
            person.email,
            person.role,
            teams,
            "yes" if person.active else "no",
        )
    Console().print(table)


def _show_password(made: "NewPerson", as_json: bool, *, given: bool) -> None:
    if as_json:
        _show_json(made)
        return
    _show_people([made.person], as_json)
    if not given:
        typer.echo(f"\nInitial password, shown this once: {made.password}")


def _show_json(value: object) -> None:
    import json

    from handoff.present import plain

    typer.echo(json.dumps(plain(value), ensure_ascii=False))
