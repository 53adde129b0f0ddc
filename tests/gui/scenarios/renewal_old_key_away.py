# SPDX-License-Identifier: Apache-2.0
"""The drive with the old key is pulled out while the CA works: the window asks for it, says so again as long as it is away, and
goes on once it is back; the old key is in the archive before the switch."""
import accessibility
import screenshots
from scenarios.renewal_wizard import BUTTON, Ca, Wizard, button, certificate_in_a_key_file, text_of
from waiting import wait_until
from words import said_in

AWAY = "The file of the old key is not there"


class AwayWizard(Wizard):
    def __init__(self, session, ca, path):
        super().__init__(session, ca, "renewal_old_key_away")
        self.path, self.pulled = path, path.with_suffix(".away")

    def fill(self, window, name):
        super().fill(window, name)
        if name == "confirm":
            self.path.rename(self.pulled)

    def name_of(self, window):
        return "away" if window.find(role=("label",), name=AWAY) else super().name_of(window)

    def go_on(self, window):
        if self.name_of(window) != "away":
            return super().go_on(window)
        said = said_in(window)
        assert "Plug in its drive" in said and self.path.name in said and "Go on without it" in said, said
        button(window, "Continue").press()
        wait_until("it was looked for", lambda: text_of(window, "Your answer is needed") and button(window, "Continue").has("sensitive"))
        assert self.name_of(window) == "away", said_in(window)
        self.pulled.rename(self.path)
        return button(window, "Continue").press()


def run(session, program):
    path, password = certificate_in_a_key_file(session, program.watched)
    ca = Ca(session, program)
    try:
        program.prepare()
        old = program.cli("scan", path, "--password-file", password)["certificates"][0]["id"]
        program.cli("plugin", "set", "kontur", "base_url=" + ca.ready["url"], "ca_file=" + ca.ready["ca_file"])
        session.start_window_manager()
        session.start_panel()
        program.start_tray("--window")
        window = accessibility.wait_for_window()
        wait_until("it is due", lambda: window.find(role=BUTTON, name="Renew…"), 20).press()
        guide = accessibility.wait_for_window("How to renew")
        wait_until("the CA is offered", lambda: button(guide, "Renew now with CA with SMS codes"), 20).press()
        wizard = AwayWizard(session, ca, path)
        for _ in range(16):
            if wizard.step():
                break
        assert wizard.seen[-1] == "done" and "away" in wizard.seen, wizard.seen
        screenshots.take(session, "renewal_old_key_away_done")
        kept = {row["id"]: row["key"] for row in program.cli("archive", "list")["entries"]}
        assert kept[old] == "vault" and len(kept) == 2, kept
        assert ca.orders() == 1
        assert program.runs()
    finally:
        ca.close()
