"""Judges JSON documents by a JSON Schema: the first line of stdin is the schema, each further one a document.

Prints a line for each document: "valid", or the path to what is wrong and why.
"""

import json
import sys

from jsonschema import Draft7Validator

schema = json.loads(sys.stdin.readline())
Draft7Validator.check_schema(schema)
validator = Draft7Validator(schema)
for line in sys.stdin:
    error = next(validator.iter_errors(json.loads(line)), None)
    print("valid" if error is None else "/".join(map(str, error.absolute_path)) + ": " + error.message[:100].replace("\n", " "))
