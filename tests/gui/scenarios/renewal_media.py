# SPDX-License-Identifier: Apache-2.0
"""A renewal from its notice to the new certificate, from a token: the old RSA key on SoftHSM and the new one beside it, or the old GOST key in a
container on a Rutoken Lite and the new one in a key file on a flash drive. With a language, from token to token in it."""
import subprocess

import accessibility
import screenshots
import x_windows
from card_readers import Readers
from notifications import NotificationDaemon
from scenarios import renewal_kontur
from scenarios.renewal_wizard import FIELD, TITLE, VAULT_PASSWORD, Ca, Wizard, button, text_of
from waiting import wait_until
from words import Words

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "24681357"
FILE_PASSWORD = "canary-of-the-new-file"
HOLDER = ("-days", 10, "-utf8", "-subj", "/CN=Анна Иванова/O=Example", "-addext", "basicConstraints=CA:FALSE",
          "-addext", "keyUsage=digitalSignature,nonRepudiation")


def tool(session, *words):
    subprocess.run([str(word) for word in words], env=session.environment, check=True, capture_output=True)


class Token:
    """An RSA key on SoftHSM, which it cannot leave; the new key goes to the same token."""
    medium = "Work token"
    archived = "token"

    def __init__(self, session, program):
        folder, key, certificate = session.home / "tokens", session.home / "key.pem", session.home / "certificate.der"
        folder.mkdir()
        configuration = session.home / "softhsm2.conf"
        configuration.write_text(f"directories.tokendir = {folder}\nobjectstore.backend = file\nlog.level = ERROR\n")
        session.environment["SOFTHSM2_CONF"] = str(configuration)
        tool(session, "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *HOLDER, "-keyout", key, "-outform", "DER",
             "-out", certificate)
        tool(session, "softhsm2-util", "--init-token", "--free", "--label", "Work token", "--pin", PIN, "--so-pin", "00000000")
        tool(session, "softhsm2-util", "--import", key, "--token", "Work token", "--label", "work", "--id", "01", "--pin", PIN)
        tool(session, "pkcs11-tool", "--module", MODULE, "--token-label", "Work token", "--login", "--pin", PIN,
             "--write-object", certificate, "--type", "cert", "--id", "01", "--label", "work")
        program.cli("plugin", "set", "pkcs11", "modules=" + MODULE)
        self.program = program

    def put_in(self):
        pass

    def check(self, renewal):
        objects = [row for token in self.program.cli("token", "list")["tokens"] for row in token["objects"]
                   if row["certificate"]]
        assert [row["key"] for row in objects] == [True, True], objects
        assert renewal["place"].startswith("pkcs11:"), renewal

    def close(self):
        pass


class Card:
    """A GOST key in a container on a Rutoken Lite, which is plugged in late; the new key goes to a flash drive."""
    medium = "A key file (PKCS#12) in a folder"
    archived = "token"  # the container has a password of its own besides the card's PIN, which nobody is asked for

    def __init__(self, session, program):
        self.program, self.drive = program, session.home / "drive"
        made, containers = session.home / "made", session.home / "containers"
        for folder in (self.drive, made, containers):
            folder.mkdir()
        tool(session, "openssl", "req", "-x509", "-engine", "gost", "-newkey", "gost2012_256", "-pkeyopt", "paramset:A",
             "-nodes", *HOLDER, "-keyout", made / "key", "-out", made / "certificate")
        (made / "anna.pem").write_text((made / "key").read_text() + (made / "certificate").read_text())
        for name, text in (("pin", PIN), ("vault", VAULT_PASSWORD)):
            (session.home / name).write_text(text)
        # A profile of its own writes the container; this one never saw the key.
        words = (program.bin / "reseal", "--profile", session.home / "other", "--json", "archive")
        environment = {**session.environment, "RESEAL_VAULT_PASSWORD_FILE": str(session.home / "vault")}
        subprocess.run([*words, "import", made], env=environment, check=True, capture_output=True)
        listed = subprocess.run([*words, "list"], env=environment, check=True, capture_output=True, text=True).stdout
        entry = listed.split('"id": "')[1].split('"')[0]
        subprocess.run([*words, "restore-key", entry, "--to", containers, "--password-file", session.home / "pin"],
                       env=environment, check=True, capture_output=True)
        self.readers = Readers(session)
        self.containers = containers

    def put_in(self):
        self.readers.order("insert", "0", "rutoken-lite", str(self.containers), PIN, "10")

    def check(self, renewal):
        assert [path.suffix for path in self.drive.iterdir()] == [".p12"], list(self.drive.iterdir())
        assert renewal["place"].startswith(str(self.drive)), renewal

    def close(self):
        self.readers.close()


