"""Decides the topic of a message from the vectors of the whole and of its parts."""

from dataclasses import dataclass

import numpy as np

from bot.understanding.encoder import Encoder, Vectors
from bot.understanding.language import is_foreign
from bot.understanding.model import Model, Probabilities, Scores
from bot.understanding.particulars import introduces, without_particulars
from bot.understanding.sentences import Piece, split

NON_ENGLISH = "non_english"
RANKING = 5
# One sentence alone proves less than the whole message does.
_SENTENCE_HANDICAP = 0.04
# Where and how sharply an unfamiliar sentence ("I live in Leeds.") loses its say.
_HALF_SAY_BELOW_THRESHOLD = 0.1
_SHARPNESS = 0.05
_ASIDE_WEIGHT = 0.1
_WHOLE_WEIGHT = 1.0
_TOGETHER_WEIGHT = 0.5
# A mean of several opinions is flatter than each: this restores what it says.
_SHARPENED = 1.5
_SECOND_LEAST = 0.5
# Confidence is calibrated: below this, more than two of three answers would be wrong.
_LEAST_CONFIDENCE = 0.3
# Opinions that were mixed are surer of themselves than they are right: asking costs a
# customer one sentence, a wrong answer to a story told at length costs their patience.
_LEAST_IN_A_STORY = 0.55


@dataclass(frozen=True)
class Understanding:
    """What a message is about.

    `known` is False if it resembles nothing trained; `accepted` is False if it is not
    known, or its topic is one that the bot recognises only to decline. `second` is
    another topic that a sentence of the message is plainly about; `ranking` holds
    (topic, confidence), best first.
    """

    topic: str | None
    confidence: float
    accepted: bool
    known: bool
    ranking: tuple[tuple[str, float], ...]
    second: str | None = None

    def to_dict(self) -> dict[str, object]:
        """Return the JSON shape used on every boundary."""
        return {
            "topic": self.topic,
            "confidence": self.confidence,
            "accepted": self.accepted,
            "ranking": [{"topic": t, "confidence": c} for t, c in self.ranking],
            "second": self.second,
        }


NOTHING = Understanding(None, 0.0, accepted=False, known=False, ranking=())
FOREIGN = Understanding(
    NON_ENGLISH, 1.0, accepted=False, known=True, ranking=((NON_ENGLISH, 1.0),)
)


def understand(text: str, encoder: Encoder, model: Model) -> Understanding:
    """Return what `text` is about; never raises for any text."""
    pieces = split(text)
    return decide(text, read(text, pieces, encoder), model)


def read(text: str, pieces: list[Piece], encoder: Encoder) -> Vectors:
    """Return the vector of the whole text, then of its pieces if there are several."""
    if not pieces:
        return np.zeros((0, encoder.width), np.float32)
    telling = [piece.text for piece in pieces if not introduces(piece.text)]
    if len(telling) < len(pieces):
        text = " ".join(telling) or text
    texts = [text]
    if len(telling) > 1:
        texts += telling
    return encoder.embed([without_particulars(text) for text in texts])


def decide(text: str, vectors: Vectors, model: Model) -> Understanding:
    """Return what `text` is about, from the vectors that `read` gave for it."""
    if not len(vectors) or not any(character.isalpha() for character in text):
        return NOTHING
    if is_foreign(text, model.words):
        return FOREIGN
    probabilities = model.probabilities(vectors)
    scores = model.familiarity(vectors, probabilities)
    mixed, score, least = probabilities[0], float(scores[0]), _LEAST_CONFIDENCE
    if len(vectors) > 1:
        together = model.probabilities(_together(vectors[1:]))[0]
        mixed = _mix(probabilities, together, scores, model)
        least = _LEAST_IN_A_STORY
        score = _best_score(int(mixed.argmax()), probabilities, scores)
    order = [int(number) for number in np.argsort(-mixed)[:RANKING]]
    ranking = tuple((model.topics[n], round(float(mixed[n]), 4)) for n in order)
    topic, confidence = ranking[0]
    known = score >= model.threshold and confidence >= least
    return Understanding(
        topic=topic,
        confidence=confidence,
        accepted=known and topic not in model.refused,
        known=known,
        ranking=ranking,
        second=_second(order[0], probabilities, scores, model),
    )


def _together(sentences: Vectors) -> Vectors:
    """Return the unit mean of the sentences: what a long story keeps coming back to."""
    mean = sentences.mean(axis=0, keepdims=True)
    unit: Vectors = mean / max(float(np.linalg.norm(mean)), 1e-9)
    return unit


def _mix(
    probabilities: Probabilities, together: Probabilities, scores: Scores, model: Model
) -> Probabilities:
    """Weigh whole and sentences; what is unfamiliar or an aside has little say."""
    half = model.threshold - _HALF_SAY_BELOW_THRESHOLD
    say = 1.0 / (1.0 + np.exp((half - scores) / _SHARPNESS))
    tops = [model.topics[int(number)] for number in probabilities.argmax(axis=1)]
    say *= np.array([_ASIDE_WEIGHT if top in model.asides else 1.0 for top in tops])
    say = np.maximum(say, 1e-6)
    say[0] *= _WHOLE_WEIGHT * (len(say) - 1)
    opinions = (say[:, None] * probabilities).sum(axis=0)
    mixed: Probabilities = (
        opinions + _TOGETHER_WEIGHT * say[0] * together
    ) ** _SHARPENED
    mixed /= mixed.sum()
    return mixed


def _best_score(topic: int, probabilities: Probabilities, scores: Scores) -> float:
    """Return the best familiarity among the whole and the sentences on `topic`."""
    on_topic = probabilities[1:].argmax(axis=1) == topic
    sentences = scores[1:][on_topic] - _SENTENCE_HANDICAP
    return float(max(scores[0], *sentences)) if len(sentences) else float(scores[0])


def _second(
    first: int, probabilities: Probabilities, scores: Scores, model: Model
) -> str | None:
    """Return the topic of the surest familiar sentence that is about another one."""
    best, second = _SECOND_LEAST, None
    unwanted = model.asides | model.refused
    for row, score in zip(probabilities[1:], scores[1:], strict=True):
        number = int(row.argmax())
        certain = float(row[number])
        if number == first or model.topics[number] in unwanted:
            continue
        if score >= model.threshold and certain >= best:
            best, second = certain, model.topics[number]
    return second
