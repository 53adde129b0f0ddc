# SPDX-License-Identifier: Apache-2.0
"""A newcomer asks for a certificate in the window, with "New certificate…", and has it in the end. The CA is the test CA over
TLS, the plugin runs in its cage."""
import accessibility
import screenshots
from scenarios.renewal_wizard import VAULT_PASSWORD, Ca, Wizard, button, text_of
from waiting import wait_until


class FirstWizard(Wizard):
    title = "Request for a certificate"


def run(session, program):
    ca = Ca(session, program)
    try:
        program.prepare()
        program.cli("plugin", "set", "kontur", "base_url=" + ca.ready["url"], "ca_file=" + ca.ready["ca_file"])
        session.start_window_manager()
        session.start_panel()
        program.start_tray("--window")
        window = accessibility.wait_for_window()
        wait_until("a new one may be asked for", lambda: button(window, "New certificate…"), 20).press()
        asks = accessibility.wait_for_window("A new certificate")
        begin = wait_until("the CA is offered", lambda: button(asks, "Ask CA with SMS codes"), 20)
        screenshots.take(session, "new_certificate_0_entry")
        begin.press()
        wizard = FirstWizard(session, ca, "new_certificate")
        for _ in range(14):
            if wizard.step():
                break
        assert wizard.seen[-1] == "done", wizard.seen
        assert {"phone", "code", "review", "medium", "vault", "confirm"} <= set(wizard.seen), wizard.seen
        assert "old_key" not in wizard.seen, wizard.seen
        renewal, = program.cli("renewals", "list")["renewals"]
        assert (renewal["state"], renewal["purpose"], renewal["place"]) == ("done", "new", "vault"), renewal
        button(wizard.window(), "Close").press()
        row = next(row for row in program.cli("list")["certificates"] if row["id"] == renewal["new_certificate"])
        wait_until("the window lists it", lambda: window.find(role=("table cell",), name=row["holder"]["name"]), 20)
        assert ca.orders() == 1
        screenshots.take(session, "new_certificate_listed")
        assert not text_of(window, "waits for you")
        assert program.runs()
        for secret in (VAULT_PASSWORD, *ca.codes()):
            assert secret not in program.log_text()
    finally:
        ca.close()
