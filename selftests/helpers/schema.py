#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Compares what the JSON Schema says of a file with what ersym says.

Usage: schema.py SCHEMA FILE... < output of "ersym -j -c FILE check" for each of them

What the schema can tell must be an error for both; what only ersym can tell
must be fine for the schema, or editors would refuse good files.
"""

import json
import sys

import jsonschema
import yaml

# Not a document of the YAML subset: the schema's verdict on it means nothing.
NO_DOCUMENT = {
    "syntax", "several-documents", "anchor", "alias", "tag", "duplicate-key", "limit",
}

# About the form of a value, or of a mapping: the schema must refuse it too.
FORM = {
    "address", "device-name", "device-pattern", "empty", "inside-device-twice",
    "inside-loopback", "link-loopback", "link-name", "missing-key", "name",
    "no-circuits", "no-links", "number", "port", "prefix", "related-drop", "remote-key",
    "type", "unknown-key", "via-twice", "word",
}

# The schema can tell some of them.
PARTLY = {"gateway-family", "mask-narrow"}

# Form that needs arithmetic, or the text of a number.
BEYOND_SCHEMA = {"number-id-octal.yaml", "port-reversed.yaml", "prefix-reversed.yaml"}


class Loader(yaml.SafeLoader):
    """Reads plain words as editors do: only true and false are booleans."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers
            if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")
            or first in "tTfF" and tag.endswith("bool")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def with_text_keys(value):
    if isinstance(value, dict):
        return {str(key): with_text_keys(v) for key, v in value.items()}
    if isinstance(value, list):
        return [with_text_keys(v) for v in value]
    return value


def documents(text):
    """Yield the JSON documents that follow each other in text."""
    decoder = json.JSONDecoder()
    while text := text.lstrip():
        document, end = decoder.raw_decode(text)
        yield document
        text = text[end:]


def agree(validator, path, diagnostics):
    """Say where validator and diagnostics differ about the file, and whether they agree."""
    errors = {d["code"] for d in diagnostics if d["severity"] == "error"}
    if errors & NO_DOCUMENT or path in BEYOND_SCHEMA:
        return True
    with open(path, encoding="utf-8") as file:
        try:
            document = with_text_keys(yaml.load(file, Loader))
        except yaml.constructor.ConstructorError:
            return True  # a key that is no text, which the schema never sees
    found = [f"{'/'.join(map(str, e.absolute_path))}: {e.message}"
             for e in validator.iter_errors(document)]
    if errors & FORM and not found:
        print(f"the schema accepts {path}, ersym says {sorted(errors)}")
        return False
    if found and not errors & (FORM | PARTLY):
        print(f"the schema refuses {path}:", *found, sep="\n")
        return False
    return True


def main():
    schema_path, *paths = sys.argv[1:]
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    answers = list(documents(sys.stdin.read()))
    if len(answers) != len(paths):
        print(f"{len(paths)} files, but {len(answers)} answers of ersym")
        return 1
    results = [agree(validator, *pair) for pair in zip(paths, answers)]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
