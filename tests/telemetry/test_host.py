import os
from pathlib import Path

import pytest

from bot.domain.health import Status
from bot.domain.limits import MB
from bot.telemetry.host import DiskProbe, MemoryProbe, Usage, cores, memory

UNLIMITED_V1 = 9223372036854771712  # what cgroup v1 says for "no limit"


def files(root: Path, contents: dict[str, str]) -> Path:
    for name, text in contents.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


MACHINE = {"proc/meminfo": "MemTotal: 1000 kB\nMemFree: 100 kB\nMemAvailable: 400 kB\nHugePages\n"}


def test_a_container_of_cgroup_v2_is_read_without_the_file_cache(tmp_path):
    root = files(
        tmp_path,
        {
            "proc/self/cgroup": "0::/\n",
            "sys/fs/cgroup/memory.max": "500000\n",
            "sys/fs/cgroup/memory.current": "300000\n",
            "sys/fs/cgroup/memory.stat": "anon 1\ninactive_file 100000\n",
        }
        | MACHINE,
    )
    assert memory(root) == Usage(used=200000, limit=500000)


def test_our_own_group_goes_before_the_whole_mount(tmp_path):
    root = files(
        tmp_path,
        {
            "proc/self/cgroup": "0::/system.slice/ferry.service\n",
            "sys/fs/cgroup/system.slice/ferry.service/memory.max": "500000",
            "sys/fs/cgroup/system.slice/ferry.service/memory.current": "1000",
            "sys/fs/cgroup/system.slice/ferry.service/memory.stat": "",
        },
    )
    assert memory(root) == Usage(used=1000, limit=500000)


def test_a_container_of_cgroup_v1_is_read(tmp_path):
    root = files(
        tmp_path,
        {
            "proc/self/cgroup": "9:name=systemd:/x\n4:cpu,memory:/docker/abc\n0::/\n",
            "sys/fs/cgroup/memory/memory.limit_in_bytes": "500000",
            "sys/fs/cgroup/memory/memory.usage_in_bytes": "300000",
            "sys/fs/cgroup/memory/memory.stat": "inactive_file 5\ntotal_inactive_file 50000\n",
        }
        | MACHINE,
    )
    assert memory(root) == Usage(used=250000, limit=500000)


@pytest.mark.parametrize(
    "group",
    [
        {},
        {"sys/fs/cgroup/memory.max": "max", "sys/fs/cgroup/memory.current": "5", "sys/fs/cgroup/memory.stat": ""},
        {
            "sys/fs/cgroup/memory/memory.limit_in_bytes": str(UNLIMITED_V1),
            "sys/fs/cgroup/memory/memory.usage_in_bytes": "5",
            "sys/fs/cgroup/memory/memory.stat": "",
        },
    ],
)
def test_without_a_limit_of_ours_the_machine_counts(tmp_path, group):
    assert memory(files(tmp_path, group | MACHINE)) == Usage(used=600 * 1024, limit=1000 * 1024)


def test_a_system_that_tells_nothing_is_well(tmp_path):
    assert memory(tmp_path) is None
    assert memory(files(tmp_path, {"proc/meminfo": "SwapTotal: 0 kB\n"})) is None
    assert MemoryProbe(lambda: None).check().status == Status.OK


@pytest.mark.parametrize(("share", "status"), [(80, "ok"), (81, "degraded"), (95, "degraded"), (96, "unhealthy")])
def test_memory_is_judged_by_its_share_of_the_limit(share, status):
    component = MemoryProbe(lambda: Usage(share * MB, 100 * MB)).check()
    assert (component.status, component.detail) == (status, f"{share} of 100 MB")


@pytest.mark.parametrize(
    ("total", "free", "status"),
    [
        (10_000, 5_000, "ok"),
        (10_000, 1_499, "degraded"),  # under 15 %
        (1_000, 499, "degraded"),  # under 500 MB
        (1_000, 100, "degraded"),
        (1_000, 99, "unhealthy"),
    ],
)
def test_the_disk_is_judged_by_what_is_free(total, free, status, tmp_path):
    probe = DiskProbe(tmp_path, lambda _: (total * MB, (total - free) * MB, free * MB))
    component = probe.check()
    assert (component.status, component.detail) == (status, f"{free} MB free")


def test_the_real_disk_and_memory_can_be_read(tmp_path):
    assert "MB free" in DiskProbe(tmp_path).check().detail
    assert MemoryProbe().check().detail


def test_a_download_folder_that_is_gone_is_unhealthy_without_its_path(tmp_path):
    component = DiskProbe(tmp_path / "gone").check()
    assert component.status == Status.UNHEALTHY
    assert str(tmp_path) not in component.detail


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ({"sys/fs/cgroup/cpu.max": "10000 100000\n"}, 0.1),  # as on Render's free plan
        ({"proc/self/cgroup": "0::/own\n", "sys/fs/cgroup/own/cpu.max": "50000 100000\n"}, 0.5),
        (
            {
                "proc/self/cgroup": "3:cpu,cpuacct:/docker/abc\n0::/\n",
                "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "20000\n",
                "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
            },
            0.2,
        ),
    ],
)
def test_a_share_of_a_core_is_told(tmp_path, group, expected):
    assert cores(files(tmp_path, group)) == expected


@pytest.mark.parametrize(
    "group",
    [
        {},
        {"sys/fs/cgroup/cpu.max": "max 100000\n"},
        {"sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n", "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n"},
    ],
)
def test_without_a_quota_all_cores_of_the_machine_count(tmp_path, group):
    assert cores(files(tmp_path, group)) == os.cpu_count()
