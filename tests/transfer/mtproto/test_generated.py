"""The library's generated classes, each imported when it is used. Every case has a process of its own: a library is
imported once."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.transfer.mtproto import generated

ROOT = Path(__file__).parents[3]

# What it prints last is what `said` returns.
LOAD = """
import asyncio, json, sys
from bot.transfer.mtproto import generated
asyncio.set_event_loop(asyncio.new_event_loop())
def classes(): return sum(name.startswith("pyrogram.raw.") and ".core" not in name for name in sys.modules)
def say(what): print(json.dumps(what))
"""
EVERY = """
from pyrogram import raw
found = {}
for name in sorted(everything):
    package, _, last = name.rpartition(".")
    one = raw
    for step in package.split(".") if package else ():
        one = getattr(one, step)
    one = getattr(one, last)
    found[name] = [one.__module__, one.QUALNAME]
say(found)
"""


def said(*code: str, path: Path = ROOT) -> Any:
    command = [sys.executable, "-c", LOAD + "\n".join(code)]
    environment = {"PYTHONPATH": f"{path}:{ROOT}"}
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def ordinary() -> Any:
    """Every class as the library itself imports it: where it stands, and what it is called."""
    return said(
        "from pyrogram import raw",
        "packages = [raw.types, raw.functions, raw.base]",
        "packages += [one for package in packages for one in vars(package).values() if hasattr(one, '__path__')]",
        "everything = {package.__name__.removeprefix('pyrogram.raw.') + '.' + name for package in packages",
        "              for name, one in vars(package).items() if isinstance(one, type)}",
        EVERY,
    )


def test_each_class_is_the_one_that_the_library_imports(ordinary: Any) -> None:
    assert len(ordinary) > 3000
    assert said("generated.on_demand()", f"everything = {list(ordinary)!r}", EVERY) == ordinary


def test_every_constructor_is_found_by_its_id() -> None:
    ids = said(
        "generated.on_demand()",
        "from pyrogram.raw.all import objects",
        "say([objects[number].ID == number and number in objects for number in list(objects._names)])",
    )
    assert len(ids) > 2000
    assert all(ids)


def test_an_unknown_id_is_a_key_error_as_ever() -> None:
    said(
        "generated.on_demand()",
        "from io import BytesIO",
        "from pyrogram.raw.core import TLObject",
        "try: TLObject.read(BytesIO(b'none'))",
        "except KeyError: say('as ever')",
    )


def test_what_is_not_used_is_not_imported() -> None:
    assert said("generated.on_demand()", "import bot.transfer.mtproto.client", "say(classes())") < 400
    assert said("import bot.transfer.mtproto.client", "say(classes())") > 3000  # what is counted here is there


def test_an_object_is_read_as_what_it_was_written_and_known_by_its_base() -> None:
    assert said(
        "generated.on_demand()",
        "from io import BytesIO",
        "from pyrogram import raw",
        "written = raw.types.InputFileBig(id=7, parts=2, name='film.mp4').write()",
        "read = raw.core.TLObject.read(BytesIO(written))",
        "say([isinstance(read, raw.types.InputFileBig), isinstance(read, raw.base.InputFile),",
        "     isinstance(read, raw.base.InputMedia), read.name])",
    ) == [True, True, False, "film.mp4"]


def test_a_name_that_is_not_there_is_an_attribute_error_and_none_to_import() -> None:
    assert said(
        "generated.on_demand()",
        "from pyrogram import raw",
        "say([hasattr(raw.types, 'NoSuchType'), hasattr(raw.functions.users, 'GetUsers')])",
    ) == [False, True]


def test_a_library_that_is_there_already_is_left_as_it_is() -> None:
    assert said("import pyrogram", "generated.on_demand()", "say(type(sys.meta_path[0]).__name__)") != "_Finder"


def test_a_package_of_another_make_is_imported_as_it_stands(tmp_path: Path) -> None:
    package = tmp_path / "pyrogram"
    raw = package / "raw"
    for name, text in {
        package / "__init__.py": "",
        raw / "__init__.py": "from . import all, types, functions",
        raw / "all.py": "objects = {1: print}",
        raw / "types" / "__init__.py": "from .one import One\nprint('more than imports')",
        raw / "types" / "one.py": "class One: ...",
        raw / "functions" / "__init__.py": "from .one import Two",
        raw / "functions" / "one.py": "print('not used'); class Two: ...",
    }.items():
        name.parent.mkdir(parents=True, exist_ok=True)
        name.write_text(text)
    assert said(
        "import logging; logging.basicConfig(format='%(message)s', handlers=[handler := logging.Handler()])",
        "lines = []; handler.emit = lambda record: lines.append(record.getMessage())",
        "generated.on_demand()",
        "from pyrogram import raw",
        "say([vars(raw.types)['One'].__name__, raw.all.objects == {1: print}, lines])",
        path=tmp_path,
    ) == [
        "One",
        True,
        [
            "mtproto classes loaded all at once package=pyrogram.raw.all",
            "mtproto classes loaded all at once package=pyrogram.raw.types",
        ],
    ]


@pytest.mark.parametrize("line", ["import os", "from .a import B as C", "if True:", "from other import B", "x = 1"])
def test_only_a_plain_list_of_imports_is_understood(line: str) -> None:
    assert generated.exports(f"from .a import B\n{line}\n") is None
