# SPDX-License-Identifier: Apache-2.0
"""Runs one scenario on a desktop of its own: run_scenario.py NAME [KEY=VALUE]... --build DIR --artefacts DIR"""
import argparse
import faulthandler
import importlib
import os
import sys
import traceback
from pathlib import Path

import gi

gi.require_version("Gio", "2.0")

import accessibility
import own_etc
import screenshots
from desktop_session import DesktopSession
from program import Program
from waiting import PATIENCE

SKIPPED = 77
LONGEST_SECONDS = 140 * PATIENCE  # a hang names its place before the test runner's time-out


def report(session, name):
    traceback.print_exc()
    try:
        screenshots.take(session, f"{name}-failed")
        for window in accessibility.windows():
            print(accessibility.outline(window))
    except Exception:  # noqa: BLE001 - the desktop itself may be what failed
        traceback.print_exc()
    for log in sorted(session.logs.iterdir()) + sorted((session.home / "profile" / "logs").glob("*.log")):
        text = log.read_text(errors="replace").strip()
        if text:
            print(f"--- {log.name}\n{text[-3000:]}")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("name")
    arguments.add_argument("options", nargs="*", help="KEY=VALUE, given to the scenario")
    arguments.add_argument("--build", required=True)
    arguments.add_argument("--artefacts", required=True, type=Path)
    chosen = arguments.parse_args()
    options = dict(option.split("=", 1) for option in chosen.options)
    faulthandler.enable()
    faulthandler.dump_traceback_later(LONGEST_SECONDS, exit=True)
    screenshots.folder = chosen.artefacts
    scenario = importlib.import_module(f"scenarios.{chosen.name}")
    etc = None
    if getattr(scenario, "OWN_ETC", False):
        if not own_etc.enter():
            print("skipped: no mount namespaces here")
            return SKIPPED
        etc = os.environ[own_etc.VARIABLE]
    session = DesktopSession("Adwaita:dark" if options.get("theme") == "dark" else "Adwaita")
    try:
        scenario.run(session, Program(session, chosen.build), **options)
    except Exception:  # noqa: BLE001 - whatever it was, show the desktop's state and fail
        report(session, "_".join([chosen.name, *options.values()]))
        return 1
    finally:
        session.close()
        if etc is not None:
            own_etc.leave(etc)
    return 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # libatspi 2.46 may crash where it lets go of what died with the session
