"""People of the company: who they are, how they sign in and out."""

from collections.abc import Sequence
from dataclasses import dataclass

from handoff.desk import Desk
from handoff.domain.principal import Person, Role
from handoff.domain.views import NewPerson, PersonView, SignedIn


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A live sign-in: the person, and the token that writes must carry."""

    session_id: str
    person: Person
    csrf: str
    password_is_initial: bool


async def sign_in(desk: Desk, *, login: str, password: str, network: str) -> SignedIn:
    """A fresh session exists for the person whom login and password name.

    `login` is an e-mail or a name; `network` is the caller's address.

    Raises:
        NotSignedIn: unknown person, wrong password or disabled: one text for all.
        RateLimited: five failures within thirty minutes from this network.
    """
    raise NotImplementedError


async def find_session(desk: Desk, token: str) -> Session:
    """The live session of the token; its idle time starts anew.

    Raises:
        NotSignedIn: there is none, it has expired, or the person is disabled.
    """
    raise NotImplementedError


async def sign_out(desk: Desk, token: str) -> None:
    """The token's session has ended, if there was one."""
    raise NotImplementedError


async def change_password(
    desk: Desk, who: Person, *, session_id: str, current: str, new: str
) -> None:
    """The new password holds and every other session of the person has ended.

    Raises:
        NotSignedIn: `current` is wrong.
        ValidationFailed: `new` is shorter than 12 or longer than 200 characters.
    """
    raise NotImplementedError


async def read_me(desk: Desk, who: Person) -> PersonView:
    """The person as their own console shows them."""
    raise NotImplementedError


async def add_person(
    desk: Desk,
    *,
    name: str,
    email: str,
    role: Role,
    team_ids: Sequence[str],
    password: str | None = None,
) -> NewPerson:
    """The person may sign in with the password given, or a generated one.

    Raises:
        ValidationFailed: a malformed name or e-mail, an unknown team.
        Conflict: the name or e-mail is taken.
    """
    raise NotImplementedError


async def reset_password(desk: Desk, *, login: str) -> NewPerson:
    """A generated password holds and every session of the person has ended.

    Raises:
        NotFound: nobody has that e-mail or name.
    """
    raise NotImplementedError


async def set_active(desk: Desk, *, login: str, active: bool) -> PersonView:
    """The person may, or may no longer, sign in; disabling ends their sessions.

    Raises:
        NotFound: nobody has that e-mail or name.
    """
    raise NotImplementedError


async def list_people(desk: Desk) -> list[PersonView]:
    """Everybody, by name."""
    raise NotImplementedError
