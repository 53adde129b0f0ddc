# SPDX-License-Identifier: Apache-2.0
"""The server's side of NTLM (MS-NLMP), version 2 only: the challenge, and whether an answer proves the password."""
import hashlib
import hmac
import struct

SIGNATURE = b"NTLMSSP\0"
# Unicode, request target, NTLM, always sign, target is a domain, extended session security, target info
FLAGS = 0x00000001 | 0x00000004 | 0x00000200 | 0x00008000 | 0x00010000 | 0x00080000 | 0x00800000


def md4(data):
    """RFC 1320; hashlib has it no longer."""
    def turn(value, bits):
        value &= 0xFFFFFFFF
        return (value << bits | value >> (32 - bits)) & 0xFFFFFFFF

    rounds = (
        (lambda x, y, z: x & y | ~x & z, 0x00000000, (3, 7, 11, 19), range(16)),
        (lambda x, y, z: x & y | x & z | y & z, 0x5A827999, (3, 5, 9, 13), [row + 4 * i for row in range(4) for i in range(4)]),
        (lambda x, y, z: x ^ y ^ z, 0x6ED9EBA1, (3, 9, 11, 15), (0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15)),
    )
    padded = data + b"\x80" + bytes((55 - len(data)) % 64) + struct.pack("<Q", 8 * len(data))
    state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476]
    for start in range(0, len(padded), 64):
        words = struct.unpack("<16I", padded[start:start + 64])
        a, b, c, d = state
        for mix, constant, shifts, order in rounds:
            for step, index in enumerate(order):
                a, b, c, d = d, turn(a + mix(b, c, d) + words[index] + constant, shifts[step % 4]), b, c
        state = [(old + new) & 0xFFFFFFFF for old, new in zip(state, (a, b, c, d))]
    return struct.pack("<4I", *state)


def kind(message):
    """1: negotiate, 3: authenticate; 0: no NTLM at all."""
    return struct.unpack_from("<I", message, 8)[0] if message.startswith(SIGNATURE) and len(message) >= 12 else 0


class Challenge:
    """One message of kind 2 and what answers it."""

    def __init__(self, domain, nonce):
        self.domain = domain
        self.nonce = nonce
        pairs = ((2, domain), (1, "PROXY"))  # NetBIOS names of the domain and of the computer
        self.target = b"".join(struct.pack("<HH", number, 2 * len(text)) + text.encode("utf-16-le")
                               for number, text in pairs) + bytes(4)

    def message(self):
        name = self.domain.encode("utf-16-le")
        fixed = 48
        return (SIGNATURE + struct.pack("<IHHII", 2, len(name), len(name), fixed, FLAGS) + self.nonce + bytes(8)
                + struct.pack("<HHI", len(self.target), len(self.target), fixed + len(name)) + name + self.target)

    def answered_by(self, message, user, password):
        if kind(message) != 3 or len(message) < 64:
            return False

        def part(offset):
            size, _, start = struct.unpack_from("<HHI", message, offset)
            return message[start:start + size]

        proof, blob = part(20)[:16], part(20)[16:]
        domain, name = (part(offset).decode("utf-16-le") for offset in (28, 36))
        if name.lower() != user.lower() or domain.lower() not in ("", self.domain.lower()):
            return False
        # Version 1 has no blob; the target in it says that the answer was meant for this server.
        if blob[:2] != b"\1\1" or not blob[28:].startswith(self.target):
            return False
        key = hmac.digest(md4(password.encode("utf-16-le")), (name.upper() + domain).encode("utf-16-le"), "md5")
        return hmac.compare_digest(hmac.digest(key, self.nonce + blob, hashlib.md5), proof)
