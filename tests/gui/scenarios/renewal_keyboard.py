# SPDX-License-Identifier: Apache-2.0
"""A renewal from the notice to the new certificate by the keyboard alone, in the language given: Tab, Space, Enter, arrows and letters. Then the
menu of the new certificate, by the keyboard too, leads to the copy of its key."""
import accessibility
import screenshots
import x_windows
from key_presses import Keyboard
from notifications import NotificationDaemon
from scenarios.renewal_kontur import PLUGIN
from scenarios.renewal_wizard import (OLD_PASSWORD, PHONE, TITLE, VAULT_PASSWORD, Ca, Wizard, button,
                                      certificate_in_a_key_file, text_of)
from waiting import wait_until
from words import Words

CHOICE = ("radio button",)
TICK = ("check box",)


class KeyboardWizard(Wizard):
    """Nothing is done through AT-SPI; it only tells what is shown, and what has the focus."""

    def __init__(self, session, ca, tr):
        super().__init__(session, ca, f"renewal_keyboard_{tr.language}", tr)
        self.keys = Keyboard(session)

    def step(self):
        window = self.window()
        wait_until("the renewal rests", lambda: text_of(window, self.tr("The new certificate is in use")) or (
            text_of(window, self.tr("Your answer is needed")) and button(window, self.tr("C&ontinue"))), 30)
        name = self.name_of(window)
        self.seen.append(name)
        if name == "done":
            return True
        wait_until("the keys go to the wizard", lambda: x_windows.active_title(self.session) == self.tr(TITLE))
        wait_until("the form has the focus", lambda: self.keys.focused(window)[1])
        self.fill(window, name)
        self.keys.go_to(window, self.tr("C&ontinue"), exactly=True)  # one that begins so goes on without the old key
        self.keys.press("Return")
        wait_until(f"{name} is answered", lambda: not self.stands(window, name), 30)
        return False

    def fill(self, window, name):
        if name == "phone":
            self.keys.go_to(window, self.tr("Phone as in the application"))
            self.keys.type(PHONE)
            self.tick_all(window)
        elif name in ("code", "confirm"):
            wait_until("the SMS is there", lambda: len(self.ca.codes()) > self.used)
            self.used = len(self.ca.codes())
            self.keys.go_to(window, self.tr("Code"))
            self.keys.type(self.ca.codes()[-1])
        elif name == "review":
            self.tick_all(window)
        elif name == "medium":
            chosen = self.keys.go_to(window, "", CHOICE)
            self.keys.press("Down", "space")
            wait_until("an arrow and Space choose", lambda: not chosen.has("checked"))
            self.keys.press("Up", "space")
            wait_until("and goes back", lambda: chosen.has("checked"))
        elif name == "vault":
            self.keys.go_to(window, self.tr("Password of the archive"))
            self.keys.type(VAULT_PASSWORD)
            again = self.tr.whole("{what}, once more").format(what=self.tr("Password of the archive"))
            if window.find(name=again):
                self.keys.go_to(window, again)
                self.keys.type(VAULT_PASSWORD)
        elif name == "old_key":
            self.keys.go_to(window, self.tr("Password of the old key file"))
            self.keys.type(OLD_PASSWORD)

    def tick_all(self, window):
        for tick in list(window.find_all(role=TICK)):
            self.keys.go_to(window, tick.name, TICK)
            self.keys.press("space")
            wait_until("it is ticked", lambda tick=tick: tick.has("checked"))


def choose_copy(session, keys, window, named="Copy of the key", picture="renewal_keyboard_en_menu"):
    """The last of the menu of the first certificate."""
    session.output("xdotool", "search", "--name", "^Reseal$", "windowactivate")
    wait_until("the window has the focus", lambda: x_windows.active_title(session) == "Reseal")
    keys.go_to(window, "", ("tree table", "table", "tree"))
    keys.press("Home")
    keys.press("Menu")
    menu = lambda: accessibility.first(one for top in accessibility.applications() if top.name == "reseal-tray"  # noqa: E731
                                       for one in top.walk() if one.role == "menu item" and named in one.name)
    wait_until("its menu is open", menu)
    screenshots.take(session, picture)
    keys.press("Up")  # to the last one
    keys.press("Return")


def copy_from_the_menu(session, wizard, window):
    """The archive's page with that very key, which can be exported and restored from there."""
    export = wizard.tr("&Export…")
    choose_copy(session, wizard.keys, window, wizard.tr("&Copy of the key…").rstrip("…"), wizard.name + "_menu")

    def found():
        rows = [one for one in window.find_all(role=("table cell",)) if "Анна Иванова" in one.name]
        return len(rows) == 1 and button(window, export).has("sensitive")
    wait_until("that key alone is found in the archive", found)
    screenshots.take(session, wizard.name + "_copy")


def run(session, program, language="en"):
    tr = Words(language)
    path, password = certificate_in_a_key_file(session, program.watched)
    ca = Ca(session, program)
    try:
        program.prepare(language=language)
        old = program.cli("scan", path, "--password-file", password)["certificates"][0]["id"]
        program.cli("plugin", "set", "kontur", "base_url=" + ca.ready["url"], "ca_file=" + ca.ready["ca_file"])
        session.start_window_manager()
        dunst = NotificationDaemon(session)
        session.start_panel()
        program.start_tray()
        notice = wait_until("the notice comes", lambda: dunst.notices(), 20)[0]
        assert "Анна Иванова" in notice.summary + notice.body, notice
        dunst.press(notice.actions["renew"])
        guide = accessibility.wait_for_window(tr("How to renew"))
        wait_until("the CA is offered", lambda: button(guide, PLUGIN[language]), 20)
        wizard = KeyboardWizard(session, ca, tr)
        wizard.keys.go_to(guide, PLUGIN[language])
        wizard.keys.press("Return")
        for _ in range(14):
            if wizard.step():
                break
        assert wizard.seen[-1] == "done", wizard.seen
        screenshots.take(session, wizard.name + "_done")
        wizard.keys.press("Escape")
        wait_until("the wizard is closed", lambda: not [w for w in accessibility.windows() if tr(TITLE) in w.name])
        renewal = program.cli("renewals", "list")["renewals"][0]
        assert renewal["state"] == "done", renewal
        rows = {row["id"]: row for row in program.cli("list", "--all")["certificates"]}
        assert rows[old]["superseded_by"] == renewal["new_certificate"], rows
        kept = {row["id"]: row["key"] for row in program.cli("archive", "list")["entries"]}
        assert kept == {old: "vault", renewal["new_certificate"]: "vault"}, kept
        assert ca.orders() == 1
        program.start_again()  # brings the window to the front
        window = accessibility.wait_for_window()
        wait_until("the new certificate is listed", lambda: window.find(role=("table cell",), name="Анна Иванова"), 20)
        copy_from_the_menu(session, wizard, window)
        assert program.runs()
    finally:
        ca.close()
