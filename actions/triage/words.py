"""Plain text cut into words with their norms and lemmas (spaCy, no trained model)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.lookups import Table
from spacy.pipeline import Lemmatizer

from actions.triage import yamlfile
from actions.triage.normalise import Plain
from actions.triage.spelling import Speller

BREAKS = frozenset(".!?\n;")
_KEYS = frozenset({"version", "replace", "lemmas", "emoji", "illness_after"})


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `norm` as read, `lemma`, `tags` of facts in it, and its plain span."""

    norm: str
    lemma: str
    start: int
    end: int
    tags: str = ""

    @property
    def breaks(self) -> bool:
        """Whether a sentence ends here."""
        return self.norm in BREAKS


@dataclass(frozen=True, slots=True)
class Chat:
    """How chat is written: spellings, lemmas that look-up gets wrong, emoji."""

    replace: Mapping[str, tuple[str, ...]]
    lemmas: Mapping[str, str]
    emoji: Mapping[str, str]
    illness_after: frozenset[str]


def load_chat(path: Path) -> Chat:
    """The chat spellings of `path` (spelling.yml)."""
    root = yamlfile.read(path)
    root.mapping(_KEYS)
    spellings = {k: tuple(v.text().split()) for k, v in root.need("replace").walk()}
    return Chat(
        replace=spellings,
        lemmas={key: node.text() for key, node in root.need("lemmas").walk()},
        emoji={key: node.text() for key, node in root.need("emoji").walk()},
        illness_after=frozenset(root.need("illness_after").texts()),
    )


class Tokenizer:
    """Cuts plain text into words; corrects spelling towards `vocabulary`."""

    def __init__(self, chat: Chat, vocabulary: Collection[str]) -> None:
        self._nlp = _blank_english()
        self._lemmas = _lemma_table(self._nlp)
        self._chat = chat
        lemmas = {lemma.lower() for lemma in self._lemmas.values()}
        known = frozenset(vocabulary) | lemmas | chat.replace.keys()
        self._speller = Speller(vocabulary, (known, self._lemmas))

    def words(self, plain: Plain) -> list[Word]:
        """The words of `plain`, contractions and chat short forms spelled out."""
        words: list[Word] = []
        for token in self._nlp.make_doc(plain.text):
            text = token.text
            if text.isspace():
                if "\n" in text and words and not words[-1].breaks:
                    words.append(self._word("\n", token.idx, token.idx + len(text)))
                continue
            norm = token.norm_ if text.isalpha() or "'" in text else text
            end = token.idx + len(text)
            spelled = self._spell(norm)
            words.extend(self._word(part, token.idx, end) for part in spelled)
        return self._i_will(words)

    def _word(self, norm: str, start: int, end: int) -> Word:
        lemma = self._chat.lemmas.get(norm) or self._lemmas.get(norm, norm)
        return Word(norm, lemma.lower(), start, end)

    def _spell(self, norm: str) -> Iterable[str]:
        spelled = self._chat.replace.get(norm)
        if spelled is not None:
            return spelled
        return (self._speller.correct(norm),) if norm.isalpha() else (norm,)

    def _i_will(self, words: list[Word]) -> list[Word]:
        """The words with "ill sue" read as "I will sue"; "he is ill" stays."""
        result: list[Word] = []
        for index, word in enumerate(words):
            follows = index + 1 < len(words) and words[index + 1].norm.isalpha()
            if word.norm == "ill" and follows and self._clause_opens(words, index):
                result.append(replace(word, norm="i", lemma="i"))
                result.append(replace(word, norm="will", lemma="will"))
            else:
                result.append(word)
        return result

    def _clause_opens(self, words: list[Word], index: int) -> bool:
        if index == 0:
            return True
        before = words[index - 1]
        return before.norm not in self._chat.illness_after


def _blank_english() -> Language:
    nlp = spacy.blank("en")
    # spaCy's address pattern takes quadratic time on text such as "a:a:a:".
    tokenizer: Any = nlp.tokenizer
    tokenizer.url_match = None
    return nlp


def _lemma_table(nlp: Language) -> Table:
    lemmatizer = nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    nlp.initialize()
    if not isinstance(lemmatizer, Lemmatizer):
        raise TypeError(f"spaCy's lemmatizer is a {type(lemmatizer).__name__}")
    return lemmatizer.lookups.get_table("lemma_lookup")
