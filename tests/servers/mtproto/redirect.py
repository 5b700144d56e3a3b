"""Leads the unmodified client library to the test server: its address and its key, nothing else.

In a test's own process: `with redirect.to(address): ...`. In a process of its own: put the folder `site` beside this
file on PYTHONPATH and the address, as JSON, into FERRY_TEST_MTPROTO; the library is changed when it gets imported.
"""

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any
from unittest.mock import patch

from tests.servers.mtproto.keys import Address, fingerprint

VARIABLE = "FERRY_TEST_MTPROTO"
CLIENT, CONNECTION, KEYS = "pyrogram.client", "pyrogram.connection.connection", "pyrogram.crypto.rsa"


@contextmanager
def to(address: Address) -> Iterator[None]:
    """Every connection the library makes meanwhile goes to this server, and it tells its users this address."""
    from pyrogram import Client  # noqa: PLC0415 (imported when a test wants it)
    from pyrogram.connection.connection import Connection  # noqa: PLC0415
    from pyrogram.crypto import rsa  # noqa: PLC0415

    key = rsa.PublicKey(m=address.modulus, e=address.exponent)
    keys = {fingerprint(address.modulus, address.exponent): key}
    with (
        patch.object(Client, "load_session", _placing(Client.load_session, address)),
        patch.object(Connection, "__init__", _dialling(Connection.__init__, address)),
        patch.dict(rsa.server_public_keys, keys, clear=True),
    ):
        yield


def install(text: str) -> None:
    """The same for a whole process, without importing the library now."""
    address = Address.from_json(text)

    def change_client(module: Any) -> None:
        module.Client.load_session = _placing(module.Client.load_session, address)

    def change_connection(module: Any) -> None:
        module.Connection.__init__ = _dialling(module.Connection.__init__, address)

    def change_keys(module: Any) -> None:
        key = module.PublicKey(m=address.modulus, e=address.exponent)
        module.server_public_keys.clear()
        module.server_public_keys[fingerprint(address.modulus, address.exponent)] = key

    sys.meta_path.insert(0, _AfterImport({CLIENT: change_client, CONNECTION: change_connection, KEYS: change_keys}))


def _dialling(init: Callable[..., None], address: Address) -> Callable[..., None]:
    def dial(self: Any, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"server_address": address.host, "port": address.port}
        init(self, *args, **kwargs)

    return dial


def _placing(load_session: Callable[..., Any], address: Address) -> Callable[..., Any]:
    async def load(self: Any) -> None:
        await load_session(self)
        await self.storage.server_address(address.host)
        await self.storage.port(address.port)

    return load


class _AfterImport(importlib.abc.MetaPathFinder):
    """Lets the ordinary finder find the module, and changes it as soon as it has run."""

    def __init__(self, changes: dict[str, Callable[[Any], None]]) -> None:
        self._changes = changes

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        change = self._changes.pop(name, None)
        spec = importlib.machinery.PathFinder.find_spec(name, path, target) if change else None
        if spec is None or spec.loader is None or change is None:
            return None
        run = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            run(module)
            change(module)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec
