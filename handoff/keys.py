"""Where the parts of the application are found in it."""

from typing import Final

from aiohttp import web

from handoff.desk import Desk
from handoff.guard import Origins
from handoff.limits import Limits

DESK: Final = web.AppKey("desk", Desk)
LIMITS: Final = web.AppKey("limits", Limits)
ORIGINS: Final = web.AppKey("origins", Origins)
