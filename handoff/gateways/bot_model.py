"""Asks the running bot to serve another model, without a restart."""

from typing import Final

import aiohttp
import msgspec

SWAP_SECONDS: Final = 60.0
"""Loading takes about a second; a busy machine may need longer."""


class SwapFailed(Exception):
    """The bot goes on with its old model; the message says why."""


class _Refusal(msgspec.Struct):
    code: str
    message: str


class _Answer(msgspec.Struct):
    ok: bool
    seconds: float = 0.0
    error: _Refusal | None = None


async def swap_model(bot_url: str, token: str, *, file: str, sha256: str) -> float:
    """The bot answers its next turns with the model; the seconds it took to load.

    `file` lies under models/ and has the hash `sha256`.

    Raises:
        SwapFailed: no bot answers there, or it refused.
    """
    url = bot_url.rstrip("/") + "/webhooks/firstline/model"
    headers = {"Authorization": f"Bearer {token}"}
    wanted = {"file": file, "sha256": sha256}
    limit = aiohttp.ClientTimeout(total=SWAP_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit, headers=headers) as session,
            session.post(url, json=wanted) as response,
        ):
            body = await response.read()
        answer = msgspec.json.decode(body, type=_Answer)
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        raise SwapFailed(f"no bot answers at {bot_url}: {error}") from error
    except msgspec.MsgspecError as error:
        raise SwapFailed(f"{bot_url} answers, but not as the bot does") from error
    if not answer.ok:
        why = answer.error.message if answer.error else "it does not say why"
        raise SwapFailed(f"the bot refused the model: {why}")
    return answer.seconds
