# SPDX-License-Identifier: Apache-2.0
"""Times jsonschema-rs on the courses of schema-bench; prints {name: microseconds a value}.

Each line of the file is {"name", "schema", "instances", "others"}. What it times is `is_valid` on
values that are Python objects already, as whoever uses that library would call it.
"""

import json
import sys
import time

import jsonschema_rs

ROUNDS = 7
LEAST_SECONDS = 0.002


def validator(course):
    resources = [(other["$id"], other) for other in course["others"] if other.get("$id")]
    registry = jsonschema_rs.Registry(resources) if resources else None
    # Our own schemas are read with formats asserted, so theirs must be too.
    return jsonschema_rs.Draft202012Validator(
        course["schema"], registry=registry, validate_formats=bool(resources))


def seconds(is_valid, instances, turns):
    start = time.thread_time()
    for _ in range(turns):
        for instance in instances:
            is_valid(instance)
    return time.thread_time() - start


def microseconds(course):
    is_valid, instances = validator(course).is_valid, course["instances"]
    least, turns = float("inf"), 1
    for _ in range(ROUNDS):
        taken = seconds(is_valid, instances, turns)
        while taken < LEAST_SECONDS:
            turns *= 2
            taken = seconds(is_valid, instances, turns)
        least = min(least, taken / (turns * len(instances)))
    return least * 1e6


def main():
    found = {}
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            course = json.loads(line)
            try:
                found[course["name"]] = microseconds(course)
            except Exception as error:  # a schema that it refuses is not compared
                print(f"{course['name']}: {error}", file=sys.stderr)
    json.dump(found, sys.stdout)


main()
