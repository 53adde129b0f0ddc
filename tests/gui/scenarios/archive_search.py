# SPDX-License-Identifier: Apache-2.0
"""The archive's search: a serial number shows one row, and below it still all of its holder's certificates; a year shows
what was valid in it."""
import accessibility
import certificates
import screenshots
from scenarios.archive_keys import FIELD, OLD, PASSWORD, Archive
from waiting import wait_until


class Search:
    def __init__(self, archive):
        self.archive = archive

    def field(self, name):
        wanted = self.archive.tr(name)
        return accessibility.first(found for found in self.archive.window.find_all(role=FIELD) if found.name == wanted)

    def rows(self):
        return len(list(self.archive.window.find_all(role=("table cell",), name=OLD)))

    def shows(self, text, rows):
        self.field("Search").type(text)
        wait_until(f"{rows} rows for {text}", lambda: self.rows() == rows, 20)

    def line(self):
        """Of the holder's certificates, the chosen one marked."""
        head = self.archive.tr("All of this holder, in the order of time:")
        return self.field("About the key").text.partition(head)[2].strip().splitlines()


def run(session, program, language="en"):
    certificates.make(session.home / "old", "first", 20, OLD)
    certificates.make(session.home / "old", "second", 1200, OLD)
    (session.home / "vault.password").write_text(PASSWORD)
    program.prepare(language=language)
    session.environment["RESEAL_VAULT_PASSWORD_FILE"] = str(session.home / "vault.password")
    program.cli("archive", "import", session.home / "old")
    del session.environment["RESEAL_VAULT_PASSWORD_FILE"]
    first, second = sorted(program.cli("archive", "list")["entries"], key=lambda row: row["not_after"])
    session.start_window_manager()
    session.start_panel()
    program.start_tray("--window")
    archive = Archive(session, program, language)
    archive.window = accessibility.wait_for_window()
    archive.window.find(role=("page tab list",)).select_child(3)
    search = Search(archive)
    wait_until("both keys are listed", lambda: search.rows() == 2)
    search.shows(first["serial"], 1)
    wait_until("the line has both", lambda: len(search.line()) == 2, 20)
    assert [line.startswith("▸") for line in search.line()].count(True) == 1, search.line()
    screenshots.take(session, "archive_search_line")
    search.shows(second["not_after"][:4], 1)
    wait_until("the line has both", lambda: len(search.line()) == 2, 20)
    screenshots.take(session, "archive_search_year")
    search.shows(first["not_before"][:4], 2)
    search.shows("1999", 0)
    assert program.runs()
