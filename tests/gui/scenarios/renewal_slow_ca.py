# SPDX-License-Identifier: Apache-2.0
"""A CA whose every answer takes its time, and a key that takes a while to be made: the wizard says what it does meanwhile, and its
gauge moves."""
import subprocess

import accessibility
from scenarios import renewal_kontur
from scenarios.renewal_wizard import OLD_PASSWORD, VAULT_PASSWORD, Ca, Wizard, button, certificate_in_a_key_file, text_of
from waiting import wait_until
from words import Words

NEEDED, ASKED, MADE = "Your answer is needed", "The CA is being asked…", "The new key is being made…"


class Watched(Wizard):
    """Looks at the headline, and at the gauge under the CA's answers, from each press until the next form."""

    def __init__(self, session, ca, name, tr):
        super().__init__(session, ca, name, tr)
        self.said = {}  # by form: the headlines
        self.moved = {}  # by form: pictures of the gauge that differ

    def gauge(self, window):
        found = window.find(role=("progress bar",), name=self.tr("Reseal is at work"))
        if not found:
            return None
        box = found.accessible.queryComponent().getExtents(accessibility.pyatspi.DESKTOP_COORDS)
        area = f"{box.width}x{box.height}+{box.x}+{box.y}"
        done = subprocess.run(["import", "-window", "root", "-crop", area, "-depth", "8", "rgb:-"], capture_output=True,
                              env=self.session.environment, check=True)
        return done.stdout

    def go_on(self, window):
        name = self.seen[-1]
        if name in ("review", "medium"):  # needs nobody else
            return super().go_on(window)
        headline = wait_until("its headline", lambda: text_of(window, self.tr(NEEDED)))
        said, pictures = self.said.setdefault(name, []), self.moved.setdefault(name, set())
        button(window, self.tr("C&ontinue")).press()

        def over():
            now = headline.name
            if now not in said:
                said.append(now)
            if now == self.tr(ASKED) and len(pictures) < 3:
                picture = self.gauge(window)
                if picture and headline.name == now:
                    pictures.add(picture)
            return len(said) > 1 and now == self.tr(NEEDED)
        wait_until(f"{name} is answered", over, 15)


def run(session, program, language="en"):
    tr = Words(language)
    path, password = certificate_in_a_key_file(session, program.watched, 4096)  # the new key is like the old one
    ca = Ca(session, program, "slow=2")
    try:
        program.prepare(language=language)
        program.cli("scan", path, "--password-file", password)
        program.cli("plugin", "set", "kontur", "base_url=" + ca.ready["url"], "ca_file=" + ca.ready["ca_file"])
        session.start_window_manager()
        session.start_panel()
        program.start_tray("--window")
        window = accessibility.wait_for_window()
        renewal_kontur.begin(window, tr)
        wizard = Watched(session, ca, f"renewal_slow_ca_{language}", tr)
        while "vault" not in wizard.seen:
            wizard.step()
        wizard.step()
        for name, rest in (("phone", []), ("code", []), ("vault", [tr(MADE)]), ("confirm", [])):
            said = [text for text in wizard.said[name] if text in (tr(MADE), tr(ASKED))]
            assert said == [*rest, tr(ASKED)], (name, wizard.said)
            assert len(wizard.moved[name]) > 1, f"{name}: the gauge stands still"
        for secret in (OLD_PASSWORD, VAULT_PASSWORD, *ca.codes()):
            assert secret not in program.log_text()
    finally:
        ca.close()
