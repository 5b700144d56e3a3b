"""Found on PYTHONPATH by every Python process of an end-to-end test; see `redirect`."""

import os
import sys
from pathlib import Path

if text := os.environ.get("FERRY_TEST_MTPROTO"):
    sys.path.append(str(Path(__file__).parents[4]))
    from tests.servers.mtproto.redirect import install

    install(text)
