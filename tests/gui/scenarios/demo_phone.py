# SPDX-License-Identifier: Apache-2.0
"""The phone of the demo shows what the CA sends, as it comes, and hands its code to the clipboard."""
import json

import accessibility
import screenshots
from waiting import wait_until

CLIPBOARD = """
import gi
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk
print(Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD).wait_for_text())
"""


def send(outbox, **message):
    with outbox.open("a") as file:
        file.write(json.dumps(message, ensure_ascii=False) + "\n")


def run(session, program):
    session.start_window_manager()
    outbox = session.home / "outbox.jsonl"
    outbox.write_text("")
    session.start(program.bin / "reseal-demo-phone", outbox)
    shown = lambda: next(iter(accessibility.windows("reseal-demo-phone")), None)  # noqa: E731
    wait_until("its window is open", shown)
    window = shown()
    wait_until("it waits", lambda: window.find(name="No messages yet"))
    send(outbox, kind="sms", to="+79991234567", text="Код подтверждения: 417203", code="417203")
    wait_until("the message is there", lambda: window.find(name="Код подтверждения: 417203"))
    send(outbox, kind="email", to="anna@example.com", text="Your application has been updated", code="")
    wait_until("the second too", lambda: window.find(name="E-mail to anna@example.com"))
    screenshots.take(session, "demo_phone")
    window.find(role=("push button", "button"), name="Copy 417203").press()
    wait_until("the code is in the clipboard",
               lambda: session.output("/usr/bin/python3", "-c", CLIPBOARD).strip() == "417203")
