# SPDX-License-Identifier: Apache-2.0
"""ca_kontur's openapi.json against what is really said."""
import unittest

import openapi_exchanges


class KonturOpenApiTest(openapi_exchanges.OpenApiCase):
    unfit = (("Person", {"phone": "8 999"}), ("Order", {"key": "a/b", "state": "issued"}), ("Session", {"session": "a" * 65}),
             ("Order", {"key": "a", "state": "applying"}), ("Signed", {"signature": ""}), ("Statement", {"documents": []}),
             ("Subject", []), ("Readiness", {"state": "perhaps"}))


if __name__ == "__main__":
    unittest.main()
