# SPDX-License-Identifier: Apache-2.0
"""An accountant renews a certificate in the window: phone, code, review and consent, passwords, second code; leaves in
between and comes back. The CA is the test CA over TLS, the plugin runs in its cage."""
import json
import subprocess

import accessibility
import processes
import screenshots
from waiting import wait_until
from words import Words

OLD_PASSWORD = "canary-of-the-old-file"
VAULT_PASSWORD = "canary-of-the-archive"
PHONE = "+79991234567"
TITLE = "Renewal of a certificate"
FIELD = ("password text", "text", "entry")
BUTTON = ("push button", "button")


def text_of(window, part):
    return accessibility.first(found for found in window.find_all() if part in found.text or part in found.name)


def button(window, name):
    return window.find(role=BUTTON, name=name)


def certificate_in_a_key_file(session, folder, bits=2048):
    base, path = session.home / "anna", folder / "anna.p12"

    def openssl(*words):
        subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)
    openssl("req", "-x509", "-newkey", f"rsa:{bits}", "-nodes", "-days", 10, "-utf8", "-subj", "/CN=Анна Иванова/O=Example",
            "-addext", "basicConstraints=CA:FALSE", "-addext", "keyUsage=digitalSignature,nonRepudiation",
            "-keyout", base.with_suffix(".key"), "-out", base.with_suffix(".crt"))
    openssl("pkcs12", "-export", "-in", base.with_suffix(".crt"), "-inkey", base.with_suffix(".key"), "-passout",
            "pass:" + OLD_PASSWORD, "-out", path)
    password = session.home / "old.password"
    password.write_text(OLD_PASSWORD)
    return path, password


class Ca:
    def __init__(self, session, program, *faults, port="0"):
        self.folder = session.home / "ca"
        words = [program.bin / "reseal-test-ca", "--style", "kontur", "--dir", self.folder, "--port", port]
        self.server = subprocess.Popen([*words, *[word for fault in faults for word in ("--fault", fault)]],
                                       stdout=subprocess.PIPE, text=True, env=session.environment)
        self.ready = json.loads(self.server.stdout.readline())

    def codes(self):
        file = self.folder / "outbox.jsonl"
        rows = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
        return [row["code"] for row in rows if row.get("code")]

    def orders(self):
        return len((self.folder / "orders.jsonl").read_text().splitlines())

    def close(self):
        processes.end(self.server)
        self.server.stdout.close()


class Wizard:
    """The window, wherever it stands: each visit answers the form that is open."""
    title = TITLE

    def __init__(self, session, ca, name="renewal_wizard", tr=None):
        self.session, self.ca, self.used, self.seen, self.name = session, ca, 0, [], name
        self.tr = tr or Words("en")

    def window(self):
        return accessibility.wait_for_window(self.tr(self.title), 20)

    def step(self):
        """Fills in what is asked and goes on; True once the renewal is done."""
        window = self.window()

        def resting():
            return text_of(window, self.tr("The new certificate is in use")) or (
                text_of(window, self.tr("Your answer is needed")) and button(window, self.tr("C&ontinue")))
        wait_until("the renewal rests", resting, 30)
        name = self.name_of(window)
        self.seen.append(name)
        screenshots.take(self.session, f"{self.name}_{len(self.seen)}_{name}")
        if name == "done":
            return True
        self.fill(window, name)
        self.go_on(window)
        wait_until(f"{name} is answered", lambda: not self.stands(window, name), 30)
        return False

    def go_on(self, window):
        button(window, self.tr("C&ontinue")).press()

    def stands(self, window, name):
        return self.name_of(window) == name and button(window, self.tr("C&ontinue"))

    def name_of(self, window):
        for name, title in (("phone", "Your application"), ("code", "Code from the SMS"),
                            ("review", "Data of the new certificate"), ("medium", "Where should the new key be kept?"),
                            ("vault", "The password of the archive"), ("old_key", "The password of the old key"),
                            ("pin", "The PIN of the token"),  # and what more it says
                            ("new_file", "The new key file"),
                            ("confirm", "The certificate is issued"), ("backup", "A backup copy of the new key?")):
            if window.find(role=("label",), name=self.tr(title)):
                return name
        return "done" if text_of(window, self.tr("The new certificate is in use")) else "between"

    def field(self, window, name):
        return window.find(role=FIELD, name=self.tr(name))

    def fill(self, window, name):
        if name == "phone":
            self.field(window, "Phone as in the application").type(PHONE)
            for tick in window.find_all(role=("check box",)):
                tick.press()
        elif name in ("code", "confirm"):
            wait_until("the SMS is there", lambda: len(self.ca.codes()) > self.used)
            self.used = len(self.ca.codes())
            self.field(window, "Code").type(self.ca.codes()[-1])
        elif name == "review":
            window.find(role=("check box",)).press()
        elif name == "medium":
            self.move_the_mouse(window)
        elif name == "vault":
            for field in list(window.find_all(role=FIELD, name=self.tr("Password of the archive"))):
                field.type(VAULT_PASSWORD)  # twice where the archive is new
        elif name == "old_key":
            self.field(window, "Password of the old key file").type(OLD_PASSWORD)

    def move_the_mouse(self, window):
        gauge = window.find(role=("progress bar",), name=self.tr("Randomness for the new key"))
        for step in range(60):
            self.session.output("xdotool", "mousemove", str(560 + 2 * step), str(420 + step))
        wait_until("the movements are counted", lambda: gauge.value > 0)
        screenshots.take(self.session, f"{self.name}_gauge")


