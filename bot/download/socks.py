"""urllib3 through a SOCKS proxy. Its own way wants PySocks; python-socks is there already, with the MTProto client."""

from typing import Any

from python_socks import ProxyError as SocksError
from python_socks.sync import Proxy
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NewConnectionError, ProxyError


class SocksManager(PoolManager):
    """A PoolManager whose connections go through the SOCKS proxy at `proxy` (socks4, socks4a, socks5, socks5h)."""

    def __init__(self, proxy: str, **pool: Any) -> None:
        super().__init__(**pool)
        scheme, _, rest = proxy.partition("://")

        class Plain(_Plain):
            address = f"{scheme.rstrip('ah')}://{rest}"
            remote = scheme in ("socks4a", "socks5h")  # whether the proxy resolves names

        class Secure(Plain, HTTPSConnection):
            pass

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}


class _Plain(HTTPConnection):
    address: str
    remote: bool

    def _new_conn(self) -> Any:
        timeout = self.timeout if isinstance(self.timeout, int | float) else None
        try:
            proxy = Proxy.from_url(self.address, rdns=self.remote)
            return proxy.connect(self._dns_host, self.port, timeout=timeout)
        except SocksError as error:
            raise ProxyError("the SOCKS proxy refused", error) from error
        except OSError as error:
            raise NewConnectionError(self, f"through the SOCKS proxy: {error}") from error
