# SPDX-License-Identifier: Apache-2.0
"""A person of Kazakhstan re-issues keys in the window, of the kind and in the language given: log-in and application signed
with the old keys, agreement, data, code, the link of the letter, the password of the new files. The CA is the test CA."""
import json
import subprocess
from pathlib import Path

import accessibility
import processes
import screenshots
from scenarios.renewal_wizard import BUTTON, FIELD, text_of
from waiting import wait_until
from words import Words

OLD_PASSWORD = "Canary0OfTheOldFile"
NEW_PASSWORD = "Canary9OfTheNewFile"
VAULT_PASSWORD = "canary-of-the-archive"
# By the kind of the old keys: files that stand for it, and the new ones.
KINDS = {"rsa-pair": (("AUTH_RSA256", "RSA256"), ["AUTH_RSA256", "RSA256"]),
         "gost-2004": (("GOSTKNCA",), ["GOST512"]),
         "gost-2015": (("GOST512",), ["GOST512"])}


class Ca:
    def __init__(self, session, program, kind):
        self.folder = session.home / "ca"
        self.words = [program.bin / "reseal-test-ca", "--style", "nca", "--dir", self.folder]
        made = subprocess.run([*self.words, "--make-holder", program.watched, "--kind", kind, "--days", "10", "--password",
                               OLD_PASSWORD], env=session.environment, check=True, capture_output=True, text=True)
        self.files = json.loads(made.stdout)["files"]
        for other in [path for path in self.files if Path(path).name.rsplit("_", 1)[0] not in KINDS[kind][0]]:
            Path(other).unlink()
            self.files.remove(other)
        self.server = subprocess.Popen([*self.words, "--fault", "wants-code", "--fault", "wants-link"],
                                       stdout=subprocess.PIPE, text=True, env=session.environment)
        self.ready = json.loads(self.server.stdout.readline())

    def last(self, what):
        file = self.folder / "outbox.jsonl"
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []
        return next((row[what] for row in reversed(rows) if row.get(what)), None)

    def close(self):
        processes.end(self.server)
        self.server.stdout.close()


class Wizard:
    secrets = {"Password of the archive": VAULT_PASSWORD, "Password of the old key file": OLD_PASSWORD,
               "Password of the new key file": NEW_PASSWORD}

    def __init__(self, session, ca, tr, name):
        self.session, self.ca, self.tr, self.name, self.seen = session, ca, tr, name, []

    def window(self):
        return accessibility.wait_for_window(self.tr("Renewal of a certificate"), 20)

    def button(self, name):
        return accessibility.first(one for one in self.window().find_all(role=BUTTON, name=self.tr(name)) if one.name == self.tr(name))

    def form(self):
        """What tells one form from the next."""
        return [found.name for found in self.window().find_all(role=("label", "check box", "radio button")) if found.name]

    def is_over(self):
        return text_of(self.window(), self.tr("The new certificate is in use"))

    def step(self):
        wait_until("the renewal rests", lambda: self.is_over() or (
            text_of(self.window(), self.tr("Your answer is needed")) and self.button("C&ontinue")), 40)
        screenshots.take(self.session, f"{self.name}_{len(self.seen) + 1:02}")
        before = self.form()
        self.seen.append(before)
        if self.is_over():
            return True
        self.fill()
        self.button("C&ontinue").press()
        wait_until("the form is answered", lambda: self.form() != before, 40)
        return False

    def fill(self):
        known = {self.tr(label): secret for label, secret in self.secrets.items()}
        for field in list(self.window().find_all(role=FIELD)):
            value = next((secret for label, secret in known.items() if label in field.name), None)
            if value is None and field.text == "":
                value = self.other(field.name)
            if value is not None:
                field.type(value)
        for tick in self.window().find_all(role=("check box",)):
            tick.press()

    def other(self, name):
        if any(word in name for word in ("Mobile phone", "Мобильный телефон", "Ұялы телефон")):
            return "+77011234567"
        if any(word in name for word in ("ode", "Код", "код")):
            return self.ca.last("code")
        if any(word in name for word in ("ink", "сылк", "ілтеме")):
            return self.ca.last("link")
        return None


def run(session, program, language="en", keys="rsa-pair"):
    tr = Words(language)
    ca = Ca(session, program, keys)
    try:
        program.prepare(language=language)
        password = session.home / "old.password"
        password.write_text(OLD_PASSWORD)
        old = [program.cli("scan", path, "--password-file", password)["certificates"][0]["id"] for path in ca.files]
        program.cli("plugin", "set", "nca", "base_url=" + ca.ready["url"], "ca_file=" + ca.ready["ca_file"])
        session.start_window_manager()
        session.start_panel()
        program.start_tray("--window")
        window = accessibility.wait_for_window()
        wait_until("they are due", lambda: window.find(role=BUTTON, name=tr("&Renew…")), 20)
        window.find(role=BUTTON, name=tr("&Renew…")).press()
        # The plugin names the issuer of these certificates, so that it begins at once.
        wizard = Wizard(session, ca, tr, f"renewal_nca_{keys}_{language}")
        for _ in range(20):
            if wizard.step():
                break
        assert wizard.is_over(), wizard.seen
        renewal = program.cli("renewals", "list")["renewals"][0]
        rows = {row["id"]: row for row in program.cli("list", "--all")["certificates"]}
        assert all(rows[one]["state"] == "superseded" for one in old), rows
        new = [path for path in program.watched.iterdir() if str(path) not in ca.files]
        assert sorted(path.name.rsplit("_", 1)[0] for path in new) == KINDS[keys][1], new
        assert renewal["state"] in ("offering_backup", "done"), renewal
        assert program.runs()
        for secret in (OLD_PASSWORD, NEW_PASSWORD, VAULT_PASSWORD, ca.last("code")):
            assert secret not in program.log_text()
    finally:
        ca.close()
