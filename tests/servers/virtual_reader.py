# SPDX-License-Identifier: Apache-2.0
"""A private pcscd with virtual readers, and card programs in them: for tests of everything that talks PC/SC.

    virtual_reader.py FOLDER [--readers N]      N is rounded up to even; number 3 is "Virtual Reader 1 00 01"

Makes FOLDER/pcscd.comm (clients take it through PCSCLITE_CSOCK_NAME) and prints one line: "ready" or "skip WHY". Then
each line of the standard input is a command, answered by "ok [what]" or "error WHY":

    insert READER CARD [ARGUMENT...]   a card of cards.py: "insert 0 rutoken-lite FOLDER PIN TRIES"
    remove READER
    ask READER WHAT                    what the card counts: "ask 0 verifies"
    stop | start                       pcscd itself

pcscd takes its socket from us, as systemd hands it over; its pid file and the port of the reader driver, which listens
on all addresses, live in namespaces of their own, so that any number of these run side by side. Ends when its standard
input closes. Python's standard library only, as root or as anybody who may make namespaces.
"""
import argparse
import contextlib
import ctypes
import fcntl
import os
import shlex
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

import cards

PCSCD = "/usr/sbin/pcscd"
DRIVER = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"
FIRST_PORT = 35963
CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWNET = 0x00020000, 0x10000000, 0x40000000
MS_REC, MS_PRIVATE = 0x4000, 0x40000
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1
POWER_OFF, POWER_ON, RESET, GET_ATR = 0, 1, 2, 4


class Unavailable(Exception):
    pass


def enter_namespaces():
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    flags = CLONE_NEWNS | CLONE_NEWNET | (0 if user == 0 else CLONE_NEWUSER)
    if libc.unshare(flags) != 0:
        raise Unavailable("no namespaces here: " + os.strerror(ctypes.get_errno()))
    if user != 0:
        for name, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
            with open("/proc/self/" + name, "w", encoding="ascii") as file:
                file.write(text)
    libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None)
    if libc.mount(b"tmpfs", b"/run", b"tmpfs", 0, None) != 0:
        raise Unavailable("no /run of its own: " + os.strerror(ctypes.get_errno()))
    os.mkdir("/run/pcscd")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        name = struct.pack("16sH14x", b"lo", 0)
        flags, = struct.unpack_from("H", fcntl.ioctl(control, SIOCGIFFLAGS, name), 16)
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags | IFF_UP))


def receive(connection, size):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)  # else each command waits 40 ms
    data = b""
    while len(data) < size:
        piece = connection.recv(size - len(data))
        if not piece:
            return None
        data += piece
    return data


class Inserted:
    """A card in a reader: answers until the connection ends."""

    def __init__(self, card, port):
        self.card = card
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=5)
        self.connection.settimeout(None)
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        try:
            while (size := receive(self.connection, 2)) is not None:
                message = receive(self.connection, struct.unpack(">H", size)[0])
                if message is None:
                    return
                answer = self.answer(message)
                if answer is not None:
                    self.connection.sendall(struct.pack(">H", len(answer)) + answer)
        except OSError:
            pass

    def answer(self, message):
        if len(message) != 1:
            return self.card.transmit(message)
        if message[0] == GET_ATR:
            return self.card.atr
        if message[0] in (POWER_OFF, POWER_ON, RESET):
            self.card.reset()
        return None

    def pull(self):
        self.connection.shutdown(socket.SHUT_RDWR)
        self.connection.close()