def said_beside_the_field(session, wizard):
    """What is missing is said before anything is sent; what does not fit, by the plugin's own words."""
    window = wizard.window()
    wait_until("the phone is asked for", lambda: button(window, "Continue"), 30)
    button(window, "Continue").press()
    wait_until("what is missing is said", lambda: text_of(window, "Fill this in first."))
    wizard.field(window, "Phone as in the application").type("12")
    for tick in window.find_all(role=("check box",)):
        tick.press()
    button(window, "Continue").press()
    wait_until("the form says what is wrong", lambda: not text_of(window, "Fill this in first.") and
               wizard.field(window, "Phone as in the application").description.count(".") and
               button(window, "Continue").has("sensitive"), 20)
    assert wizard.field(window, "Phone as in the application").text == "12", "what was typed is gone"
    screenshots.take(session, "renewal_wizard_slip")


def left_and_opened_again(session, window, wizard):
    button(wizard.window(), "Close").press()
    wait_until("the wizard is closed", lambda: not [w for w in accessibility.windows() if TITLE in w.name])
    wait_until("the window says that it waits", lambda: text_of(window, "A renewal waits for you"))
    wait_until("so does its row", lambda: text_of(window, "It is being renewed") and
               window.find(role=("table cell",), name="Being renewed"))
    screenshots.take(session, "renewal_wizard_left")
    button(window, "Renew…").press()
    wizard.window()


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
        wait_until("the certificate is listed", lambda: window.find(role=("table cell",), name="Анна Иванова"))
        wait_until("its renewal is due", lambda: text_of(window, "A certificate lapses soon"))
        button(window, "Renew…").press()
        guide = accessibility.wait_for_window("How to renew")
        begin = wait_until("the CA is offered", lambda: button(guide, "Renew now with CA with SMS codes"), 20)
        screenshots.take(session, "renewal_wizard_0_entry")
        begin.press()
        wizard = Wizard(session, ca)
        said_beside_the_field(session, wizard)
        left_and_opened_again(session, window, wizard)
        for _ in range(14):
            if wizard.step():
                break
        assert wizard.seen[-1] == "done", wizard.seen
        for asked in ("phone", "code", "review", "confirm"):
            assert asked in wizard.seen, wizard.seen
        button(wizard.window(), "Close").press()
        renewal = program.cli("renewals", "list")["renewals"][0]
        assert renewal["state"] == "done", renewal
        rows = {row["id"]: row for row in program.cli("list", "--all")["certificates"]}
        assert rows[old]["superseded_by"] == renewal["new_certificate"], rows
        kept = {row["id"]: row["key"] for row in program.cli("archive", "list")["entries"]}
        assert kept == {old: "vault", renewal["new_certificate"]: "vault"}, kept
        assert ca.orders() == 1
        wait_until("the window lists the new one", lambda: not text_of(window, "A renewal waits for you"))
        screenshots.take(session, "renewal_wizard_listed")
        assert program.runs()
        for secret in (OLD_PASSWORD, VAULT_PASSWORD, PHONE, *ca.codes()):
            assert secret not in program.log_text()
    finally:
        ca.close()
