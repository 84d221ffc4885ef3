"""Mails: words as data, never anything else."""

import pytest

from handoff.config import ROOT
from handoff.domain.mail import Letter, MailFile, Mails, MailTemplate
from handoff.errors import DeliveryRefused
from handoff.storage.mails import read_mails

LAYOUT = (
    '<p lang="{{ locale }}">{% for p in paragraphs %}{{ p }}{% endfor %}'
    '{% if link %}<a href="{{ link }}">{{ button }}</a>{% endif %}'
)
HELLO = MailTemplate(
    subject="Hello {{ name }}", text="Dear {{ name }},\nyes.\n\nBye.", button="Open"
)


def write(template: MailTemplate = HELLO, **given: object) -> Letter:
    mails = Mails({"en": MailFile(version=1, mails={"hello": template})}, LAYOUT)
    values = {"to": "ada@example.com", "locale": "en-GB", "values": {"name": "Ada"}}
    return mails.write("hello", **{**values, **given})  # type: ignore[arg-type] - a mix


def test_a_letter_says_the_same_in_text_and_in_html() -> None:
    letter = write(link="https://desk.example/x")

    assert letter.subject == "Hello Ada"
    assert letter.text == "Dear Ada, yes.\n\nBye.\n\nhttps://desk.example/x\n"
    assert '<p lang="en">Dear Ada, yes.Bye.' in letter.html
    assert '<a href="https://desk.example/x">Open</a>' in letter.html


def test_what_a_customer_calls_themselves_is_never_markup() -> None:
    letter = write(values={"name": "<script>alert(1)</script> {{ 7 * 7 }}"})

    assert "<script>" not in letter.html
    assert "&lt;script&gt;" in letter.html
    assert "{{ 7 * 7 }}" in letter.text


def test_a_missing_value_or_mail_is_refused_by_name() -> None:
    with pytest.raises(DeliveryRefused, match="name"):
        write(values={})
    with pytest.raises(DeliveryRefused, match="no mail 'bye'"):
        Mails({}, LAYOUT).write("bye", to="a@b.example", locale="en", values={})


def test_a_template_reaches_nothing_but_its_values() -> None:
    sly = MailTemplate(subject="x", text="{{ name.__class__.__mro__ }}")

    with pytest.raises(DeliveryRefused):
        write(sly)


def test_every_shipped_mail_can_be_written() -> None:
    mails = read_mails(ROOT / "data")
    values = dict.fromkeys(
        ("name", "reference", "team", "due", "expires", "phone", "slot"), "x"
    )
    for name in ("left_with_us", "call_back_booked"):
        letter = mails.write(
            name, to="a@b.example", locale="de", values=values, link="https://d/x"
        )
        assert letter.subject
        assert "https://d/x" in letter.html