class MediaWizard(Wizard):
    def __init__(self, session, ca, old, name):
        super().__init__(session, ca, name)
        self.old = old

    def fill(self, window, name):
        if name == "medium":
            choice = next(found for found in window.find_all(role=("radio button",)) if self.old.medium in found.name)
            choice.press()
            if hasattr(self.old, "drive"):
                self.field(window, "Folder of the key file").type(str(self.old.drive))
        elif name == "pin":
            self.field(window, "PIN").type(PIN)
        elif name == "new_file":
            for field in [found for found in window.find_all(role=FIELD) if "Password of the new key file" in found.name]:
                field.type(FILE_PASSWORD)
        else:
            super().fill(window, name)

    def go_on(self, window):
        """Before the key is made on the token the person puts the wizard away; the question for the PIN brings it back."""
        if self.seen[-1] != "medium" or hasattr(self.old, "drive"):
            return super().go_on(window)
        wizard, = x_windows.managed(self.session, TITLE)
        self.session.output("xdotool", "windowminimize", wizard)
        wait_until("the wizard is put away", lambda: x_windows.is_minimised(self.session, wizard))
        super().go_on(window)
        wait_until("the question for the PIN comes to the front", lambda: x_windows.active_title(self.session) == TITLE and
                   not x_windows.is_minimised(self.session, wizard))


class LanguageWizard(renewal_kontur.Wizard):
    secrets = {"Password of the archive": VAULT_PASSWORD, "PIN": PIN}
    printed = True  # no page is asked for

    def fill(self):
        for choice in self.window().find_all(role=("radio button",)):
            if Token.medium in choice.name:
                choice.press()
        super().fill()


def walked(session, program, language):
    """Through every form, in that language."""
    tr = Words(language)
    Token(session, program)
    ca = Ca(session, program)
    try:
        program.prepare(language=language)
        program.cli("plugin", "set", "kontur", "base_url=" + ca.ready["url"], "ca_file=" + ca.ready["ca_file"])
        session.start_window_manager()
        session.start_panel()
        program.start_tray("--window")
        window = accessibility.wait_for_window()
        wait_until("the certificate is listed", lambda: window.find(role=("table cell",), name="Анна Иванова"), 30)
        renewal_kontur.begin(window, tr)
        wizard = LanguageWizard(session, ca, tr, f"renewal_media_{language}")
        for _ in range(20):
            if wizard.step():
                break
        said = [label for form in wizard.seen for label in form]
        assert tr("The PIN of the token: no copy can be made of its new key") in said, said
        renewal = program.cli("renewals", "list")["renewals"][0]
        assert (renewal["state"], renewal["place"][:7]) == ("done", "pkcs11:"), renewal
        assert ca.orders() == 1
        assert program.runs()
        for secret in (PIN, VAULT_PASSWORD, *ca.codes()):
            assert secret not in program.log_text()
    finally:
        ca.close()


def run(session, program, old="token", language="en"):
    if language != "en":
        return walked(session, program, language)
    holder = {"token": Token, "card": Card}[old](session, program)
    ca = Ca(session, program)
    try:
        program.prepare()
        program.cli("plugin", "set", "kontur", "base_url=" + ca.ready["url"], "ca_file=" + ca.ready["ca_file"])
        session.start_window_manager()
        dunst = NotificationDaemon(session)
        session.start_panel()
        program.start_tray()
        holder.put_in()
        notice = wait_until("the notice comes", lambda: dunst.notices(), 40)[0]
        assert "Анна Иванова" in notice.summary + notice.body, notice
        certificate = program.cli("list")["certificates"][0]["id"]
        dunst.press(notice.actions["renew"])
        guide = accessibility.wait_for_window("How to renew")
        wait_until("the CA is offered", lambda: button(guide, "Renew now with CA with SMS codes"), 20).press()
        wizard = MediaWizard(session, ca, holder, f"renewal_media_{old}")
        for _ in range(18):
            if wizard.step():
                break
        assert wizard.seen[-1] == "done", wizard.seen
        assert "pin" in wizard.seen, wizard.seen
        renewal = program.cli("renewals", "list")["renewals"][0]
        assert renewal["state"] in ("offering_backup", "done"), renewal
        rows = {row["id"]: row for row in program.cli("list", "--all")["certificates"]}
        assert rows[certificate]["superseded_by"] == renewal["new_certificate"], rows
        archived = {row["id"]: row["key"] for row in program.cli("archive", "list")["entries"]}
        assert archived[certificate] == holder.archived, archived
        assert ca.orders() == 1
        holder.check(renewal)
        screenshots.take(session, f"renewal_media_{old}_listed")
        assert program.runs()
        for secret in (PIN, FILE_PASSWORD, VAULT_PASSWORD, *ca.codes()):
            assert secret not in program.log_text()
    finally:
        ca.close()
        holder.close()
