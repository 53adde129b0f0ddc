# SPDX-License-Identifier: Apache-2.0
"""The window is usable without eyes: rows, search, pages and buttons by name, and no nameless control."""
import accessibility
import certificates
import screenshots
import x_windows
from waiting import wait_until

PAGES = ("My certificates", "Others", "Tokens", "Archive", "History", "Plugins", "Settings")
BUTTONS = ("Renew", "Remind me later", "Details", "When to warn", "Check now")


def nameless(window):
    return [control for control in window.walk()
            if control.has("focusable") and control.has("showing") and not control.name.strip()
            and control.role not in ("frame", "table cell")]


def run(session, program):
    certificates.make(program.watched, "later", 200, "Later Ltd")
    certificates.make(program.watched, "soon", 5, "Soon Ltd")
    certificates.make(program.watched, "other", 90, "Somebody Else", key_kept=False)
    program.prepare()
    session.start_window_manager()
    session.start_panel()
    program.start_tray("--window")
    window = accessibility.wait_for_window()
    wait_until("both rows are there", lambda: window.find(name="Soon Ltd") and window.find(name="Later Ltd"))

    def order():
        return [control.name for control in window.find_all(role=("table cell",)) if control.name.endswith("Ltd")]
    wait_until("the soonest comes first", lambda: order()[:2] == ["Soon Ltd", "Later Ltd"])
    assert not window.find(name="Somebody Else"), "another person's certificate stands among the person's own"
    for label in BUTTONS:
        assert window.find(role=("push button", "button"), name=label), f"no button {label!r}"

    search = wait_until("the search field", lambda: window.find(role=("text", "entry"), name="Search"))
    search.type("later")
    wait_until("the search narrows the list", lambda: order() == ["Later Ltd"])
    search.type("")
    wait_until("the whole list is back", lambda: window.find(name="Soon Ltd"))

    table = window.find(role=("table", "tree table"), name="My certificates")
    table.focus()
    session.output("xdotool", "key", "Home")
    details = window.find(role=("push button", "button"), name="Details")
    wait_until("a row is selected", lambda: details.has("sensitive"))
    details.press()
    dialog = accessibility.wait_for_window("Certificate details")
    text = wait_until("the details are readable",
                      lambda: next((found.text for found in dialog.find_all() if "Soon Ltd" in found.text), ""))
    assert "Scenario" in text, text
    unnamed = nameless(dialog)
    wait_until("the dialog is on the screen", lambda: x_windows.managed(session, "Certificate details"))
    screenshots.take(session, "window_details")
    session.output("xdotool", "key", "Escape")
    wait_until("Escape closes the details", lambda: not x_windows.managed(session, "Certificate details"))

    tabs = window.find(role=("page tab list",))
    for index, page in enumerate(PAGES):
        tabs.select_child(index)
        wait_until(f"the page {page!r}", lambda: tabs.children()[index].has("selected"))
        assert tabs.children()[index].name == page
        if page == "Others":
            wait_until("the other's certificate is listed", lambda: window.find(name="Somebody Else"))
        unnamed += nameless(window)
        screenshots.take(session, f"window_page_{index + 1}")
    assert not unnamed, f"controls without a name: {unnamed}"
