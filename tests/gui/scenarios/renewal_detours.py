# SPDX-License-Identifier: Apache-2.0
"""A renewal that goes wrong wherever it can, in the language given: the CA is not reached at the beginning, it is not ready, sends no
more codes, the code has expired and is mistyped, there are two applications, the data are wrong, and in the end the CA
refuses. Each time the window says what happened and what to do."""
import socket

import accessibility
import screenshots
from scenarios import renewal_kontur
from scenarios.renewal_wizard import BUTTON, FIELD, OLD_PASSWORD, PHONE, VAULT_PASSWORD, Ca, certificate_in_a_key_file
from waiting import wait_until
from words import Words, said_in

FAULTS = ("not-ready", "too-many-codes", "expired-code", "several-applications", "rejected-later")
SECOND = "Сертификат руководителя"  # as the test CA calls the second application


class Detours:
    def __init__(self, session, program, ca, words):
        self.session, self.program, self.ca, self.words = session, program, ca, words
        self.name, self.pictures = f"renewal_detours_{words.language}", 0

    def window(self):
        return accessibility.wait_for_window(self.words("Renewal of a certificate"), 20)

    def button(self, english):
        return accessibility.first(one for one in self.window().find_all(role=BUTTON) if one.name == self.words(english))

    def can_press(self, english):
        found = self.button(english)
        return found if found and found.has("sensitive") else None

    def press(self, english):
        wait_until(f"{english} can be pressed", lambda: self.can_press(english), 20).press()

    def field(self, english):
        return wait_until(f"{english} is asked for", lambda: self.window().find(role=FIELD, name=self.words(english)), 20)

    def says(self, *english, rests="C&ontinue"):
        """Each of these, whole but for what is filled in."""
        wanted = [piece for text in english for piece in self.words.pieces(text)]

        def missing():
            said = said_in(self.window())
            return [piece for piece in wanted if piece not in said]
        try:
            wait_until("it is said", lambda: not missing() and (not rests or self.can_press(rests)), 30)
        except AssertionError as problem:
            raise AssertionError(f"not said: {missing()}") from problem

    def picture(self, what):
        self.pictures += 1
        screenshots.take(self.session, f"{self.name}_{self.pictures:02}_{what}")
        accessibility.wait_for_whole_texts(self.window())

    def plugin(self, beginning):
        return self.words.starting(beginning)

    def the_ca_is_not_reached(self):
        self.says("Something is missing at this workplace", self.plugin("The CA's gateway does not answer."),
                  self.plugin("Where the network works"), "Mend it and look again, or go on all the same: what does not "
                  "concern your renewal does no harm.")
        self.picture("workplace")
        looks = self.program.log_text().count(": asking")
        self.press("Look again")
        wait_until("it looked", lambda: self.program.log_text().count(": asking") > looks, 20)
        self.says("Something is missing at this workplace")
        self.ca.start()
        self.press("Look again")
        self.says("Your application", "Your answer is needed")

    def the_ca_is_not_ready(self):
        self.field("Phone as in the application").type(PHONE)
        self.press("C&ontinue")
        self.says("The CA needs time", self.plugin("The certificate cannot be issued yet"), rests="&Ask the CA now")
        self.picture("not_ready")
        (self.ca.folder / "ready").touch()
        self.press("&Ask the CA now")
        self.says(self.plugin("The certificate is ready to be issued."))
        self.picture("ready")

    def codes_go_wrong(self):
        self.press("C&ontinue")
        self.says(self.plugin("No more codes for now."))
        self.picture("no_more_codes")
        self.press("C&ontinue")
        self.says("Code from the SMS", self.plugin("The code has expired."))
        self.picture("code_expired")
        self.press("Send the code again")
        wait_until("it is sent", lambda: len(self.ca.codes()) == 2, 20)
        self.says("Code from the SMS", self.plugin("A code was sent to {}."))
        right = self.ca.codes()[-1]
        self.field("Code").type("000000" if right != "000000" else "111111")
        self.press("C&ontinue")
        self.says(self.plugin("This is not the code. Tries left"))
        self.picture("wrong_code")
        self.field("Code").type(right)
        self.press("C&ontinue")

    def one_is_chosen(self):
        self.says("Which certificate", self.plugin("Several of your applications"))
        second = next(one for one in self.window().find_all(role=("radio button",)) if SECOND in one.name)
        second.press()
        self.picture("which")
        self.press("C&ontinue")

    def the_data_are_wrong(self):
        self.says("Data of the new certificate", self.plugin("Check every line"))
        self.picture("review")
        self.press("The data are wrong")
        self.says("Wrong data", self.plugin("Only the CA can change the data."))
        where = f"{self.words('Where to turn')}: {self.words.whole('the support of your CA or your IT department')}"
        assert where in said_in(self.window()), "not said in the person's language: " + where
        self.picture("wrong_data")
        self.press("C&ontinue")
        self.says("Data of the new certificate")
        self.window().find(role=("check box",)).press()
        self.press("C&ontinue")

    def secrets_are_given(self):
        self.says("Where should the new key be kept?")
        self.press("C&ontinue")
        while wait_until("it goes on", lambda: self.is_refused() or self.can_press("C&ontinue"), 40) and not self.is_refused():
            form = said_in(self.window())
            known = {self.words("Password of the archive"): VAULT_PASSWORD,
                     self.words("Password of the old key file"): OLD_PASSWORD}
            for field in list(self.window().find_all(role=FIELD)):
                for label, secret in known.items():
                    if label in field.name:
                        field.type(secret)
            self.press("C&ontinue")
            wait_until("it is answered", lambda form=form: self.is_refused() or (
                self.can_press("C&ontinue") and said_in(self.window()) != form), 40)

    def is_refused(self):
        return self.words("The certificate was not issued") in said_in(self.window())

    def the_ca_refuses(self):
        self.says("The certificate was not issued", self.plugin("The CA refused the request: {}"),
                  self.plugin("Have the data corrected"), "Your old certificate was not touched. You can renew it anew.", rests="")
        assert "Паспорт не найден в реестре." in said_in(self.window()), "the CA's reason"
        assert not self.button("C&ontinue"), "nothing can be gone on with"
        self.picture("refused")


