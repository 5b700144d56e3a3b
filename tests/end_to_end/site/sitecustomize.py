"""On the path of the bot's process in tests: what must be changed from outside, before anything is imported."""

import os

# Coverage measures the bot itself and not its children: they are killed when they have answered, before they could
# write anything down, and measuring makes them several times slower.
os.environ.pop("COVERAGE_PROCESS_CONFIG", None)

if address := os.environ.pop("FERRY_TEST_MTPROTO", None):
    from tests.servers.mtproto import redirect

    redirect.install(address)
