# SPDX-License-Identifier: Apache-2.0
"""Where "Renew" leads: one plugin that names the issuer begins at once, among several the person chooses, with none the
instructions open, and plugins for any issuer stay offered beside them. The CA is the test CA."""
import accessibility
import certificates
import screenshots
from scenarios.renewal_wizard import TITLE, Ca, button, text_of
from waiting import wait_until

GUIDE = "How to renew"
KONTUR, FILES, NCA = ("Renew now with " + name for name in ("CA with SMS codes", "CA by files", "Re-issue as at the NCA"))
CHOOSE, OTHERS = "Several plugins renew certificates of this CA", "Other ways to renew it"


def is_open(title):
    return [window for window in accessibility.windows() if title in window.name]


def guide(*offered):
    window = accessibility.wait_for_window(GUIDE, 20)
    wait_until("its plugins are offered", lambda: all(button(window, name) for name in offered), 20)
    return window


def none_named(session, window):
    button(window, "Renew…").press()
    shown = guide(KONTUR, FILES, NCA)
    assert text_of(shown, OTHERS) and not text_of(shown, CHOOSE), accessibility.outline(shown)
    assert text_of(shown, "What to do"), "the instructions are missing"
    assert not button(shown, NCA).has("sensitive"), "it is not set up"
    screenshots.take(session, "renew_by_issuer_0")
    button(shown, KONTUR).press()
    accessibility.wait_for_window(TITLE, 20)


def one_named(session, program, window):
    button(window, "Renew…").press()
    wizard = accessibility.wait_for_window(TITLE, 20)
    wait_until("the CA asks", lambda: text_of(wizard, "Your application"), 30)
    assert not is_open(GUIDE), "the instructions opened as well"
    screenshots.take(session, "renew_by_issuer_1")
    renewal = program.cli("renewals", "list")["renewals"][0]
    assert renewal["ca"] == "kontur", renewal
    button(wizard, "Close").press()
    wait_until("the wizard is closed", lambda: not is_open(TITLE))
    program.cli("renewals", "cancel", renewal["id"])
    wait_until("nothing waits any more", lambda: not text_of(window, "A renewal waits for you"))
    button(window, "Renew…").press()
    again = guide(KONTUR, FILES)
    assert text_of(again, OTHERS), "after one that was given up the person sees what else there is"
    screenshots.take(session, "renew_by_issuer_1_again")


def several_named(session, window):
    button(window, "Renew…").press()
    shown = guide(KONTUR, FILES)
    assert text_of(shown, CHOOSE) and not text_of(shown, OTHERS), accessibility.outline(shown)
    assert not button(shown, NCA), "it does not name the issuer"
    screenshots.take(session, "renew_by_issuer_2")
    button(shown, KONTUR).press()
    wizard = accessibility.wait_for_window(TITLE, 20)
    wait_until("the chosen CA asks", lambda: text_of(wizard, "Your application"), 30)


def run(session, program, matches="1"):
    organisation = "Example" if matches == "0" else "ООО Сертум-Про"
    certificates.make(program.watched, "anna", 10, "Анна Иванова/O=" + organisation)
    ca = Ca(session, program)
    try:
        program.prepare()
        program.cli("plugin", "set", "kontur", "base_url=" + ca.ready["url"], "ca_file=" + ca.ready["ca_file"])
        if matches == "2":
            program.cli("plugin", "set", "file", "issuers=Our CA; *Сертум-Про*")
        session.start_window_manager()
        session.start_panel()
        program.start_tray("--window")
        window = accessibility.wait_for_window()
        wait_until("its renewal is due", lambda: text_of(window, "A certificate lapses soon"), 20)
        if matches == "0":
            none_named(session, window)
        elif matches == "1":
            one_named(session, program, window)
        else:
            several_named(session, window)
        assert program.runs()
    finally:
        ca.close()
