"""Reads samples, one a line as JSON, and prints how many there are and the sum of what all their disks have read, in
sectors: by the json module, or by DuckDB's read_json, which is told the columns, so that it takes no others.

samples.py json|duckdb FILE
"""

import json
import sys


def by_json(path):
    samples = sectors = 0
    with open(path, encoding="utf-8") as file:
        for line in file:
            samples += 1
            sectors += sum(disk["sectors_read"] for disk in json.loads(line)["diskstats"])
    return samples, sectors


def by_duckdb(path):
    import duckdb

    duckdb.sql("SET threads = 1")
    columns = "{diskstats: 'STRUCT(sectors_read UBIGINT)[]'}"
    found = duckdb.sql(
        "SELECT count(*), sum(list_sum([disk.sectors_read FOR disk IN diskstats])) "
        f"FROM read_json('{path}', format = 'newline_delimited', columns = {columns})"
    )
    return found.fetchone()


print(*{"json": by_json, "duckdb": by_duckdb}[sys.argv[1]](sys.argv[2]))
