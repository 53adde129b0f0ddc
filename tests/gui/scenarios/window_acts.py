# SPDX-License-Identifier: Apache-2.0
"""What a person does in the window ends in the profile: put off, warned otherwise, unlocked, settings in three languages."""
import sqlite3
import subprocess
import zoneinfo
from datetime import datetime, timedelta

import accessibility
import certificates
import screenshots
import x_windows
from waiting import wait_until

ZONE = "Asia/Almaty"  # nine in the morning is not nine UTC
PASSWORD = "canary-of-the-locked-file"
BUTTON = ("push button", "button")
FIELD = ("text", "entry", "password text")
COMMAND = "cat > /dev/null"
DAYS = "60, 30, 14, 7, 3, 1, -1, -2, -3"  # where nothing was chosen
PAGES = {"others": 1, "history": 4, "settings": 6}


class Person:
    def __init__(self, session, program):
        self.session, self.program = session, program
        self.window = accessibility.wait_for_window()

    @staticmethod
    def button(window, label):
        return accessibility.first(found for found in window.find_all(role=BUTTON) if found.name == label)

    def press(self, window, label):
        wait_until(f"{label!r} can be pressed", lambda: (found := self.button(window, label)) and found.has("sensitive"))
        self.button(window, label).press()

    @staticmethod
    def field(window, name):
        return accessibility.first(found for found in window.find_all(role=FIELD) if found.name == name)

    @staticmethod
    def told(window, part):
        wait_until(f"it says {part!r}", lambda: any(part in " ".join((found.text + " " + found.name).split())
                                                    for found in window.find_all()))

    @staticmethod
    def choose(window, name, item):
        """By its place in the list, or by its words."""
        box = next(found for found in window.find_all(role=("combo box",)) if found.name == name)
        items = [found for found in box.walk() if found.role == "menu item"]
        (items[item] if isinstance(item, int) else next(found for found in items if found.name == item)).press()

    @staticmethod
    def tick(window, role, name):
        found = next(found for found in window.find_all(role=(role,)) if found.name == name)
        found.press()
        wait_until(f"{name!r} is chosen", lambda: found.has("checked"))

    def open_page(self, number):
        tabs = self.window.find(role=("page tab list",))
        tabs.select_child(number)
        wait_until("the page is open", lambda: tabs.children()[number].has("selected"))

    def select_row(self, table, key="Home"):
        next(found for found in self.window.find_all(role=("table", "tree table")) if found.name == table).focus()
        self.session.output("xdotool", "key", key)

    def dialog(self, label, title):
        self.press(self.window, label)
        dialog = accessibility.wait_for_window(title)
        wait_until("the dialog is on the screen", lambda: x_windows.managed(self.session, title))
        return dialog

    def closed(self, title):
        wait_until(f"{title!r} is closed", lambda: not x_windows.managed(self.session, title))

    def settings(self):
        return self.program.cli("settings")["settings"]

    def saved(self, **wanted):
        wait_until(f"it is kept: {wanted}", lambda: wanted.items() <= self.settings().items())

    def put_off_until(self, certificate):
        with sqlite3.connect(f"file:{self.program.profile}/reseal.db?mode=ro", uri=True) as history:
            row = history.execute("SELECT snoozed_until FROM announced WHERE certificate = ?",
                                  (bytes.fromhex(certificate),)).fetchone()
        return datetime.fromtimestamp(row[0], zoneinfo.ZoneInfo(ZONE)) if row and row[0] else None


def now():
    return datetime.now(zoneinfo.ZoneInfo(ZONE)).replace(microsecond=0)


