# SPDX-License-Identifier: Apache-2.0
"""The new key is to be on a token that is not there yet, in the language given: no reader is there, the wizard says so and how to
mend it; then it waits for the token and goes on when that comes, with the PIN of the factory and a new one instead of it.
The token is the mock's, in a virtual reader that tells which kind of card it is."""
import shutil

import accessibility
import screenshots
from card_readers import Readers
from scenarios import renewal_kontur
from scenarios.renewal_wizard import OLD_PASSWORD, VAULT_PASSWORD, Ca, certificate_in_a_key_file, text_of
from waiting import wait_until
from words import Words, said_in

CARD = "3BF81300008131FE15597562696B657934D4"  # assets/tokens/yubikey-piv.json: delivered with the PIN 123456
NEW_PIN = "98765432"
LATER = "A token that I plug in later"
NO_PIN = "I know of no PIN: try the one that such tokens are delivered with, once"


class LateToken:
    def __init__(self, session, program):
        self.module = session.home / "mock.so"
        shutil.copy(program.bin.parent / "tests" / "mock_pkcs11" / "mock_pkcs11.so", self.module)
        self.control = session.home / "mock.so.control"
        self.lies(away=1)
        self.plugged = False
        program.cli("plugin", "set", "pkcs11", f"modules={self.module}")
        self.readers = Readers(session)
        self.readers.order("stop")

    def lies(self, away):
        self.control.write_text(f"removed={away}\nreader=Virtual Reader 0 00 00\n")

    def plug_in(self):
        self.readers.order("start")
        self.lies(away=0)
        self.readers.order("insert", "0", "blank", CARD)
        self.plugged = True

    def close(self):
        self.readers.close()


class Wizard(renewal_kontur.Wizard):
    secrets = {"Password of the archive": VAULT_PASSWORD, "Password of the old key file": OLD_PASSWORD, "New PIN": NEW_PIN}
    printed = True  # no page is asked for

    def __init__(self, session, ca, words, token):
        super().__init__(session, ca, words, f"renewal_late_token_{words.language}")
        self.token, self.all = token, []

    def waits_for_token(self):
        return not self.token.plugged and self.tr("The token is needed") in said_in(self.window())

    def step(self):
        wait_until("the renewal rests", lambda: self.waits_for_token() or self.is_over() or
                   text_of(self.window(), self.tr("Your answer is needed")), 40)
        if not self.waits_for_token():
            return super().step()
        wait_until("it says what to do", lambda: self.tr("Plug in the token; the renewal goes on by itself.") in
                   said_in(self.window()))
        self.look("waits")
        here = self.tr.whole("Step {number} of {count}: {name}").format(number=2, count=5, name=self.tr("New key"))
        assert self.window().find(role=("panel",), name=here), "not the step: " + here
        self.token.plug_in()  # it goes on by itself
        return False

    def look(self, what):
        screenshots.take(self.session, f"{self.name}_{len(self.seen):02}_{what}")
        self.all.append(said_in(self.window()))
        accessibility.wait_for_whole_texts(self.window())

    def other(self, name):
        if name == self.tr("PIN") and self.tr(NO_PIN) not in said_in(self.window()):
            return NEW_PIN
        return super().other(name)

    def fill(self):
        for choice in self.window().find_all(role=("radio button",)):
            if self.tr(LATER) in choice.name:
                choice.press()
        super().fill()
        self.look("filled")


def run(session, program, language="en"):
    words = Words(language)
    path, password = certificate_in_a_key_file(session, program.watched)
    ca = Ca(session, program)
    token = LateToken(session, program)
    try:
        program.prepare(language=language)
        old = program.cli("scan", path, "--password-file", password)["certificates"][0]["id"]
        program.cli("plugin", "set", "kontur", "base_url=" + ca.ready["url"], "ca_file=" + ca.ready["ca_file"])
        session.start_window_manager()
        session.start_panel()
        program.start_tray("--window")
        window = accessibility.wait_for_window()
        renewal_kontur.begin(window, words)
        wizard = Wizard(session, ca, words, token)
        for _ in range(20):
            if wizard.step():
                break
        said = " ".join(wizard.all)
        for text in ("Something is missing at this workplace", "No card reader and no token is connected",
                     "Plug in the token. Where it is in and not seen, install the package pcscd.",
                     NO_PIN, "The token still has the PIN that it was delivered with"):
            assert words.whole(text) in said, f"not said: {text}"
        offered = [form for form in wizard.all if words.whole(NO_PIN) in form]
        assert len(offered) == 1, "the factory's PIN is offered though it holds no more"
        renewal, = program.cli("renewals", "list")["renewals"]
        assert (renewal["state"], renewal["place"][:7]) == ("done", "pkcs11:"), renewal
        events = [row["what"] for row in program.cli("renewals", "show", renewal["id"])["events"]]
        assert events.index("factory PIN") < events.index("PIN changed"), events
        rows = {row["id"]: row for row in program.cli("list", "--all")["certificates"]}
        assert rows[old]["superseded_by"] == renewal["new_certificate"], rows
        kept = {row["id"]: row["key"] for row in program.cli("archive", "list")["entries"]}
        assert kept[old] == "vault", kept
        assert ca.orders() == 1
        assert program.runs()
        for secret in (NEW_PIN, OLD_PASSWORD, VAULT_PASSWORD, *ca.codes()):
            assert secret not in program.log_text()
    finally:
        ca.close()
        token.close()
