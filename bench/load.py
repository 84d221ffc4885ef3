"""Loads on any relay of messages: as fast as it goes, or at a steady rate.

Both subjects, the desk and its floor, are driven by exactly this code.
"""

import asyncio
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter

PADDING = "My parcel has been on its way for nine days and nobody tells me where."
SETTLE_SECONDS = 10.0


class Meter:
    """What became of every message: when it was due, acknowledged and seen."""

    def __init__(self) -> None:
        self.due: dict[int, float] = {}
        self.acked: dict[int, float] = {}
        self.seen: dict[int, float] = {}
        self._next = 0

    def new(self) -> tuple[int, str]:
        """A number for a message, and a text that begins with it."""
        self._next += 1
        return self._next, f"{self._next} {PADDING}"

    def hear(self, text: str) -> None:
        """Somebody was shown the text; the desk's own words carry no number."""
        word = text.split(" ", 1)[0]
        if word.isdigit():
            self.seen.setdefault(int(word), perf_counter())


@dataclass(eq=False)
class Line:
    """One direction of one conversation: a sender whose words somebody else sees."""

    meter: Meter
    free: asyncio.Semaphore = field(init=False)
    on_the_way: dict[str, int] = field(default_factory=dict)

    async def send(self, number: int, text: str) -> None:
        """The message is on the wire."""
        raise NotImplementedError

    def hear_ack(self, ref: str) -> None:
        """The message of the ref is stored."""
        number = self.on_the_way.pop(ref, None)
        if number is not None:
            self.meter.acked[number] = perf_counter()
            self.free.release()


async def flat_out(lines: Sequence[Line], *, window: int, seconds: float) -> float:
    """Messages per second that were acknowledged and seen, `window` under way each."""
    meter = lines[0].meter
    for line in lines:
        line.free = asyncio.Semaphore(window)

    async def pump(line: Line) -> None:
        while True:
            await line.free.acquire()
            await line.send(*meter.new())

    pumps = [asyncio.create_task(pump(line)) for line in lines]
    await asyncio.sleep(min(1.0, seconds / 4))
    began, before = perf_counter(), _through(meter)
    await asyncio.sleep(seconds)
    took, after = perf_counter() - began, _through(meter)
    for task in pumps:
        task.cancel()
    await asyncio.gather(*pumps, return_exceptions=True)
    await _settle(lines)
    return (after - before) / took


@dataclass(frozen=True, slots=True)
class Delay:
    """From when a message was due to when the other side saw it, in milliseconds."""

    p50: float
    p99: float


async def steady(lines: Sequence[Line], *, rate: float, seconds: float) -> Delay:
    """The delay at an even rate, counted from when each message was due."""
    meter = lines[0].meter
    for line in lines:
        line.free = asyncio.Semaphore(0)
    sending: set[asyncio.Task[None]] = set()
    start, first = perf_counter(), len(meter.due)
    for n in range(int(rate * seconds)):
        due = start + n / rate
        await asyncio.sleep(max(due - perf_counter(), 0))
        number, text = meter.new()
        meter.due[number] = due
        task = asyncio.create_task(lines[n % len(lines)].send(number, text))
        sending.add(task)
        task.add_done_callback(sending.discard)
    await asyncio.gather(*sending)
    await _settle(lines)
    numbers = list(meter.due)[first:]
    delays = sorted((meter.seen[n] - meter.due[n]) * 1000 for n in numbers)
    cuts = statistics.quantiles(delays, n=100)
    return Delay(p50=cuts[49], p99=cuts[98])


def _through(meter: Meter) -> int:
    return min(len(meter.acked), len(meter.seen))


async def _settle(lines: Sequence[Line]) -> None:
    """Nothing is under way any more.

    Raises:
        TimeoutError: a message was not answered or not seen in time.
    """
    meter, until = lines[0].meter, perf_counter() + SETTLE_SECONDS
    while any(line.on_the_way for line in lines) or meter.acked.keys() - meter.seen:
        if perf_counter() > until:
            raise TimeoutError("a message was not answered or not seen in time")
        await asyncio.sleep(0.01)
