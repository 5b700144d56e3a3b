"""What the host gives and has left: cores and memory within its cgroup, room on the disk."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.domain.health import Component, Status
from bot.domain.limits import MB

MEMORY_DEGRADED, MEMORY_UNHEALTHY = 0.80, 0.95  # of the limit; at 1.00 the kernel kills
DISK_DEGRADED_SHARE = 0.15  # of the disk, free
DISK_DEGRADED, DISK_UNHEALTHY = 500 * MB, 100 * MB  # free


@dataclass(frozen=True, slots=True)
class Usage:
    """Memory in use and the most there is, in bytes."""

    used: int
    limit: int


def memory(root: Path = Path("/")) -> Usage | None:
    """Memory of this container, or of the machine where no container limits it; None where nothing tells.

    Pages that merely cache files are given back at need and don't count, as in Kubernetes' working set
    (https://kubernetes.io/docs/tasks/debug/debug-cluster/resource-metrics-pipeline/#memory).
    """
    machine = _machine(root)
    group = _group(root)
    if group is None or (machine is not None and group.limit > machine.limit):  # "no limit" is a huge number in v1
        return machine
    return group


def _group(root: Path) -> Usage | None:
    """The nearest cgroup that limits us: v2 (docs.kernel.org/admin-guide/cgroup-v2.html), then v1."""
    own_v2, own_v1 = _own_groups(root)
    mounted = root / "sys/fs/cgroup"
    for folder, limit, used, cache in (
        (mounted / own_v2, "memory.max", "memory.current", "inactive_file"),
        (mounted, "memory.max", "memory.current", "inactive_file"),
        (mounted / "memory" / own_v1, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
        (mounted / "memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
    ):
        try:
            most = int((folder / limit).read_text())
            taken = int((folder / used).read_text())
            cached = _table(folder / "memory.stat").get(cache, 0)
        except (OSError, ValueError):  # not there, or "max"
            continue
        return Usage(max(0, taken - cached), most)
    return None


def cores(root: Path = Path("/")) -> float:
    """Processor cores that this container may use, maybe a tenth; the machine's where nothing limits it.

    docs.kernel.org/admin-guide/cgroup-v2.html (cpu.max), docs.kernel.org/scheduler/sched-bwc.html (v1).
    """
    own_v2, own_v1 = _own_groups(root, "cpu")
    mounted = root / "sys/fs/cgroup"
    share = float(os.cpu_count() or 1)
    for folder, files in (
        (mounted / own_v2, ("cpu.max",)),
        (mounted, ("cpu.max",)),
        (mounted / "cpu" / own_v1, ("cpu.cfs_quota_us", "cpu.cfs_period_us")),
        (mounted / "cpu", ("cpu.cfs_quota_us", "cpu.cfs_period_us")),
    ):
        try:
            quota, period = (int(n) for file in files for n in (folder / file).read_text().split())
        except (OSError, ValueError):  # not there, or "max"
            continue
        if quota > 0 and period > 0:
            share = min(share, quota / period)
    return share


def _own_groups(root: Path, controller: str = "memory") -> tuple[str, str]:
    """Our paths below the mounts of v2 and of v1's controller, from lines like `4:memory:/some/where`."""
    v2 = v1 = ""
    try:
        lines = (root / "proc/self/cgroup").read_text().splitlines()
    except OSError:
        return v2, v1
    for line in lines:
        number, controllers, path = line.split(":", 2)
        if number == "0":
            v2 = path.lstrip("/")
        elif controller in controllers.split(","):
            v1 = path.lstrip("/")
    return v2, v1


def _machine(root: Path) -> Usage | None:
    try:
        table = _table(root / "proc/meminfo")
    except OSError:
        return None
    total, available = table.get("MemTotal", 0) * 1024, table.get("MemAvailable", 0) * 1024
    return Usage(total - available, total) if total else None


def _table(path: Path) -> dict[str, int]:
    """Lines like `inactive_file 4096` or `MemTotal:  24683 kB`."""
    rows = (line.split() for line in path.read_text().splitlines())
    return {row[0].rstrip(":"): int(row[1]) for row in rows if len(row) > 1 and row[1].isdecimal()}


class MemoryProbe:
    """The probe "memory"."""

    name = "memory"

    def __init__(self, read: Callable[[], Usage | None] = memory) -> None:
        self._read = read

    def check(self) -> Component:
        usage = self._read()
        if usage is None:
            return Component(Status.OK, "unknown on this system")
        share = usage.used / usage.limit
        detail = f"{usage.used // MB} of {usage.limit // MB} MB"
        if share > MEMORY_UNHEALTHY:
            return Component(Status.UNHEALTHY, detail)
        return Component(Status.DEGRADED if share > MEMORY_DEGRADED else Status.OK, detail)


class DiskProbe:
    """The probe "disk": room where downloads are written."""

    name = "disk"

    def __init__(self, folder: Path, usage: Callable[[Path], tuple[int, int, int]] = shutil.disk_usage) -> None:
        self._folder = folder
        self._usage = usage

    def check(self) -> Component:
        try:
            total, _, free = self._usage(self._folder)
        except OSError as error:
            return Component(Status.UNHEALTHY, f"download folder: {type(error).__name__}")
        detail = f"{free // MB} MB free"
        if free < DISK_UNHEALTHY:
            return Component(Status.UNHEALTHY, detail)
        scarce = free < DISK_DEGRADED or free < DISK_DEGRADED_SHARE * total
        return Component(Status.DEGRADED if scarce else Status.OK, detail)
