# SPDX-License-Identifier: Apache-2.0
"""ca_nca's openapi.json against what is really said."""
import unittest

import openapi_exchanges


class NcaOpenApiTest(openapi_exchanges.OpenApiCase):
    longest_id = 128
    unfit = (("Order", {"key": "k", "state": "ready"}), ("Order", {"key": "a/b", "state": "issued"}),
             ("Session", {"session": "a" * 129}), ("Challenge", {"challenge_id": "c", "challenge": "short"}),
             ("Key", {"id": "1", "use": "both"}), ("About", {"profile": "reseal-nca/2", "kinds": ["rsa-pair"]}))

    def needs_session(self, operation, exchange):
        """An application without an old key has none."""
        return "security" in operation and ({} not in operation["security"] or "reissue_id" in exchange["body"])


if __name__ == "__main__":
    unittest.main()
