# SPDX-License-Identifier: Apache-2.0
"""The one way to wait: look again until it is so, serving D-Bus events meanwhile, up to a deadline."""
import os
import time

from gi.repository import GLib


PATIENCE = float(os.environ.get("RESEAL_TEST_PATIENCE", "1"))  # sanitizers are slow


class NeverHappened(AssertionError):
    pass


def wait_until(what, condition, seconds=8.0):
    """Returns the first true value of condition(); raises NeverHappened naming `what` after `seconds`."""
    deadline = time.monotonic() + seconds * PATIENCE
    context = GLib.MainContext.default()
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise NeverHappened(f"not within {seconds:g} s: {what}")
        # Wakes early when an event arrives.
        tick = GLib.timeout_add(40, lambda: GLib.SOURCE_REMOVE)
        context.iteration(True)
        source = context.find_source_by_id(tick)
        if source:
            source.destroy()


def wait_without_events(condition, seconds):
    """While the buses themselves end: libatspi 2.46 crashes on some of the events that this makes."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def stays(what, condition, seconds=1.0):
    """Raises NeverHappened if condition() turns false within `seconds`."""
    try:
        wait_until("", lambda: not condition(), seconds / PATIENCE)
    except NeverHappened:
        return
    raise NeverHappened(f"did not stay so for {seconds:g} s: {what}")
