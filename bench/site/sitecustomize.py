"""On the path of a bot whose event loop is watched: leads MTProto to the tests' server, and watches (see bench/lag).

Its children find this as well, and nothing to do for them: whatever they imported would count as the bot's memory.
"""

import os

if path := os.environ.pop("FERRY_BENCH_LAG", None):
    from bench import lag
    from tests.servers.mtproto import redirect

    redirect.install(os.environ.pop("FERRY_TEST_MTPROTO"))
    lag.watch(path)
