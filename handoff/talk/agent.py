"""A signed-in person who looks at what the played customers set off."""

from typing import Any, NamedTuple

from handoff.talk.wire import Api, DeskError


class AgentView(NamedTuple):
    """What an agent sees of one conversation; None where it is not theirs to see."""

    priority: str | None
    team: str | None
    packet: dict[str, Any] | None


NOTHING = AgentView(None, None, None)


class Onlooker:
    """Looks at conversations with a person's rights; without a sign-in sees nothing."""

    def __init__(self, api: Api | None) -> None:
        self._api = api

    async def sign_in(self, login: str, password: str) -> None:
        """The person is signed in.

        Raises:
            DeskError: the desk refused.
        """
        if self._api is not None:
            body = {"login": login, "password": password}
            await self._api.call("POST", "/api/sign-in", body=body)

    async def look(self, conversation_id: str | None) -> AgentView:
        """The conversation's priority, team and packet.

        Raises:
            DeskError: the desk refused, for another reason than whose it is.
        """
        if self._api is None or conversation_id is None:
            return NOTHING
        try:
            found = await self._api.call(
                "GET", f"/api/agent/conversations/{conversation_id}"
            )
        except DeskError as error:
            if error.code in {"not_found", "not_allowed"}:
                return NOTHING
            raise
        handoff, rating = found["handoff"], found["rating"]
        if handoff is None:
            return AgentView((rating or {}).get("priority"), None, found["packet"])
        return AgentView(handoff["priority"], handoff["team"]["id"], found["packet"])
