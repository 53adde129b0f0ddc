# SPDX-License-Identifier: Apache-2.0
"""The session ends under a renewal, HOW given: while the CA's question stands, and while the CA is waited for. A new start finds the
same step, and nothing is sent, made or ordered twice. `end`: the session ends the program. `display`: its connection to
the X server is cut. `bus`: the session bus goes away first, which the program outlives."""
import subprocess

import accessibility
import processes
import screenshots
from scenarios import renewal_kontur
from scenarios.renewal_wizard import TITLE, Ca, Wizard, button, certificate_in_a_key_file, text_of
from waiting import NeverHappened, stays, wait_until
from words import Words, said_in

SMS = "I have the SMS that the certificate is ready"
WAITS = "The CA needs time"


class Session:
    """Starts and ends the program as a desktop does."""

    def __init__(self, session, program, how):
        self.session, self.program, self.how, self.bus = session, program, how, None

    def begin(self):
        usual = dict(self.session.environment)
        if self.how == "bus":
            address, = self.session.call("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress")
            config = self.session.home / "bus.conf"
            self.bus = self.session.start("dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1",
                                          stdout=subprocess.PIPE)
            own = self.bus.stdout.readline().decode().strip()
            self.session.environment.update(DBUS_SESSION_BUS_ADDRESS=own, AT_SPI_BUS_ADDRESS=address)
        self.program.start_tray("--window")
        self.session.environment.clear()
        self.session.environment.update(usual)
        return accessibility.wait_for_window()

    def end(self, window):
        tray = self.program.tray
        hosts = processes.descendants(tray.pid)
        if self.how == "display":
            self.session.output("xdotool", "search", "--name", "^Reseal$", "windowkill")
        else:
            if self.how == "bus":
                self.bus.kill()
                self.bus.wait()
                stays("the program outlives the bus", self.program.runs, 1)
                assert said_in(window), "its window no longer answers"
            tray.terminate()
        wait_until("the program ends", lambda: tray.poll() is not None, 10)
        assert tray.returncode >= 0, f"it crashed: {tray.returncode}"
        wait_until("its plugins' hosts end with it", lambda: not [pid for pid in hosts if is_alive(pid)], 10)


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Interrupted(Wizard):
    def waits(self):
        return text_of(self.window(), WAITS)

    def step(self):
        def rests():
            return ("waits" if self.waits() else text_of(self.window(), "The new certificate is in use") or (
                text_of(self.window(), "Your answer is needed") and button(self.window(), "Continue")))
        return wait_until("the renewal rests", rests, 30) == "waits" or super().step()


def stands(program):
    renewal, = program.cli("renewals", "list")["renewals"]
    form = renewal["form"] or {"title": "", "fields": []}
    return renewal["id"], renewal["state"], form["title"], [field["id"] for field in form["fields"]]


def opened_again(desktop):
    """By the window's own button, whatever the renewal waits for."""
    window = desktop.begin()
    for tries in range(3):
        wait_until("the certificate is listed", lambda: window.find(role=("table cell",), name="Анна Иванова"), 20)
        button(window, "Renew…").press()
        try:
            accessibility.wait_for_window(TITLE, 4)
            return window
        except NeverHappened:
            if tries == 2:
                raise


def ended_and_begun(desktop, program, window, wizard, what):
    before = stands(program)
    shown = wizard.name_of(wizard.window())
    desktop.end(window)
    window = opened_again(desktop)
    assert stands(program) == before, (before, stands(program))
    wait_until("the wizard shows the same", lambda: wizard.name_of(wizard.window()) == shown and
               bool(wizard.waits()) == (what == "wait"), 20)
    screenshots.take(wizard.session, f"{wizard.name}_{what}")
    return window


def run(session, program, how="end"):
    path, password = certificate_in_a_key_file(session, program.watched)
    ca = Ca(session, program, "no-readiness", "issuing-takes-time", "retry-after=600")  # nobody asks but the person
    desktop = Session(session, program, how)
    try:
        program.prepare()
        old = program.cli("scan", path, "--password-file", password)["certificates"][0]["id"]
        program.cli("plugin", "set", "kontur", "base_url=" + ca.ready["url"], "ca_file=" + ca.ready["ca_file"])
        session.start_window_manager()
        session.start_panel()
        window = desktop.begin()
        renewal_kontur.begin(window, Words("en"))
        wizard = Interrupted(session, ca, f"renewal_log_off_{how}")
        wizard.step()
        wait_until("the CA tells only the person", lambda: wizard.window().find(role=("check box",), name=SMS), 20)
        screenshots.take(session, f"renewal_log_off_{how}_sms")
        window = ended_and_begun(desktop, program, window, wizard, "sms")
        wizard.step()
        wait_until("the code is asked for", lambda: wizard.name_of(wizard.window()) == "code", 20)
        window = ended_and_begun(desktop, program, window, wizard, "question")
        assert len(ca.codes()) == 1, "another code was sent for"
        for _ in range(10):
            if wizard.step():
                break
        assert wizard.waits() and ca.orders() == 1, wizard.seen
        window = ended_and_begun(desktop, program, window, wizard, "wait")
        assert ca.orders() == 1
        (ca.folder / "issued").touch()
        button(wizard.window(), "Ask the CA now").press()
        wait_until("it goes on", lambda: not wizard.waits(), 20)
        for _ in range(10):
            if wizard.step():
                break
        assert wizard.seen[-1] == "done", wizard.seen
        renewal, = program.cli("renewals", "list")["renewals"]
        rows = {row["id"]: row for row in program.cli("list", "--all")["certificates"]}
        assert rows[old]["superseded_by"] == renewal["new_certificate"], rows
        assert ca.orders() == 1 and len(ca.codes()) == 2
    finally:
        ca.close()
