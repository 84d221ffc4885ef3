"""Moments in the words of a reader's language, on the clock of a team's zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime


def show_moment(moment: datetime, zone: ZoneInfo, locale: str) -> str:
    """Such as "Monday 23 November, 09:00"."""
    return format_datetime(
        moment, "EEEE d MMMM, HH:mm", tzinfo=zone, locale=_known(locale)
    )


def show_short(moment: datetime, zone: ZoneInfo, locale: str) -> str:
    """Such as "Mon 23 Nov, 10:00"."""
    return format_datetime(
        moment, "EEE d MMM, HH:mm", tzinfo=zone, locale=_known(locale)
    )


def show_time(moment: datetime, zone: ZoneInfo, locale: str) -> str:
    """Such as "10:30"."""
    return format_datetime(moment, "HH:mm", tzinfo=zone, locale=_known(locale))


def _known(locale: str) -> Locale:
    try:
        return Locale.parse(locale, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
