"""Dates as people write them, as days from now where no clock is needed for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from actions.triage.quantities import Found

_WEEKDAYS = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|satur|sun)day|mon|tues?|weds?|thurs?|fri"
)
_MONTHS = (
    r"jan(?:uary)?|feb(?:ruary)?|march|apr(?:il)?|june?|july?|aug(?:ust)?|sept(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|may"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = re.compile(
    r"\b(?:"
    r"(?P<now>today|tonight|this (?:morning|afternoon|evening)|end of (?:the )?day|eod)"
    r"|(?P<tomorrow>tomorrow(?: (?:morning|night|afternoon|evening))?)"
    r"|(?P<after>(?:the )?day after tomorrow)"
    r"|(?P<yesterday>yesterday|last night)"
    rf"|(?P<lastday>last (?:{_WEEKDAYS}))"
    r"|(?P<last>last (?P<lunit>week(?:end)?|month|year))"
    rf"|(?P<weekday>(?:(?:this|next|coming) )?(?:{_WEEKDAYS})"
    r"(?: (?:morning|night|afternoon|evening))?)"
    r"|(?P<thisweek>this (?:coming )?week(?:end)?|(?:at )?the weekend"
    r"|end of (?:the|this) week)"
    r"|(?P<nextweek>next week(?:end)?)"
    r"|(?P<nextmonth>next month|end of (?:the|this) month)"
    rf"|(?P<full>(?:{_DAY} (?:of )?(?:{_MONTHS})|(?:{_MONTHS}) {_DAY}\b)(?:,? \d{{4}})?"
    r"|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|\d{1,2}/\d{1,2}|the \d{1,2}(?:st|nd|rd|th)"
    r"(?! (?:time|e?-?mail|call|message|day|week|one)))"
    rf"|(?P<month>(?:in |since |from )(?:{_MONTHS})\b)"
    r"|(?P<year>(?:in |since )(?:19|20)\d\d)"
    r"|(?P<feast>christmas(?: day| eve)?|xmas|easter|new years?(?: eve)?|thanksgiving"
    r"|halloween|diwali|eid|valentines?(?: day)?|mothers day|fathers day)"
    r")\b"
)
_AHEAD: dict[str, int | None] = {
    "now": 0, "tomorrow": 1, "after": 2, "yesterday": -1, "lastday": -5, "weekday": 4,
    "thisweek": 4, "nextweek": 7, "nextmonth": 30, "full": None, "month": None,
    "year": -400, "feast": None,
}  # fmt: skip
_LAST = {"week": -7, "weekend": -5, "month": -30, "year": -365}


def dates(text: str) -> Iterator[Found]:
    """Dates: {"days"} from now, negative for the past, None when only a clock knows."""
    for found in _DATE.finditer(text):
        kind = found.lastgroup or "full"
        days = _LAST[found["lunit"]] if found["last"] else _AHEAD.get(kind)
        yield Found("date", {"days": days}, *found.span())
