"""Noticing messages that are not English."""

from pathlib import Path

import pytest

from bot.understanding.language import SmallWords, is_foreign
from bot.understanding.words import read_languages

WORDS = SmallWords.of(*read_languages(Path("data/understanding/languages.yml")))


@pytest.mark.parametrize(
    "text",
    [
        "¿dónde está mi pedido?",
        "mi paquete no ha llegado todavía",
        "je n'ai toujours pas reçu mon colis",
        "ich möchte mein Geld zurück",
        "das Paket ist nicht angekommen",
        "dov'è il mio ordine? non è ancora arrivato",
        "waar blijft mijn bestelling?",
        "gdzie jest moja paczka?",
        "mera order kahan hai",
        "где мой заказ?",
        "我的订单在哪里？",
        "أين طلبي؟",
        "주문이 어디에 있나요?",
        "kannst du mir helfen",
    ],
)
def test_another_language_is_noticed(text: str) -> None:
    assert is_foreign(text, WORDS)


@pytest.mark.parametrize(
    "text",
    [
        "where is my order",
        "hi",
        "ok",
        "no",
        "asap pls",
        "xxxxxxxx",
        "/restart",
        "4471-0093",
        "😀😀",
        "",
        "the café sent a crème brûlée torch, not a saucepan",
        "Señor Lopez signed for it, not me",
        "my name is Jan de Vries and the parcel is late",
        "que pasa with my order, I'm still waiting",
        "I bought the Le Creuset pan in orange",
    ],
)
def test_english_with_a_foreign_word_stays_english(text: str) -> None:
    assert not is_foreign(text, WORDS)
