"""The set-up files say what the code does."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot.config import Config
from bot.handlers.start import ADMINS

ROOT = Path(__file__).parent.parent
NOTHING = "–"


class Recorder(dict[str, str]):
    """An environment that remembers what was asked of it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def get(self, name, default=None):
        self.asked.add(name)
        return super().get(name, default)


@pytest.fixture
def variables() -> set[str]:
    recorder = Recorder()
    Config.from_env(recorder)
    return recorder.asked


@pytest.fixture
def readme() -> dict[str, str]:
    """Defaults in the README's table of settings."""
    section = (ROOT / "README.md").read_text().partition("## Settings\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([A-Z_]+)` \| (\S+) \| \S.*\|$", section, re.M)
    assert len(rows) == len(dict(rows)), "a variable stands there twice"
    return {name: default.strip("`") for name, default in rows}


@pytest.fixture
def example() -> dict[str, str]:
    """Defaults in .env.example: `#NAME=default`, or `NAME=` where there is none."""
    rows = re.findall(r"^(#?)([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.M)
    assert all(bool(mark) == bool(value) for mark, _, value in rows), "a default stands behind #, all else is empty"
    return {name: value or NOTHING for _, name, value in rows}


def test_every_setting_stands_in_the_readme_and_no_other(variables, readme):
    assert set(readme) == variables


def test_every_setting_stands_in_the_example_and_no_other(variables, example):
    assert set(example) == variables


def test_readme_and_example_name_the_same_defaults(readme, example):
    assert readme == example


def test_the_documented_defaults_are_the_real_ones(readme):
    documented = {name: default for name, default in readme.items() if default != NOTHING}
    assert Config.from_env(documented) == Config.from_env({})


def test_a_setting_documented_without_a_default_has_none(readme):
    config = Config.from_env({})
    for name, default in readme.items():
        if default == NOTHING:
            assert not getattr(config, name.lower()), name


def test_the_readme_names_every_command():
    section = (ROOT / "README.md").read_text().partition("| command |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `/(\w+)", section, re.M) == list(ADMINS)


def test_the_example_as_it_stands_is_a_valid_configuration():
    values = {name: value or "" for name, value in dotenv_values(ROOT / ".env.example").items()}
    assert Config.from_env(values) == Config.from_env({})


# https://render.com/docs/blueprint-spec: what a web service of the free plan may say
SERVICE_KEYS = {
    "type": "web",
    "name": "ferry",
    "runtime": "python",
    "plan": "free",
    "buildCommand": "pip install -r requirements.txt",
    "startCommand": "python main.py",
    "healthCheckPath": "/livez",
    "maxShutdownDelaySeconds": "30",
}
SECRET = {"BOT_TOKEN", "API_ID", "API_HASH", "ADMIN_ID", "ALLOWED_USERS"}


def blueprint() -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """The one service of render.yaml: its keys, and its variables each with their (key, value).

    Reads the few shapes of YAML that stand there and refuses all others, for want of a YAML library.
    """
    lines = [re.sub(r"\s+#.*$", "", line) for line in (ROOT / "render.yaml").read_text().splitlines()]
    lines = [line for line in lines if line.strip() and not line.startswith("#")]
    assert lines.pop(0) == "services:"
    split = lines.index("    envVars:")
    service = [re.fullmatch(r"(?:  - |    )(\w+): (\S.*)", line) for line in lines[:split]]
    assert all(service)
    assert [line.startswith("  - ") for line in lines[:split]] == [True] + [False] * (split - 1)
    names = [re.fullmatch(r"      - key: ([A-Z_]+)", line) for line in lines[split + 1 :: 2]]
    values = [re.fullmatch(r"        (sync|value|generateValue): (\S+)", line) for line in lines[split + 2 :: 2]]
    assert all(names)
    assert all(values)
    variables = {name[1]: (value[1], value[2]) for name, value in zip(names, values, strict=True)}
    return {match[1]: match[2] for match in service}, variables


def test_the_blueprint_is_a_free_web_service_with_our_commands():
    assert blueprint()[0] == SERVICE_KEYS


def test_the_blueprint_asks_for_secrets_and_knows_only_our_settings(variables):
    asked = blueprint()[1]
    assert set(asked) <= variables
    assert all(asked[name] == ("sync", "false") for name in SECRET)
    assert asked["SECRET_KEY"] == ("generateValue", "true")


def test_the_bot_can_run_where_the_blueprint_takes_it():
    version = (ROOT / ".python-version").read_text().strip()
    assert re.fullmatch(r"3\.1[1-4](\.\d+)?", version)
    assert 'requires-python = ">=3.11"' in (ROOT / "pyproject.toml").read_text()


@pytest.fixture
def make(tmp_path):
    """Run make in a copy of the project that holds only what make itself needs."""
    if shutil.which("make") is None:
        pytest.skip("no make here")
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path)

    def run(*words: str, path: str = os.environ["PATH"]) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": path, "HOME": str(tmp_path)}
        return subprocess.run(
            [shutil.which("make"), *words],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )

    return run


