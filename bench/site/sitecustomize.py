"""On the path of a bot whose event loop is watched: leads MTProto to the tests' server, and watches (see bench/lag)."""

import os

from bench import lag
from tests.servers.mtproto import redirect

redirect.install(os.environ["FERRY_TEST_MTPROTO"])

if path := os.environ.pop(lag.VARIABLE, None):  # of the bot itself: its children don't get to see it
    lag.watch(path)
