# SPDX-License-Identifier: Apache-2.0
"""How connect_proxy.py tells whom it lets through. A gate belongs to one connection.

judge(value) takes the value of Proxy-Authorization, or None, and returns what to answer 407 with: the values of
Proxy-Authenticate, none where the asker is let through. `who` is then whom it knows the asker as.
"""
import base64
import os

import ntlm


class Open:
    who = None

    def judge(self, value):
        return []


class Basic:
    def __init__(self, login):
        self.login = login
        self.who = None

    def judge(self, value):
        if value == "Basic " + base64.b64encode(self.login.encode()).decode():
            self.who = self.login.partition(":")[0]
            return []
        return ['Basic realm="proxy"']


def blob_of(scheme, value):
    """What follows the scheme's name; None where the asker speaks another scheme, or only names this one."""
    name, _, text = (value or "").partition(" ")
    return base64.b64decode(text) if name == scheme and text else None


class Ntlm:
    def __init__(self, login):
        user, _, self.password = login.partition(":")
        self.domain, _, self.user = user.rpartition("\\")
        self.challenge = None
        self.who = None

    def judge(self, value):
        blob = blob_of("NTLM", value)
        if blob is None:
            return ["NTLM"]
        if ntlm.kind(blob) == 1:
            self.challenge = ntlm.Challenge(self.domain or "EXAMPLE", os.urandom(8))
            return ["NTLM " + base64.b64encode(self.challenge.message()).decode()]
        challenge, self.challenge = self.challenge, None  # good for one answer
        if challenge is not None and challenge.answered_by(blob, self.user, self.password):
            self.who = self.user
            return []
        return ["NTLM"]


class Negotiate:
    """Kerberos tickets for HTTP/localhost; the keys are in the file that KRB5_KTNAME names."""

    def __init__(self):
        self.who = None

    def judge(self, value):
        import gssapi
        blob = blob_of("Negotiate", value)
        if blob is None:
            return ["Negotiate"]
        context = gssapi.SecurityContext(creds=gssapi.Credentials(usage="accept"), usage="accept")
        try:
            context.step(blob)
        except gssapi.exceptions.GSSError:
            return ["Negotiate"]
        self.who = str(context.initiator_name)
        return [] if context.complete else ["Negotiate"]


class Several:
    """Whoever passes one of them is let through."""

    def __init__(self, gates):
        self.gates = gates
        self.who = None

    def judge(self, value):
        wanted = []
        for gate in self.gates:
            answer = gate.judge(value)
            if not answer:
                self.who = gate.who
                return []
            wanted += answer
        continued = [line for line in wanted if " " in line and not line.startswith("Basic")]
        return continued or wanted