def test_make_alone_lists_what_it_can_do(make):
    shown = make().stdout
    assert [line.split()[1] for line in shown.splitlines()] == ["help", "run", "demo", "test", "check", "bench", "tour"]


def test_make_says_so_when_python_is_too_old(make, tmp_path):
    pretend = "import sys; sys.version_info = (3, 10); exec(sys.argv[1])"
    old = program(tmp_path / "old-python", f"exec {sys.executable} -c '{pretend}' \"$2\"")
    failed = make("run", f"PYTHON={old}")
    assert failed.returncode != 0
    assert "needs Python 3.11 or newer" in failed.stdout
    assert not (tmp_path / ".venv").exists()


def test_make_says_so_when_there_is_no_python(make, tmp_path):
    failed = make("run", path=str(programs(tmp_path / "bin")))
    assert failed.returncode != 0
    assert "needs Python 3.11 or newer" in failed.stdout


def test_make_says_so_when_venv_is_missing(make, tmp_path):
    without = program(tmp_path / "python", f'case "$2" in *ensurepip*) exit 1;; esac; exec {sys.executable} "$@"')
    failed = make("run", f"PYTHON={without}")
    assert failed.returncode != 0
    assert "apt install python3-venv" in failed.stdout


def test_make_takes_a_newer_python_when_the_first_one_is_too_old(make, tmp_path):
    folder = programs(tmp_path / "bin")
    program(folder / "python3.13", "exit 1")
    program(folder / "python3.12", f'echo took "$@" >> {tmp_path}/log; exec {sys.executable} "$@"')
    made = make(".venv/.made", path=str(folder))
    assert made.returncode == 0, made.stderr
    assert "took -m venv .venv" in (tmp_path / "log").read_text()
    assert (tmp_path / ".venv/bin/python").exists()
    assert make("-q", ".venv/.made").returncode == 0  # nothing to do the second time


def test_make_installs_again_only_when_requirements_change(make, tmp_path):
    for name in (".made", ".ready-run", ".ready-dev"):
        stamp = tmp_path / ".venv" / name
        stamp.parent.mkdir(exist_ok=True)
        stamp.touch()
    assert make("-q", ".venv/.ready-run", ".venv/.ready-dev").returncode == 0
    later = (tmp_path / ".venv/.ready-dev").stat().st_mtime + 10
    os.utime(tmp_path / "requirements-dev.txt", (later, later))
    assert make("-q", ".venv/.ready-run").returncode == 0
    assert make("-q", ".venv/.ready-dev").returncode == 1


def test_ci_runs_both_sides_and_is_a_program():
    ci = ROOT / ".ci" / "run"
    assert os.access(ci, os.X_OK)
    assert ci.read_text().splitlines()[-2:] == ["make check", "make test"]
    assert subprocess.run(["bash", "-n", ci], timeout=10, check=False).returncode == 0


def program(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def programs(folder: Path) -> Path:
    """A PATH without any Python."""
    folder.mkdir()
    for name in ("sh", "sed", "awk", "touch", "echo"):
        (folder / name).symlink_to(shutil.which(name))
    return folder
