"""read_csv.py FILE: the rows of a CSV file, as Python's csv module reads them, as JSON."""

import csv
import json
import sys

with open(sys.argv[1], newline="", encoding="utf-8") as file:
    print(json.dumps(list(csv.reader(file, strict=True))))
