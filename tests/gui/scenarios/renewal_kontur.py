# SPDX-License-Identifier: Apache-2.0
"""A person renews in the window, in the language given, at a CA that wants an application and does not take the old key's
signature: every form of `ca_kontur`, and the page that is printed and waited for. The CA is the test CA over TLS."""
import accessibility
import screenshots
from scenarios import renewal_nca
from scenarios.renewal_wizard import BUTTON, OLD_PASSWORD, PHONE, VAULT_PASSWORD, Ca, certificate_in_a_key_file, text_of
from waiting import wait_until
from words import Words

PLUGIN = {"en": "CA with SMS codes", "ru": "УЦ с кодами по СМС", "kk": "SMS кодтары бар КО"}


def begin(window, tr):
    """By the buttons "Renew…" and then of the CA."""
    wait_until("it is due", lambda: window.find(role=BUTTON, name=tr("&Renew…")), 20).press()
    guide = accessibility.wait_for_window(tr("How to renew"), 20)
    offer = lambda: accessibility.first(one for one in guide.find_all(role=BUTTON) if PLUGIN[tr.language] in one.name)  # noqa: E731
    wait_until("the CA is offered", offer, 20).press()


class Wizard(renewal_nca.Wizard):
    secrets = {"Password of the archive": VAULT_PASSWORD, "Password of the old key file": OLD_PASSWORD}
    printed = False

    def other(self, name):
        if any(word in name for word in ("Phone", "Телефон", "телефон")):
            return PHONE
        return self.ca.codes()[-1] if any(word in name for word in ("Code", "Код")) else None

    def page(self):
        """The button of the page that is to be printed, while it is waited for."""
        return None if self.printed else self.button("Save for &printing…")

    def step(self):
        def rests():
            return self.is_over() or self.page() or text_of(self.window(), self.tr("Your answer is needed"))
        wait_until("the renewal rests", rests, 40)
        if not self.page():
            return super().step()
        wait_until("it says where to bring it", lambda: self.page() and text_of(self.window(), "Примерная улица, 1"), 20)
        screenshots.take(self.session, f"{self.name}_{len(self.seen) + 1:02}_print")
        self.printed = True
        (self.ca.folder / "accepted").touch()
        return False


def run(session, program, language="en"):
    tr = Words(language)
    path, password = certificate_in_a_key_file(session, program.watched)
    ca = Ca(session, program, "wants-application", "refuses-signature")
    try:
        program.prepare(language=language)
        old = program.cli("scan", path, "--password-file", password)["certificates"][0]["id"]
        program.cli("plugin", "set", "kontur", "base_url=" + ca.ready["url"], "ca_file=" + ca.ready["ca_file"])
        session.start_window_manager()
        session.start_panel()
        program.start_tray("--window")
        window = accessibility.wait_for_window()
        begin(window, tr)
        wizard = Wizard(session, ca, tr, f"renewal_kontur_{language}")
        for _ in range(20):
            if wizard.step():
                break
        assert wizard.is_over() and wizard.printed, wizard.seen
        rows = {row["id"]: row for row in program.cli("list", "--all")["certificates"]}
        assert rows[old]["state"] == "superseded", rows
        kept = {row["id"]: row["key"] for row in program.cli("archive", "list")["entries"]}
        assert kept[old] == "vault", kept
        assert ca.orders() == 1
        assert program.runs()
        for secret in (OLD_PASSWORD, VAULT_PASSWORD, PHONE, *ca.codes()):
            assert secret not in program.log_text()
    finally:
        ca.close()
