# SPDX-License-Identifier: Apache-2.0
"""The OpenAPI file of a CA plugin against what is really said: every request of the plugin and every answer of the test CA,
as its unit tests write them down."""
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not there")
    sys.exit(77)

TESTS, DOCUMENT = os.environ["RESEAL_CA_TESTS"], os.environ["RESEAL_OPENAPI"]


class OpenApiCase(unittest.TestCase):
    longest_id = 64  # in a path
    unfit = ()       # (schema, value that it has to refuse)

    @classmethod
    def setUpClass(cls):
        with open(DOCUMENT, encoding="utf-8") as file:
            cls.document = json.load(file)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "exchanges.jsonl")
            subprocess.run([TESTS], env={**os.environ, "RESEAL_EXCHANGES": path}, stdout=subprocess.DEVNULL, check=True)
            with open(path, encoding="utf-8") as file:
                cls.exchanges = [json.loads(line) for line in file]

    def validator(self, schema):
        return jsonschema.Draft202012Validator({**schema, "components": self.document["components"]})

    def operation(self, exchange):
        for template, operations in self.document["paths"].items():
            if re.fullmatch(re.sub(r"\{\w+\}", f"[A-Za-z0-9_-]{{1,{self.longest_id}}}", template), exchange["target"]):
                return template, operations.get(exchange["method"].lower())
        return None, None

    def needs_session(self, operation, exchange):
        return "security" in operation

    def test_schemas_are_schemas(self):
        for schema in self.document["components"]["schemas"].values():
            jsonschema.Draft202012Validator.check_schema(schema)

    def test_every_request_of_the_plugin_fits(self):
        for exchange in self.exchanges:
            _, operation = self.operation(exchange)
            self.assertIsNotNone(operation, exchange)
            if "requestBody" in operation:
                schema = operation["requestBody"]["content"]["application/json"]["schema"]
                self.validator(schema).validate(json.loads(exchange["body"]))
            else:
                self.assertEqual(exchange["body"], "", exchange)
            parameter = self.document["components"]["parameters"]["IdempotencyKey"]["schema"]["pattern"]
            keyed = any("$ref" in one for one in operation.get("parameters", []))
            self.assertEqual(bool(re.fullmatch(parameter, exchange["key"])), keyed, exchange)
            self.assertEqual(exchange["session"].startswith("Bearer "), self.needs_session(operation, exchange), exchange)

    def test_every_answer_of_the_CA_fits(self):
        for exchange in self.exchanges:
            if exchange["type"] == "text/html":  # the fault wrong-content
                continue
            _, operation = self.operation(exchange)
            response = operation["responses"].get(str(exchange["status"]))
            self.assertIsNotNone(response, exchange)
            if exchange["status"] == 204:
                self.assertEqual(exchange["answer"], "")
                continue
            schema = response["content"][exchange["type"]]["schema"]
            answer = json.loads(exchange["answer"])
            if set(answer) == {"chain"}:  # the fault no-certificate
                self.assertFalse(self.validator(schema).is_valid(answer))
                continue
            self.validator(schema).validate(answer)

    def test_every_operation_was_used(self):
        used = {(self.operation(one)[0], one["method"].lower()) for one in self.exchanges}
        described = {(path, method) for path, operations in self.document["paths"].items() for method in operations}
        self.assertEqual(described - used, set())

    def test_what_does_not_fit_is_refused(self):
        schemas = self.document["components"]["schemas"]
        self.assertTrue(self.unfit)
        for name, wrong in self.unfit:
            self.assertFalse(self.validator(schemas[name]).is_valid(wrong), name)
