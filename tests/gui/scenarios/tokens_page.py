# SPDX-License-Identifier: Apache-2.0
"""Tokens in the window: what lies on one, a PIN that is changed there, a card that comes and goes."""
import subprocess

import accessibility
import screenshots
from card_readers import Readers
from waiting import wait_until

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN, NEW_PIN = "12345678", "87654321"


def make_token(session):
    folder = session.home / "tokens"
    folder.mkdir()
    configuration = session.home / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {folder}\nobjectstore.backend = file\nlog.level = ERROR\n")
    session.environment["SOFTHSM2_CONF"] = str(configuration)

    def tool(*words):
        subprocess.run([str(word) for word in words], env=session.environment, check=True, capture_output=True)

    key, certificate = session.home / "key.pem", session.home / "certificate.der"
    tool("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", 20,
         "-subj", "/CN=Anna Signer", "-keyout", key, "-outform", "DER", "-out", certificate)
    tool("softhsm2-util", "--init-token", "--free", "--label", "Work token", "--pin", PIN, "--so-pin", "00000000")
    tool("softhsm2-util", "--import", key, "--token", "Work token", "--label", "work", "--id", "01", "--pin", PIN)
    tool("pkcs11-tool", "--module", MODULE, "--token-label", "Work token", "--login", "--pin", PIN,
         "--write-object", certificate, "--type", "cert", "--id", "01", "--label", "work")


def text_of(window, part):
    return accessibility.first(found for found in window.find_all() if part in found.text)


def change_pin(window, old, new, again):
    window.find(role=("push button", "button"), name="Change PIN").press()
    dialog = accessibility.wait_for_window("Change the PIN")
    fields = {field.name: field for field in dialog.find_all(role=("password text", "text", "entry"))}
    for name, typed in (("PIN", old), ("New PIN", new), ("New PIN once more", again)):
        fields[name].type(typed)
    dialog.find(role=("push button", "button"), name="Change").press()
    return dialog


def run(session, program):
    make_token(session)
    container = session.home / "container"
    container.mkdir()
    readers = Readers(session)
    try:
        program.prepare()
        program.cli("plugin", "set", "pkcs11", "modules=" + MODULE)
        session.start_window_manager()
        session.start_panel()
        program.start_tray("--window")
        window = accessibility.wait_for_window()
        tabs = window.find(role=("page tab list",))
        tabs.select_child(2)
        wait_until("the token is listed", lambda: window.find(role=("table cell",), name="Work token"))
        wait_until("its certificate shows", lambda: text_of(window, "Anna Signer"))
        screenshots.take(session, "tokens_page")

        dialog = change_pin(window, PIN, NEW_PIN, "something else")
        wait_until("a slip is told and nothing is sent", lambda: dialog.find(name="The two new PINs differ"))
        screenshots.take(session, "tokens_pin_slip")
        session.output("xdotool", "key", "Escape")
        wait_until("the dialog is closed",
                   lambda: not [found for found in accessibility.windows() if "Change the PIN" in found.name])

        change_pin(window, PIN, NEW_PIN, NEW_PIN)
        wait_until("the change is told", lambda: window.find(name="The PIN is changed."), seconds=20)
        document, pin = session.home / "contract.txt", session.home / "pin"
        document.write_text("A contract\n")
        pin.write_text(NEW_PIN)
        program.cli("sign", document, "--token", "pkcs11:token=Work%20token", "--pin-file", pin)

        readers.order("insert", "0", "rutoken-lite", str(container), PIN, "3")
        wait_until("the card is listed", lambda: window.find(role=("table cell",), name="Rutoken Lite"), seconds=20)
        screenshots.take(session, "tokens_card")
        readers.order("remove", "0")
        wait_until("the card is gone", lambda: not window.find(role=("table cell",), name="Rutoken Lite"), seconds=20)
        assert program.runs()
    finally:
        readers.close()
