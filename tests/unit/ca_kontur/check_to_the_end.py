# SPDX-License-Identifier: Apache-2.0
"""reseal-plugin-check on ca_kontur with a gateway that answers, so that the conversation goes through every step. The
certificate is for another key than the checker's: the end is "failed", and has to be repeated as such.
"""
import sys

from checker_to_the_end import answer, operation, run

BASE = "https://ca.example.kz"
SENT = {"to": "+7***22", "code_length": 6, "expires_in_seconds": 300}
SUBJECT = [{"type": "2.5.4.3", "value": "Анна"}, {"type": "1.2.643.3.131.1.1", "value": "500100732259"}]


def orders(issued):
    for purpose in ("renew", "new"):
        key = operation(purpose + " step 4")
        order = {"key": key, "state": "issued", "confirmation": SENT}
        yield answer(BASE, "GET", "/v1/orders/%s/certificate" % key, {"certificate": issued, "chain": []})
        yield answer(BASE, "POST", "/v1/orders/" + key, {**order, "state": "confirmed"})
        yield answer(BASE, "GET", "/v1/orders/" + key, order)
    yield answer(BASE, "POST", "/v1/orders", {"key": "0123456789abcdef", "state": "issued", "confirmation": SENT}, 201)
    yield answer(BASE, "GET", "/v1/orders", {"orders": []})


def settings(issued):
    application = {"id": "A-1", "state": "ready", "subject": SUBJECT, "algorithms": ["ec-p256"],
                   "policies": ["1.2.643.100.113.1"], "sign_tool": "s", "identification_kind": 0}
    return {"settings": {"base_url": BASE, "ca_file": ""}, "answers": {"phone": "+79991234567", "code": "123456", "agree": "yes"},
            "http": [answer(BASE, "POST", "/v1/readiness", {"state": "ready"}),
                     answer(BASE, "POST", "/v1/challenges/c1/answer", {"session": "s1", "expires_in_seconds": 1800}),
                     answer(BASE, "POST", "/v1/challenges", {"challenge_id": "c1", **SENT}, 201),
                     answer(BASE, "GET", "/v1/applications", {"applications": [application]}),
                     *orders(issued)]}


sys.exit(run(settings))