def remind_later(person, certificate):
    title, go = "Remind me later", "Remind me then"
    dialog = person.dialog("Remind me later…", title)
    person.choose(dialog, "Day", 0)
    person.choose(dialog, "Time", "00:00")
    person.press(dialog, go)
    person.told(dialog, "That time has passed. Choose a later one.")
    assert person.put_off_until(certificate) is None
    screenshots.take(person.session, "acts_remind_later")
    person.press(dialog, "Cancel")
    person.closed(title)

    before = now()
    person.press(person.dialog("Remind me later…", title), go)  # an hour is proposed
    person.closed(title)
    hour = wait_until("an hour is kept", lambda: person.put_off_until(certificate))
    assert before + timedelta(hours=1) <= hour <= now() + timedelta(hours=1), (before, hour)

    nine = {(day + timedelta(days=1)).replace(hour=9, minute=0, second=0) for day in (now(),)}
    dialog = person.dialog("Remind me later…", title)
    person.tick(dialog, "radio button", "Tomorrow at nine")
    person.press(dialog, go)
    person.closed(title)
    nine.add((now() + timedelta(days=1)).replace(hour=9, minute=0, second=0))  # where midnight came in between
    wait_until("tomorrow at nine is kept", lambda: person.put_off_until(certificate) in nine)

    dialog = person.dialog("Remind me later…", title)
    days = [found.name for box in dialog.find_all(role=("combo box",)) if box.name == "Day"
            for found in box.walk() if found.role == "menu item"]
    person.choose(dialog, "Day", 3)
    person.choose(dialog, "Time", "14:30")
    person.press(dialog, go)
    person.closed(title)
    chosen = wait_until("the chosen time is kept",
                        lambda: (until := person.put_off_until(certificate)) not in nine and until)
    assert (chosen.hour, chosen.minute) == (14, 30) and f"{chosen.day} {chosen:%B}" in days[3], (chosen, days[3])


def when_to_warn(person, certificate):
    title, key = "When to warn", "thresholds." + certificate
    dialog = person.dialog("When to warn…", title)
    days = person.field(dialog, "Days before the due date")
    days.type("now and then")
    person.press(dialog, "Save")
    person.told(dialog, "Write whole numbers of days with commas between them")
    assert key not in person.settings()
    days.type("5, 40,20")
    person.press(dialog, "Save")
    person.closed(title)
    person.saved(**{key: "40,20,5"})

    dialog = person.dialog("When to warn…", title)
    assert person.field(dialog, "Days before the due date").text == "40, 20, 5"
    person.tick(dialog, "radio button", "Never about this one")
    person.press(dialog, "Save")
    person.closed(title)
    person.saved(**{key: "off"})

    dialog = person.dialog("When to warn…", title)
    everyone = next(found.name for found in dialog.find_all(role=("radio button",)) if "As for all" in found.name)
    assert DAYS in everyone, everyone
    person.tick(dialog, "radio button", everyone)
    person.press(dialog, "Save")
    person.closed(title)
    wait_until("it is as for all again", lambda: key not in person.settings())


def details(person):
    dialog = person.dialog("Details…", "Certificate details")
    for part in ("Soon Ltd", "Scenario", str(person.program.watched / "soon.pem")):
        person.told(dialog, part)
    person.press(dialog, "Close")
    person.closed("Certificate details")


def history(person):
    person.open_page(PAGES["history"])
    cells = [found.name for found in person.window.find_all(role=("table cell",))]
    assert "Twice Ltd" in cells, f"the superseded one is missing: {cells}"
    assert any("Soon Ltd" in cell for cell in cells), f"the notice is missing: {cells}"
    person.select_row("Superseded, lapsed and gone certificates")
    person.session.output("xdotool", "key", "Return")
    person.told(accessibility.wait_for_window("Certificate details"), "Twice Ltd")
    person.session.output("xdotool", "key", "Escape")
    person.closed("Certificate details")


def unlock(person):
    person.open_page(PAGES["others"])
    dialog = person.dialog("Enter password…", "Enter password")
    person.field(dialog, "Password").type("not this one")
    person.press(dialog, "Unlock")
    person.closed("Enter password")
    person.told(person.window, "locked.p12")
    person.field(person.dialog("Enter password…", "Enter password"), "Password").type(PASSWORD)
    person.press(accessibility.wait_for_window("Enter password"), "Unlock")
    wait_until("it is read", lambda: any("Locked Ltd" in row["subject"] for row in person.program.cli("list")["certificates"]))