class StoppedCa(Ca):
    """Its address is known, and nobody answers there yet."""

    def __init__(self, session, program, *faults):
        super().__init__(session, program, *faults)
        self.session, self.program, self.faults = session, program, faults
        super().close()
        self.place = socket.socket()  # held, so that nobody else listens there
        self.place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.place.bind(("127.0.0.1", self.port()))

    def port(self):
        return int(self.ready["url"].rsplit(":", 1)[1])

    def start(self):
        self.place.close()
        Ca.__init__(self, self.session, self.program, *self.faults, port=str(self.port()))


def run(session, program, language="en"):
    words = Words(language)
    path, password = certificate_in_a_key_file(session, program.watched)
    ca = StoppedCa(session, program, *FAULTS)
    try:
        program.prepare(language=language)
        old = program.cli("scan", path, "--password-file", password)["certificates"][0]["id"]
        program.cli("plugin", "set", "kontur", "base_url=" + ca.ready["url"], "ca_file=" + ca.ready["ca_file"])
        session.start_window_manager()
        session.start_panel()
        program.start_tray("--window")
        window = accessibility.wait_for_window()
        renewal_kontur.begin(window, words)
        detours = Detours(session, program, ca, words)
        detours.the_ca_is_not_reached()
        detours.the_ca_is_not_ready()
        detours.codes_go_wrong()
        detours.one_is_chosen()
        detours.the_data_are_wrong()
        detours.secrets_are_given()
        detours.the_ca_refuses()
        renewal, = program.cli("renewals", "list")["renewals"]
        assert (renewal["state"], renewal["reason"]) == ("rejected", "rejected"), renewal
        rows = {row["id"]: row["state"] for row in program.cli("list", "--all")["certificates"]}
        assert rows[old] == "due_soon", rows
        assert ca.orders() == 1
        assert program.runs()
        for secret in (OLD_PASSWORD, VAULT_PASSWORD, PHONE, *ca.codes()):
            assert secret not in program.log_text()
    finally:
        ca.close()
