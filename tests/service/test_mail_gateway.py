"""Letters on their way: to a real SMTP server on this machine, and into a folder."""

import socket
from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from handoff.config import Settings
from handoff.domain.mail import Letter
from handoff.errors import DeliveryFailed, DeliveryRefused
from handoff.gateways.mail import FileMail, NoMail, SmtpMail, build_message, choose_mail
from tests.support.clock import ManualClock
from tests.support.post import Post, open_post

LETTER = Letter(
    to="ada@example.com",
    subject="Grüße über R-1",
    text="Dear Ada,\n\nyes.\n",
    html="<p>Dear Ada</p>",
)


@pytest.fixture
async def post() -> AsyncIterator[tuple[Post, Settings]]:
    """A mail server, and the settings that lead to it."""
    async with open_post() as opened:
        yield opened, Settings(**opened.settings)


async def test_a_letter_arrives_whole_and_the_same_key_has_the_same_id(
    post: tuple[Post, Settings],
) -> None:
    handler, settings = post
    gateway = SmtpMail(settings, ManualClock())

    await gateway.send(LETTER, key="k1")
    await gateway.send(LETTER, key="k1")
    await gateway.send(LETTER, key="k2")

    first, again, other = handler.taken
    assert first["Subject"] == "Grüße über R-1"
    assert (first["To"], first["From"]) == (
        "ada@example.com",
        "Care <care@desk.example>",
    )
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Message-ID"].endswith("@desk.example>")
    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]
    plain, html = first.get_body(("plain",)), first.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().split() == ["Dear", "Ada,", "yes."]
    assert "<p>Dear Ada</p>" in html.get_content()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("451 come back later", DeliveryFailed),
        ("554 we never take this", DeliveryRefused),
    ],
)
async def test_what_the_server_says_decides_whether_it_is_tried_again(
    post: tuple[Post, Settings], answer: str, kind: type[DeliveryFailed]
) -> None:
    handler, settings = post
    for field in ("answer", "rcpt"):
        setattr(handler, field, answer)
        with pytest.raises(DeliveryFailed, match=answer[4:]) as failed:
            await SmtpMail(settings, ManualClock()).send(LETTER, key="k")
        assert type(failed.value) is kind


async def test_a_server_that_is_not_there_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = Settings(smtp_host="127.0.0.1", smtp_port=port)

    with pytest.raises(DeliveryFailed) as failed:
        await SmtpMail(settings, ManualClock()).send(LETTER, key="k")
    assert type(failed.value) is DeliveryFailed


@pytest.mark.parametrize("field", ["to", "subject"])
@pytest.mark.parametrize(
    "smuggled", ["\r\nBcc: all@example.com", "\nX: y", "\rX: y", "\0"]
)
def test_a_line_break_can_never_smuggle_in_a_header(field: str, smuggled: str) -> None:
    given = {"to": LETTER.to, "subject": LETTER.subject, "text": "x", "html": "x"}
    given[field] += smuggled

    with pytest.raises(DeliveryRefused):
        build_message(
            Letter(**given), key="k", sender="care@desk.example", clock=ManualClock()
        )


async def test_without_a_server_letters_become_files_one_for_each_key(
    tmp_path: Path,
) -> None:
    gateway = FileMail(Settings(mail_dir=str(tmp_path / "mail")), ManualClock())

    for key in ("k1", "k1", "k2"):
        await gateway.send(LETTER, key=key)

    files = sorted((tmp_path / "mail").iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    read = message_from_bytes(files[0].read_bytes(), policy=policy.default)
    assert read["To"] == "ada@example.com"


async def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file")
    gateway = FileMail(Settings(mail_dir=str(tmp_path / "mail")), ManualClock())

    with pytest.raises(DeliveryFailed):
        await gateway.send(LETTER, key="k1")


def test_the_settings_choose_the_way_out() -> None:
    clock = ManualClock()
    server = choose_mail(Settings(smtp_host="mail.example", mail_dir="x"), clock)

    assert isinstance(server, SmtpMail)
    assert isinstance(choose_mail(Settings(mail_dir="x"), clock), FileMail)
    nothing = choose_mail(Settings(), clock)
    assert isinstance(nothing, NoMail)
    assert not nothing.configured