def save_settings(person):
    person.open_page(PAGES["settings"])
    window, before = person.window, person.settings()
    thresholds = person.field(window, "Days before the due date")
    assert thresholds.text == DAYS and not person.button(window, "Save").has("sensitive")
    thresholds.type("x")
    person.press(window, "Save")
    person.told(window, "Write whole numbers of days")
    assert person.settings() == before
    person.press(window, "Undo changes")
    wait_until("it is as it was", lambda: thresholds.text == DAYS)

    thresholds.type("5,45, 15 -2")
    person.tick(window, "check box", "Quiet hours, without notices, from")
    person.choose(window, "Quiet hours begin", "22:30")
    person.choose(window, "Quiet hours end", "07:00")
    person.tick(window, "check box", "What would come at the weekend comes on Friday")
    person.field(window, "Also run this command").type(COMMAND)
    person.press(window, "Save")
    person.told(window, "Saved.")
    person.saved(thresholds="45,15,5,-2", quiet_hours="22:30-07:00", weekends_forward="yes", notice_command=COMMAND)
    screenshots.take(person.session, "acts_settings")
    desktop = next(found for found in window.find_all(role=("check box",)) if found.name == "Notices on the desktop")
    desktop.press()
    person.press(window, "Save")
    person.saved(desktop_notices="no", thresholds="45,15,5,-2", notice_command=COMMAND)  # and what was saved before


def change_language(person):
    shown = {"ru": ("Русский", "Язык", "Сохранить"), "kk": ("Қазақша", "Тіл", "Сақтау"), "en": ("English", "Language", "Save")}
    box, save = "Language", "Save"
    for code, (language, next_box, next_save) in shown.items():
        person.choose(person.window, box, language)
        person.press(person.window, save)
        person.saved(language=code)

        def reopened(wanted=next_save):
            return next((window for window in accessibility.windows() if person.button(window, wanted)), None)
        person.window = wait_until(f"the window speaks {language}, on the same page", reopened)
        if code == "kk":
            screenshots.take(person.session, "acts_settings_kk")
        box, save = next_box, next_save


def watched_folders(person):
    assert [row["path"] for row in person.program.cli("sources")["sources"]] == [str(person.program.watched)]
    person.select_row("Watched folders")
    person.press(person.window, "Stop watching")
    wait_until("it is watched no more", lambda: person.program.cli("sources")["sources"] == [])


def run(session, program):
    session.environment["TZ"] = ZONE
    certificates.make(program.watched, "soon", 5, "Soon Ltd")
    certificates.make(program.watched, "twice-1", 50, "Twice Ltd")
    certificates.make(program.watched, "twice-2", 300, "Twice Ltd")
    locked = certificates.make(session.home / "locked", "locked", 100, "Locked Ltd")
    subprocess.run(["openssl", "pkcs12", "-export", "-in", locked, "-inkey", locked.with_suffix(".key"), "-passout",
                    "pass:" + PASSWORD, "-out", program.watched / "locked.p12"], check=True, capture_output=True)
    program.prepare()
    session.start_window_manager()
    session.start_panel()
    program.start_tray("--window")
    person = Person(session, program)
    wait_until("the list is filled", lambda: person.window.find(name="Soon Ltd"))
    certificate = next(row["id"] for row in program.cli("list")["certificates"] if "Soon Ltd" in row["subject"])
    person.select_row("My certificates, soonest due first")
    remind_later(person, certificate)
    when_to_warn(person, certificate)
    details(person)
    history(person)
    unlock(person)
    save_settings(person)
    change_language(person)
    watched_folders(person)
    assert program.runs()
    assert PASSWORD not in program.log_text()
