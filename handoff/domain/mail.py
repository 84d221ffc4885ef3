"""Mails: templates as data, filled into a letter of text and HTML."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from handoff.errors import DeliveryRefused

FALLBACK: Final = "en"
_plain: Final = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
_marked: Final = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, autoescape=True
)


class MailTemplate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One mail; `button` names the link of a mail that has one."""

    subject: str
    text: str
    button: str | None = None


class MailFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All mails of one locale; data/mail/<locale>.yml."""

    version: int
    mails: dict[str, MailTemplate]


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A mail as it is sent."""

    to: str
    subject: str
    text: str
    html: str


class Mails:
    """Every mail in every locale, and the page around its HTML."""

    def __init__(self, files: Mapping[str, MailFile], layout: str) -> None:
        self._files = dict(files)
        self._layout = _marked.from_string(layout)

    def write(
        self,
        name: str,
        *,
        to: str,
        locale: str,
        values: Mapping[str, Any],
        link: str | None = None,
    ) -> Letter:
        """The mail of that name for the receiver; the link stands under its text.

        Raises:
            DeliveryRefused: there is no such mail, or it needs a value that is missing.
        """
        template, found = self._find(name, locale)
        try:
            subject = _plain.from_string(template.subject).render(values)
            text = _plain.from_string(template.text).render(values).strip()
            paragraphs = [" ".join(part.split()) for part in text.split("\n\n")]
            html = self._layout.render(
                locale=found,
                subject=subject,
                paragraphs=paragraphs,
                link=link,
                button=template.button or link,
            )
        except TemplateError as error:
            raise DeliveryRefused(f"the mail {name!r}: {error}") from error
        written = "\n\n".join([*paragraphs, *([link] if link else [])])
        return Letter(to=to, subject=subject, text=f"{written}\n", html=html)

    def _find(self, name: str, locale: str) -> tuple[MailTemplate, str]:
        for tag in (locale, locale.partition("-")[0], FALLBACK):
            file = self._files.get(tag)
            if file is not None and name in file.mails:
                return file.mails[name], tag
        raise DeliveryRefused(f"there is no mail {name!r}")


def template_fault(source: str) -> str | None:
    """Why the text is no template; None when it is one."""
    try:
        _plain.from_string(source)
    except TemplateError as error:
        return str(error)
    return None
