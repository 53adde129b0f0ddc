# SPDX-License-Identifier: Apache-2.0
"""A renewal that waits for its person says so on the desktop, and the notice opens that very step. A link of a CA's
letter leads into its own renewal and nowhere else. A certificate can be asked for where there is none to renew."""
import accessibility
import screenshots
from notifications import NotificationDaemon
from scenarios.renewal_wizard import TITLE, Ca, button, certificate_in_a_key_file, text_of
from waiting import wait_until


def begun_and_left(program, window):
    """At the CA's first question the person closes the window."""
    button(window, "Renew…").press()
    guide = accessibility.wait_for_window("How to renew")
    wait_until("the CA is offered", lambda: button(guide, "Renew now with CA with SMS codes"), 20).press()
    wizard = accessibility.wait_for_window(TITLE, 20)
    wait_until("the CA asks", lambda: text_of(wizard, "Your answer is needed"), 30)
    button(wizard, "Close").press()
    wait_until("the wizard is closed", lambda: not [w for w in accessibility.windows() if TITLE in w.name])
    return program.cli("renewals", "list")["renewals"][0]["id"]


def called_by_a_notice(session, program, dunst):
    program.start_tray()
    wait_until("a notice calls", lambda: [one for one in dunst.notices() if one.summary == "A renewal waits for you"], 30)
    notice = dunst.notices()[-1]
    assert "Your application" in notice.body and "Анна Иванова" in notice.body, notice
    screenshots.take(session, "renewal_calls_notice")
    assert dunst.press("Go on") == "open"
    wizard = accessibility.wait_for_window(TITLE, 20)
    wait_until("the very step is open", lambda: text_of(wizard, "Your application"))
    button(wizard, "Close").press()
    wait_until("the wizard is closed again", lambda: not [w for w in accessibility.windows() if TITLE in w.name])


def follows_its_own_links_only(session, program, dunst, ca, renewal):
    def follow(link):
        session.start(program.bin / "reseal-tray", "--profile", program.profile, "--link", link)

    before = len(dunst.notices())
    follow("reseal://ca.elsewhere.example/renewal/" + renewal)
    wait_until("a foreign link is refused in words", lambda: len(dunst.notices()) > before)
    assert "belongs to no renewal" in dunst.notices()[-1].body, dunst.notices()[-1]
    assert not [w for w in accessibility.windows() if TITLE in w.name]
    follow("reseal://" + ca.ready["url"].split("/")[2] + "/renewal/" + renewal + "/confirm")
    accessibility.wait_for_window(TITLE, 20)
    button(accessibility.wait_for_window(TITLE), "Close").press()


def asks_for_a_new_one(session, window):
    button(window, "New certificate…").press()
    request = accessibility.wait_for_window("A new certificate")
    wait_until("the CA is offered", lambda: button(request, "Ask CA with SMS codes"), 20)
    screenshots.take(session, "renewal_calls_request")
    button(request, "Close").press()


def run(session, program):
    path, password = certificate_in_a_key_file(session, program.watched)
    ca = Ca(session, program)
    try:
        program.prepare()
        program.cli("scan", path, "--password-file", password)
        program.cli("plugin", "set", "kontur", "base_url=" + ca.ready["url"], "ca_file=" + ca.ready["ca_file"])
        session.start_window_manager()
        dunst = NotificationDaemon(session)
        session.start_panel()
        program.start_tray("--window")
        window = accessibility.wait_for_window()
        wait_until("the certificate is listed", lambda: window.find(role=("table cell",), name="Анна Иванова"))
        wait_until("its renewal is due", lambda: text_of(window, "A certificate lapses soon"))
        asks_for_a_new_one(session, window)
        renewal = begun_and_left(program, window)
        program.stop_tray()
        called_by_a_notice(session, program, dunst)
        follows_its_own_links_only(session, program, dunst, ca, renewal)
        assert program.runs()
    finally:
        ca.close()
