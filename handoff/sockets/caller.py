"""Who asks for something at a console, over a socket or over HTTP."""

from handoff.domain.principal import Person
from handoff.domain.views import OpenedConversation
from handoff.services import conversations
from handoff.services.people import Session as SignIn
from handoff.sockets.edge import Edge


class AgentCaller:
    """A signed-in person who asks for something."""

    def __init__(self, edge: Edge, sign_in: SignIn) -> None:
        self.edge = edge
        self.sign_in = sign_in

    @property
    def who(self) -> Person:
        """The person."""
        return self.sign_in.person

    async def open_conversation(
        self, conversation_id: str, last_seq: int
    ) -> OpenedConversation:
        """The conversation since `last_seq`; over a socket, with what follows."""
        return await conversations.open_conversation(
            self.edge.desk,
            self.who,
            conversation_id=conversation_id,
            last_seq=last_seq,
        )

    def close_conversation(self, conversation_id: str) -> None:
        """The console no longer shows the conversation."""
