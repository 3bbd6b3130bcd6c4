# Writes the JSON file argv[1] anew in other layouts, into the directory argv[2]: as `jq .`, `jq -c .`, `jq -S .` and
# json.dump do, and with what is said of the run behind the samples. Python keeps every digit of integers.
import json
import sys

source, directory = sys.argv[1:]
with open(source, encoding="utf-8") as file:
    data = json.load(file)
samples_first = {"samples_by_host": data["samples_by_host"], **data}
for name, value, options in [
    ("indented", data, {"indent": 2, "ensure_ascii": False}),
    ("compact", data, {"separators": (",", ":"), "ensure_ascii": False}),
    ("sorted", data, {"indent": 2, "sort_keys": True}),
    ("dumped", data, {}),
    ("dumped-sorted", data, {"sort_keys": True}),
    ("no-indent", data, {"indent": 0}),
    ("samples-first", samples_first, {"indent": "\t"}),
]:
    with open(f"{directory}/{name}.json", "w", encoding="utf-8") as file:
        json.dump(value, file, **options)
