"""The library's generated classes, imported one by one as they are used instead of all at once.

`pyrogram.raw` has a class in a file of its own for each of the 2,500 constructors of Telegram's schema, and imports
them all; an upload uses two hundred of these files. See docs/decisions/generated-classes-on-demand.md.

A package whose text is not the plain list of imports that it is today is imported as it stands, and the log says so.
"""

import importlib.abc
import importlib.machinery
import logging
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType
from typing import Any

ALL = "pyrogram.raw.all"  # `objects`: the classes' names by the ids of their constructors
PACKAGE = re.compile(r"pyrogram\.raw\.(types|functions|base)(\.\w+)?")
IMPORT = re.compile(r"from \.(\w*) import (\w+(?:, \w+)*)")

log = logging.getLogger(__name__)


def on_demand() -> None:
    """Have the classes imported as they are used, from now on. Nothing to do when the library is loaded already."""
    if "pyrogram" not in sys.modules and not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


def exports(source: str) -> dict[str, str] | None:
    """The module that each name of a package is in, "" where it is one; None for a package that is more than imports.

    >>> exports("# Generated\\nfrom .res_pq import ResPQ\\nfrom . import auth, users\\n")
    {'ResPQ': 'res_pq', 'auth': '', 'users': ''}
    >>> exports("from .res_pq import ResPQ as Other")
    """
    found: dict[str, str] = {}
    for line in filter(None, (line.partition("#")[0].strip() for line in source.splitlines())):
        match = IMPORT.fullmatch(line)
        if match is None:
            return None
        found |= dict.fromkeys(match[2].split(", "), match[1])
    return found


class Objects(dict[int, Any]):
    """The classes by id, each imported when it is asked for. Going through them shows those there already."""

    def __init__(self, names: dict[int, str]) -> None:
        super().__init__()
        self._names = names

    def __missing__(self, number: int) -> Any:
        package, _, name = self._names[number].rpartition(".")
        self[number] = getattr(import_module(package), name)
        return self[number]

    def __contains__(self, number: object) -> bool:
        return number in self._names


class _Finder(importlib.abc.MetaPathFinder):
    """Finds as Python does, and has the packages of generated classes loaded in our way."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != ALL and not PACKAGE.fullmatch(name):
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is None or type(spec.loader) is not importlib.machinery.SourceFileLoader:
            return None
        if name == ALL:
            spec.loader = _All(name, spec.loader.path)
        elif spec.submodule_search_locations is not None:
            spec.loader = _Package(name, spec.loader.path)
        return spec


class _Package(importlib.machinery.SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        package = module.__name__
        names = exports(self.get_source(package) or "")
        if names is None:
            log.warning("mtproto classes loaded all at once package=%s", package)
            super().exec_module(module)
            return

        def find(name: str) -> Any:
            """The module's __getattr__: asked once for each name, and never again."""
            home = names.get(name)
            if home is None:
                raise AttributeError(f"module {package!r} has no attribute {name!r}", name=name, obj=module)
            if not home:
                return import_module(f"{package}.{name}")
            found = getattr(import_module(f"{package}.{home}"), name)
            setattr(module, name, found)
            return found

        module.__getattr__ = find  # type: ignore[method-assign]


class _All(importlib.machinery.SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        names = getattr(module, "objects", None)
        if isinstance(names, dict) and all(isinstance(name, str) for name in names.values()):
            module.objects = Objects(names)  # type: ignore[attr-defined]  # before anything takes hold of it
        else:
            log.warning("mtproto classes loaded all at once package=%s", module.__name__)
