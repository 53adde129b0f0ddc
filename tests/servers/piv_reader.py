# SPDX-License-Identifier: Apache-2.0
"""virtual_reader.py with one card program more: "insert 0 piv KEY CERTIFICATE PIN TRIES", a PIV card (NIST SP 800-73-4)
with an RSA-2048 authentication key (9A), enough for OpenSC. KEY is RSAPrivateKey in DER, CERTIFICATE X.509 in DER.
Counts "verifies" (PINs that were sent) and "tries" (left). Python's standard library only.
"""
import cards
import virtual_reader

AID = bytes.fromhex("A000000308")
OK, LEFT, BLOCKED, NOT_ALLOWED, NOT_FOUND, WRONG, UNKNOWN = (
    b"\x90\x00", 0x63C0, b"\x69\x83", b"\x69\x82", b"\x6a\x82", b"\x6a\x80", b"\x6d\x00")


def tlv(tag, content):
    size = len(content)
    length = bytes([size]) if size < 128 else b"\x81" + bytes([size]) if size < 256 else b"\x82" + size.to_bytes(2, "big")
    return bytes.fromhex(tag) + length + content


def elements(data):
    """(tag, content) side by side; tags of one byte."""
    at = 0
    while at < len(data):
        tag, size, at = data[at], data[at + 1], at + 2
        if size & 0x80:
            more = size & 0x7F
            size, at = int.from_bytes(data[at:at + more], "big"), at + more
        yield tag, data[at:at + size]
        at += size


class PivCard(cards.BlankCard):
    def __init__(self, key, certificate, pin="123456", tries="3"):
        super().__init__("3B80800101")
        with open(key, "rb") as file:
            (_, sequence), = elements(file.read())
        numbers = [int.from_bytes(content, "big") for _, content in elements(sequence)]
        self.modulus, self.private = numbers[1], numbers[3]
        with open(certificate, "rb") as file:
            own = file.read()
        fasc_n, guid = bytes(25), bytes.fromhex("00112233445566778899AABBCCDDEEFF")
        self.objects = {
            "5FC102": tlv("30", fasc_n) + tlv("34", guid) + tlv("35", b"20400101") + tlv("3E", b"") + tlv("FE", b""),
            "5FC105": tlv("70", own) + tlv("71", b"\x00") + tlv("FE", b""),
        }
        self.pin, self.most = pin.encode().ljust(8, b"\xff"), int(tries)
        self.counts["tries"] = self.most
        self.verified, self.chained, self.waiting = False, b"", b""

    def reset(self):
        super().reset()
        self.verified, self.chained, self.waiting = False, b"", b""

    def transmit(self, command):
        self.counts["apdus"] += 1
        head, body = command[:4], command[5:5 + command[4]] if len(command) > 5 else b""
        if head[1] == 0xC0:
            return self.next_piece(command[4] if len(command) > 4 else 0)
        if head[0] == 0x10:  # more follows
            self.chained += body
            return OK
        body, self.chained = self.chained + body, b""
        if head[:3] == b"\x00\xa4\x04":
            if not body.startswith(AID):
                return NOT_FOUND
            return tlv("61", tlv("4F", bytes.fromhex("000010000100")) + tlv("79", tlv("4F", AID))) + OK
        if head == b"\x00\xcb\x3f\xff":
            return self.get_data(body)
        if head[1] == 0x20:
            return self.verify(head, body)
        if head == b"\x00\x87\x07\x9a":
            return self.authenticate(body)
        return UNKNOWN

    def get_data(self, body):
        found = self.objects.get(body[2:].hex().upper())
        return NOT_FOUND if found is None else self.answer(tlv("53", found))

    def verify(self, head, pin):
        if head[3] != 0x80:
            return NOT_FOUND
        if head[2] == 0xFF:
            self.verified = False
            return OK
        if not pin:
            return OK if self.verified else self.left()
        self.counts["verifies"] += 1
        if self.counts["tries"] == 0:
            return BLOCKED
        self.verified = pin == self.pin
        self.counts["tries"] = self.most if self.verified else self.counts["tries"] - 1
        return OK if self.verified else self.left()

    def left(self):
        tries = self.counts["tries"]
        return (LEFT | tries).to_bytes(2, "big") if tries else BLOCKED

    def authenticate(self, body):
        if not self.verified:
            return NOT_ALLOWED
        (_, template), = elements(body)
        challenge = dict(elements(template)).get(0x81)
        if challenge is None or len(challenge) != 256:
            return WRONG
        number = pow(int.from_bytes(challenge, "big"), self.private, self.modulus)
        return self.answer(tlv("7C", tlv("82", number.to_bytes(256, "big"))))

    def answer(self, data):
        self.waiting = data
        return self.next_piece(0)

    def next_piece(self, most):
        piece, self.waiting = self.waiting[:most or 256], self.waiting[most or 256:]
        return piece + (bytes([0x61, min(len(self.waiting), 255)]) if self.waiting else OK)


cards.KINDS["piv"] = PivCard

if __name__ == "__main__":
    virtual_reader.main()
