# SPDX-License-Identifier: Apache-2.0
"""Waiting for conditions, always with a deadline."""
import time


def until(condition, seconds=10, what="the condition"):
    """Calls `condition` until it returns something true, and returns that; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come true within {seconds} s")
        time.sleep(0.01)
