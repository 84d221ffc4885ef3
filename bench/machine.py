"""Which machine a figure was measured on: a figure without it says nothing."""

import os
import platform
import sqlite3
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Machine:
    """What a reader needs to compare figures with their own."""

    cpu: str
    cores: int
    memory_gib: float
    load: float
    """Processes that wanted a core during the last minute, before the benchmark."""
    system: str
    python: str
    sqlite: str

    def __str__(self) -> str:
        """The machine in one line."""
        return (
            f"{self.cores} x {self.cpu}, {self.memory_gib:.0f} GiB, load"
            f" {self.load:.1f}, {self.system}, Python {self.python},"
            f" SQLite {self.sqlite}"
        )


def this_machine() -> Machine:
    """The machine that runs this."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return Machine(
        cpu=_cpu(),
        cores=len(os.sched_getaffinity(0)),
        memory_gib=pages / 2**30,
        load=os.getloadavg()[0],
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
    )


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = (line.split(":", 1)[1] for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unknown processor").strip()


def memory_mib(pid: int) -> float:
    """The process's own share of memory (PSS), in MiB."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return (
        sum(int(line.split()[1]) for line in rollup if line.startswith("Pss:")) / 1024
    )


def cpu_ms(pid: int) -> float:
    """The CPU time that the process has used so far, in milliseconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


def children_of(pid: int) -> dict[int, str]:
    """Every process below this one, with its command line."""
    found: dict[int, str] = {}
    for entry in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, entry.read_text().split()):
            raw = Path(f"/proc/{child}/cmdline").read_bytes()
            found[child] = raw.replace(b"\0", b" ").decode(errors="replace").strip()
            found |= children_of(child)
    return found