class Readers:
    def __init__(self, folder, count):
        self.folder, self.count = folder, count
        self.cards = {}
        self.pcscd = None
        config = os.path.join(folder, "reader.conf.d")
        os.makedirs(config, exist_ok=True)
        for pair in range((count + 1) // 2):
            driver = os.path.join(folder, f"driver{pair}.so")
            shutil.copyfile(DRIVER, driver)  # one load of it keeps two slots, however often it is configured
            with open(os.path.join(config, f"reader{pair}"), "w", encoding="ascii") as file:
                file.write(f'FRIENDLYNAME "Virtual Reader {pair}"\nDEVICENAME /dev/null:{self.port(2 * pair):#x}\n'
                           f"LIBPATH {driver}\nCHANNELID {self.port(2 * pair):#x}\n")
        self.config = config

    @staticmethod
    def port(reader):
        return FIRST_PORT + reader

    def start(self):
        if self.pcscd is not None:
            raise ValueError("pcscd runs already")
        path = os.path.join(self.folder, "pcscd.comm")
        if os.path.exists(path):
            os.unlink(path)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener, \
                open(os.path.join(self.folder, "pcscd.log"), "ab") as log:
            listener.bind(path)
            os.chmod(path, 0o666)
            listener.listen(16)
            given = listener.fileno()
            command = f'LISTEN_PID=$$ exec {PCSCD} --foreground --info --config "$0" 3<&{given}'
            self.pcscd = subprocess.Popen(["/bin/sh", "-c", command, self.config], stdin=subprocess.DEVNULL,
                                          stdout=log, stderr=log, pass_fds=[given],
                                          env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LISTEN_FDS": "1"})
        self.wait_for_driver()

    def wait_for_driver(self):
        for _ in range(1000):
            if self.pcscd.poll() is not None:
                raise Unavailable("pcscd ended at once: see pcscd.log")
            with open("/proc/net/tcp", encoding="ascii") as table:
                listening = {line.split()[1].split(":")[1] for line in table.readlines()[1:] if line.split()[3] == "0A"}
            if all(f"{self.port(i):04X}" in listening for i in range(self.count)):
                return
            time.sleep(0.02)
        raise Unavailable("the virtual reader does not come up: see pcscd.log")

    def stop(self):
        if self.pcscd is None:
            raise ValueError("pcscd does not run")
        self.pcscd.send_signal(signal.SIGTERM)
        try:
            self.pcscd.wait(5)
        except subprocess.TimeoutExpired:
            self.pcscd.kill()
            self.pcscd.wait()
        self.pcscd = None
        self.cards.clear()

    def insert(self, reader, kind, *arguments):
        number = int(reader)
        if number in self.cards:
            raise ValueError("a card is in there already")
        for tries_left in (2, 1, 0):  # the driver overlooks a card now and then: a person pushes it in again
            try:
                with self.noticed("Card inserted into", number):
                    self.cards[number] = Inserted(cards.make(kind, *arguments), self.port(number))
                return
            except Unavailable:
                self.cards.pop(number).pull()
                if tries_left == 0:
                    raise

    def remove(self, reader):
        with self.noticed("Card Removed From", int(reader)):
            self.cards.pop(int(reader)).pull()

    @contextlib.contextmanager
    def noticed(self, what, reader):
        """Returns once pcscd saw it: it looks a few times a second, and takes a quick swap for the same card."""
        line = f"{what} Virtual Reader {reader // 2} 00 {reader % 2:02}"
        log = os.path.join(self.folder, "pcscd.log")

        def count():
            with open(log, encoding="utf-8", errors="replace") as file:
                return file.read().count(line)
        before = count()
        yield
        for _ in range(1000):
            if count() > before:
                return
            time.sleep(0.01)
        raise Unavailable(f"pcscd does not notice: {what}")

    def ask(self, reader, what):
        return self.cards[int(reader)].card.ask(what)


def serve(readers):
    commands = {"insert": readers.insert, "remove": readers.remove, "ask": readers.ask, "stop": readers.stop,
                "start": readers.start}
    for line in sys.stdin:
        words = shlex.split(line)
        if not words:
            continue
        try:
            told = commands[words[0]](*words[1:])
            print("ok" if told is None else f"ok {told}", flush=True)
        except (KeyError, TypeError, ValueError, OSError, Unavailable) as problem:
            print(f"error {type(problem).__name__} {problem}".replace("\n", " "), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--readers", type=int, default=1)
    options = parser.parse_args()
    folder = os.path.abspath(options.folder)
    os.makedirs(folder, exist_ok=True)
    readers = None
    try:
        for needed in (PCSCD, DRIVER):
            if not os.path.exists(needed):
                raise Unavailable(f"{needed} is not there: apt install pcscd vsmartcard-vpcd")
        enter_namespaces()
        readers = Readers(folder, options.readers)
        readers.start()
    except (Unavailable, OSError) as problem:
        if readers is not None and readers.pcscd is not None:
            readers.stop()
        print(f"skip {problem}", flush=True)
        return
    print("ready", flush=True)
    try:
        serve(readers)
    finally:
        if readers.pcscd is not None:
            readers.stop()


if __name__ == "__main__":
    main()
