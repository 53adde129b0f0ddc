# SPDX-License-Identifier: Apache-2.0
"""reseal-plugin-check on ca_nca with a gateway that answers, so that the conversation goes through every step: log-in and
order of keys signed, agreement, data, application, keys, signatures, code, letter. The certificates are for other keys than
the checker's: the end is "failed", and has to be repeated as such.
"""
import sys

from checker_to_the_end import answer, operation, run

BASE = "https://nca.example.kz"
CODE = {"channel": "sms", "to": "+7***67", "code_length": 6, "expires_in_seconds": 300}
LETTER = {"to": "test@example.kz", "sender": "noreply@nca.example.kz", "subject": "Updated"}


def orders(issued, first):
    """By the steps at which a purpose may come to its keys; `first` is what the submission answers with."""
    for step in ("renew step 6", "new step 5", "new sparse step 5", "renew sparse step 6"):
        key = operation(step)
        yield answer(BASE, "GET", "/v1/orders/%s/certificates" % key,
                     {"certificates": [{"id": one, "certificate": issued} for one in "12"], "chain": []})
        yield answer(BASE, "POST", "/v1/orders/%s/code/again" % key, {"key": key, **first})
        yield answer(BASE, "POST", "/v1/orders/%s/code" % key, {"key": key, "state": "ready", "letter": LETTER})
        yield answer(BASE, "POST", "/v1/orders/%s/confirmation" % key, {"key": key, "state": "issued"})
        yield answer(BASE, "POST", "/v1/orders/%s/letter" % key, {"key": key, "state": "ready", "letter": LETTER})
        yield answer(BASE, "GET", "/v1/orders/" + key, {"key": key, **first})
    yield answer(BASE, "POST", "/v1/orders", {"code": "order_exists", "status": 409}, 409)


def settings(issued):
    kinds = ["rsa-pair"]
    challenge = {"challenge_id": "c1", "challenge": "0123456789abcdef"}
    first = {"state": "code_required", "code": CODE}
    return {"settings": {"base_url": BASE, "ca_file": "", "service_centre": "", "support": ""},
            "answers": {"accept": "yes", "email": "test@example.kz", "phone": "+77011234567", "apply": "yes", "code": "123456",
                        "name": "Test Holder", "iin": "900101300017", "link": BASE + "/x?token=t1"},
            "http": [answer(BASE, "GET", "/v1/about", {"profile": "reseal-nca/1", "kinds": kinds}),
                     answer(BASE, "GET", "/v1/agreement", {"version": "1", "text": "Text"}),
                     answer(BASE, "POST", "/v1/logins/c1/answer", {"session": "s1"}),
                     answer(BASE, "POST", "/v1/logins", challenge, 201),
                     answer(BASE, "POST", "/v1/reissues/c1/answer", {"reissue_id": "r1", "kinds": kinds}),
                     answer(BASE, "POST", "/v1/reissues", challenge, 201),
                     *orders(issued, first)]}


sys.exit(run(settings))
