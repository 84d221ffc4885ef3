"""What keeps a wording from being kept or said, with the place and the reason."""

from collections.abc import Mapping
from typing import Any, Final

from handoff.desk import Desk
from handoff.domain.script_life import Content, always_speakable, live_of
from handoff.domain.text import check_text
from handoff.errors import Conflict, ValidationFailed
from handoff.linter import Severity
from handoff.services.linting import lint_variant
from handoff.storage import script_library as library
from handoff.storage import script_rows as rows
from handoff.storage.script_uses import SYSTEM
from handoff.storage.unit import Unit

LONGEST: Final = 4000
MOST_BUTTONS: Final = 6
LONGEST_BUTTON: Final = 200
LARGEST_SHARE: Final = 1000
CHANNELS: Final = ("widget", "chat", "email", "sms")


def check_content(
    desk: Desk,
    purpose: str,
    content: Content,
    *,
    script_id: str = "",
    draft: bool = False,
) -> None:
    """Nothing: the content can be kept, and unless it is a draft, be said.

    Raises:
        ValidationFailed: a field does not fit, or the linter finds errors.
    """
    check_text(content.text, field="text", longest=LONGEST)
    _check_buttons(content)
    if not 0 <= content.share <= LARGEST_SHARE:
        raise ValidationFailed(f"share: is 0 to {LARGEST_SHARE}")
    if content.channel not in (None, *CHANNELS):
        raise ValidationFailed(f"channel: is one of {', '.join(CHANNELS)}, or none")
    if not content.locale or len(content.locale) > 35:
        raise ValidationFailed("locale: has 1 to 35 characters")
    _check_when(content.when)
    if not draft:
        _check_lint(desk, script_id, purpose, content)


def check_speakable(
    desk: Desk, unit: Unit, script_id: str, variant_id: str, instead: Content | None
) -> None:
    """Nothing: a script that rules speak can be said in every case after the change.

    `instead` is what the variant will say, None for nothing.

    Raises:
        Conflict: a rule names the script, and in some case nothing would be left.
    """
    places = speaks(desk, script_id)
    if not places:
        return
    siblings = library.variants_of(unit.sql(), script_id)
    live = [
        found.content
        for name, revisions in rows.revisions_of(unit.sql(), siblings).items()
        if name != variant_id and (found := live_of(revisions, unit.now)) is not None
    ]
    # The desk fills every placeholder of its own scripts; slots may be empty.
    filled = script_id.startswith(SYSTEM)
    if not always_speakable([*live, *([instead] if instead else [])], filled=filled):
        raise Conflict(
            f"{script_id} is spoken by {places[0]}: a wording without condition and "
            "without placeholders must stay",
            details={"places": places},
        )


def speaks(desk: Desk, script_id: str) -> list[str]:
    """Where the script is named by rules, policies or the desk itself."""
    if script_id.startswith(SYSTEM):
        return ["the desk"]
    return desk.script_places.get(script_id, [])


def _check_buttons(content: Content) -> None:
    if len(content.buttons) > MOST_BUTTONS:
        raise ValidationFailed(f"buttons: {MOST_BUTTONS} at most")
    for number, button in enumerate(content.buttons, 1):
        for field, value in (("title", button.title), ("text", button.text)):
            check_text(value, field=f"buttons {number} {field}", longest=LONGEST_BUTTON)
        if button.text.startswith("/"):
            raise ValidationFailed(
                f"buttons {number} text: is a message, so it cannot begin with /"
            )


def _check_when(when: Mapping[str, Any] | None) -> None:
    for name, wanted in (when or {}).items():
        values = wanted if isinstance(wanted, list) else [wanted]
        if not values or not all(isinstance(v, str | int | float) for v in values):
            raise ValidationFailed(
                f"when {name}: wants a value, or a list of values to choose from"
            )


def _check_lint(desk: Desk, script_id: str, purpose: str, content: Content) -> None:
    report = lint_variant(
        desk.linter,
        desk.policies,
        script=script_id,
        purpose=purpose,
        text=content.text,
        buttons=content.buttons,
        when=content.when,
        locale=content.locale,
        channel=content.channel,
    )
    wrong = [one for one in report.findings if one.severity is Severity.ERROR]
    if wrong:
        first = wrong[0]
        words = content.text[first.start : first.end][:60]
        raise ValidationFailed(
            f"text: {first.reason} [{words}]",
            details={
                "findings": [
                    {"rule": one.rule, "start": one.start, "end": one.end}
                    for one in wrong
                ]
            },
        )
