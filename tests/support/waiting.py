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


def settled(read, seconds=30, quiet=0.5):
    """Calls `read` until its result stays the same for `quiet` seconds, and returns it."""
    deadline = time.monotonic() + seconds
    last, since = read(), time.monotonic()
    while time.monotonic() - since < quiet:
        assert time.monotonic() < deadline, f"it still moves after {seconds} s"
        time.sleep(0.02)
        now = read()
        if now != last:
            last, since = now, time.monotonic()
    return last
