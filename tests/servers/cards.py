# SPDX-License-Identifier: Apache-2.0
"""Card programs for virtual_reader.py. Rutoken Lite and Rutoken S as passive memory with a CryptoPro container
(facts/gost-cryptopro-kontur.md 4.2, 4.3), and a blank card that knows nothing. Each counts what is asked of it.
"""
import os

OK, WRONG_LENGTH, NOT_ALLOWED, BLOCKED, NOT_FOUND, BAD_P1P2, UNKNOWN = (
    b"\x90\x00", b"\x67\x00", b"\x69\x82", b"\x69\x83", b"\x6a\x82", b"\x6a\x86", b"\x6d\x00")
FILES = {1: "masks.key", 2: "primary.key", 3: "header.key", 4: "masks2.key", 5: "primary2.key", 6: "name.key"}
SECRET = {1, 2, 4, 5}


class BlankCard:
    def __init__(self, atr="3B00"):
        self.atr = bytes.fromhex(atr)
        self.counts = {"verifies": 0, "apdus": 0, "resets": 0}

    def reset(self):
        self.counts["resets"] += 1

    def transmit(self, command):
        self.counts["apdus"] += 1
        return UNKNOWN

    def ask(self, what):
        return self.counts[what]


class MemoryCard(BlankCard):
    """Containers as elementary files behind a PIN. FOLDER holds NAME.000 folders, numbered from DF 0A on by name."""
    PATH, ORDER, PAD = "10001003", "big", b"\xff"

    def __init__(self, atr, folder, pin="12345678", tries="10"):
        super().__init__(atr)
        self.pin, self.most = pin.encode(), int(tries)
        self.counts["tries"] = self.most
        self.files, self.selected, self.logged_in = {}, None, False
        self.serial = bytes.fromhex("0000000030da6803")
        containers = sorted(entry.path for entry in os.scandir(folder) if entry.is_dir())
        for number, container in enumerate(containers, start=10):
            self.add(number, container)

    def add(self, number, container):
        self.files[self.PATH + f"{number:02X}00"] = (0, b"")
        for suffix, name in FILES.items():
            path = os.path.join(container, name)
            if os.path.exists(path):
                with open(path, "rb") as file:
                    content = file.read()
                self.files[self.PATH + f"{number:02X}00{number:02X}{suffix:02X}"] = (suffix, content + self.PAD * 4)

    def ask(self, what):
        return int(self.logged_in) if what == "logged_in" else super().ask(what)

    def reset(self):
        super().reset()
        self.selected, self.logged_in = None, False

    def transmit(self, command):
        self.counts["apdus"] += 1
        if len(command) < 4:
            return WRONG_LENGTH
        head, body = command[:2], command[5:5 + command[4]] if len(command) > 5 else b""
        if head == b"\x00\xa4":
            return self.select(command[2], body)
        if head == b"\x00\xb0":
            return self.read(int.from_bytes(command[2:4], "big"), command[4] if len(command) > 4 else 0)
        if head == b"\x00\x20":
            return self.verify(command[3], body)
        if command[:4] == b"\x00\xca\x01\x81":
            return self.serial + OK
        if head == b"\x80\x40":  # forgets what was verified
            self.logged_in = False
            return OK
        return UNKNOWN

    def path_of(self, body):
        return body.hex().upper()

    def select(self, p1, body):
        path = self.path_of(body)
        if p1 != 8:
            return BAD_P1P2
        if path not in self.files:
            return NOT_FOUND
        self.selected = path
        size = len(self.files[path][1]).to_bytes(2, self.ORDER)
        fcp = b"\x80\x02" + size + b"\x82\x02\x01\x00\x83\x02" + bytes.fromhex(path[-4:]) + b"\x8a\x01\x05"
        return b"\x62" + bytes([len(fcp)]) + fcp + OK

    def read(self, offset, length):
        if self.selected is None:
            return NOT_FOUND
        suffix, content = self.files[self.selected]
        if suffix in SECRET and not self.logged_in:
            return NOT_ALLOWED
        if offset > len(content):
            return b"\x6b\x00"
        return content[offset:offset + (length or 256)] + OK

    def left(self):
        tries = self.counts["tries"]
        return bytes([0x63, 0xC0 | min(tries, 15)]) if tries > 0 else BLOCKED

    def verify(self, which, pin):
        if which != 2:
            return BAD_P1P2
        if not pin:  # asks how many are left
            return OK if self.logged_in else self.left()
        self.counts["verifies"] += 1
        if self.counts["tries"] == 0:
            return BLOCKED
        if pin != self.pin:
            self.counts["tries"] -= 1
            self.logged_in = False
            return self.left()
        self.counts["tries"] = self.most
        self.logged_in = True
        return OK


class RutokenLite(MemoryCard):
    def __init__(self, *arguments):
        super().__init__("3B8B015275746F6B656E6C697465C2", *arguments)


class RutokenS(MemoryCard):
    """Numbers the other way round, another path, and answers that are fetched (T=0)."""
    PATH, ORDER = "000000000002", "little"

    def __init__(self, *arguments):
        super().__init__("3B6F00FF00567275546F6B6E73302000009000", *arguments)
        self.waiting = b""

    def path_of(self, body):
        return b"".join(body[i:i + 2][::-1] for i in range(0, len(body), 2)).hex().upper()

    def transmit(self, command):
        if command[:2] == b"\x00\xc0":
            return self.waiting[:command[4] or 256] + OK
        answer = super().transmit(command)
        if command[:2] == b"\x00\xa4" and answer[-2:] == OK:
            self.waiting = answer[:-2]
            return b"\x61" + bytes([len(self.waiting)])
        return answer


KINDS = {"blank": BlankCard, "rutoken-lite": RutokenLite, "rutoken-s": RutokenS}


def make(kind, *arguments):
    if kind not in KINDS:
        raise ValueError(f"no card program {kind}")
    return KINDS[kind](*arguments)
