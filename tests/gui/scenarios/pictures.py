# SPDX-License-Identifier: Apache-2.0
"""Pictures of every window in one language and theme, with certificates of all states."""
import accessibility
import certificates
import screenshots
from notifications import NotificationDaemon
from waiting import wait_until

HOLDERS = {"Иванова Мария Петровна": 2, "Әлия Қасымқызы Нұрланова": 12, "ООО «Ромашка»": 45, "Anna Schmidt": 300}
PAGES = ("mine", "others", "tokens", "archive", "history", "plugins", "settings")


def run(session, program, language, theme):
    for number, (holder, days) in enumerate(HOLDERS.items()):
        certificates.make(program.watched, f"c{number}", days, holder)
    certificates.make(program.watched, "other", 90, "Somebody Else", key_kept=False)
    (program.watched / "broken.pem").write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    program.prepare(language=language)
    session.start_window_manager()
    dunst = NotificationDaemon(session)
    session.start_panel()
    program.start_tray("--window")
    name = f"{language}_{theme}"
    window = accessibility.wait_for_window()
    wait_until("the list is filled", lambda: all(window.find(name=holder) for holder in HOLDERS))
    wait_until("the notice is shown", lambda: dunst.displayed())
    tabs = window.find(role=("page tab list",))
    for index, page in enumerate(PAGES):
        tabs.select_child(index)
        wait_until(f"the page {page}", lambda: tabs.children()[index].has("selected"))
        screenshots.take(session, f"{name}_{page}")
        dunst.close_all()
    assert program.runs()
