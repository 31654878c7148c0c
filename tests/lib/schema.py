# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether JSON has the form that doc/*.schema.json tell.

    schema = Schema(lossless=False)
    schema.fault(document)               what is wrong and where, or None
    schema.fault(node, "statement")      of a part, by its name among the definitions
"""
import json
import os

try:
    import jsonschema
except ImportError:
    jsonschema = None

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MISSING = "no module jsonschema (python3-jsonschema): JSON is not compared with the schema"


class Schema:
    def __init__(self, lossless=False):
        with open(os.path.join(TOP, "doc", "libnftables%s.schema.json" % ("-lossless" * lossless))) as f:
            self.schema = json.load(f)
        self.validators = {}
        if jsonschema:
            jsonschema.Draft202012Validator.check_schema(self.schema)

    def validator(self, part):
        if part not in self.validators:
            schema = {"$ref": "#/$defs/" + part, "$defs": self.schema["$defs"]} if part else self.schema
            self.validators[part] = jsonschema.Draft202012Validator(schema)
        return self.validators[part]

    def fault(self, node, part=None):
        if not jsonschema:
            return None
        error = jsonschema.exceptions.best_match(self.validator(part).iter_errors(node))
        return error and "%s: %s" % ("/".join(map(str, error.absolute_path)), error.message[:300])
