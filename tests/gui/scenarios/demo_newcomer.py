# SPDX-License-Identifier: Apache-2.0
"""A newcomer starts `installer/bootstrap run --demo` on a desktop and renews the certificate that it shows, end to end; the code is
read off the phone's window. From the demo's start to "done" it takes less than a minute."""
import time

import accessibility
import screenshots
from scenarios import renewal_kontur
from scenarios.renewal_wizard import Wizard, button, text_of
from waiting import PATIENCE, wait_until
from words import ROOT, Words

LONGEST_SECONDS = 60


class Phone:
    """What the newcomer sees there; the newest message is the last."""

    @staticmethod
    def codes():
        shown = [one.name for window in accessibility.windows("reseal-demo-phone")
                 for one in window.find_all(role=("push button", "button")) if one.name.startswith("Copy ")]
        return [name.removeprefix("Copy ") for name in shown]


def run(session, program):
    session.start_window_manager()
    session.start_panel()
    began = time.monotonic()
    environment = dict(session.environment)
    session.environment.update(RESEAL_BIN=str(program.bin.resolve()), TMPDIR=str(session.home), LANG="C.UTF-8")
    program.tray = session.start(ROOT / "installer" / "bootstrap", "run", "--demo")
    session.environment.clear()
    session.environment.update(environment)
    window = accessibility.wait_for_window("Reseal", 30)
    wait_until("something is due", lambda: text_of(window, "lapses soon") or button(window, "Renew…"), 20)
    screenshots.take(session, "demo_newcomer_0")
    renewal_kontur.begin(window, Words("en"))
    wizard = Wizard(session, Phone(), "demo_newcomer")
    for _ in range(14):
        if wizard.step():
            break
    took = time.monotonic() - began
    assert wizard.seen[-1] == "done", wizard.seen
    print(f"from the demo's start to the new certificate: {took:.1f} s")
    assert took < LONGEST_SECONDS * PATIENCE, f"{took:.1f} s"
