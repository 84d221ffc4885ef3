"""What a conversation is about, as the bot understands it over its turns."""

from handoff.domain.conversation import Conversation
from handoff.domain.turn import Understanding
from handoff.storage.memories import Memory


def keep_matter(
    conversation: Conversation, memory: Memory, understood: Understanding
) -> None:
    """What the conversation is about, and how surely the bot read it, are kept."""
    if understood.matter is None:
        return
    conversation.topic = understood.matter
    if understood.topic == understood.matter and understood.accepted:
        memory.understanding = {
            "topic": understood.topic,
            "confidence": understood.confidence,
            "accepted": understood.accepted,
            "second": understood.second,
        }
