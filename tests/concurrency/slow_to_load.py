"""A module that a fork server takes a minute to preload."""

import time

time.sleep(60)
