"""What the numbers were measured on, and how much processor time whom they cost."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cores:
    """Who runs where: a core for the server, one for the load; PostgreSQL has the rest, or shares with the load."""

    server: set[int]
    load: set[int]
    database: set[int]

    @property
    def all(self) -> set[int]:
        """Every core there is for us."""
        return self.server | self.load | self.database

    @classmethod
    def shared_out(cls) -> "Cores":
        """The cores this process may use."""
        if not hasattr(os, "sched_getaffinity"):
            return cls(set(), set(), set())
        first, *others = sorted(os.sched_getaffinity(0))
        if not others:
            return cls({first}, {first}, {first})
        return cls({first}, {others[-1]}, set(others[:-1]) or {others[-1]})


def pin(pid: int, cores: set[int]) -> None:
    """Keep a process on some cores, where the system can; 0 is this one."""
    if cores:
        os.sched_setaffinity(pid, cores)


def processor_seconds(pid: int) -> float:
    """What a process has used so far, with its children that have ended; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / TICKS


def family_seconds(pid: int) -> float:
    """The same of a process and its children of this moment."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        children = []
    return processor_seconds(pid) + sum(processor_seconds(int(child)) for child in children)


def describe(cores: Cores, postgresql: str) -> str:
    """The machine in a line."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else ():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    busy = f", load {os.getloadavg()[0]:.1f} before" if hasattr(os, "getloadavg") else ""
    return (
        f"{len(cores.all) or os.cpu_count()} cores of {model}{busy}; {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, PostgreSQL {postgresql}"
    )
