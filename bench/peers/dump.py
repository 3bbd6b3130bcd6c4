"""Writes a series file again with json.dump(indent=2), as the collector that this project succeeds does, and prints
how long that took, in seconds, and how many bytes came out.

dump.py SERIES OUTPUT
"""

import json
import os
import sys
import time

with open(sys.argv[1], encoding="utf-8") as file:
    data = json.load(file)
start = time.perf_counter()
with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump(data, file, indent=2)
print(time.perf_counter() - start, os.stat(sys.argv[2]).st_size)
