"""Reads journals as docs/journal-format.md says, and compares what they hold with the series file made of them.

Written from that page alone, to try it; what is as in version 1 is taken from the reader of that. Prints where the
journals are damaged and how much was compared, as JSON; or where the two differ, and exits with 1.

Usage: read_journal.py SERIES JOURNAL...
"""

import base64
import hashlib
import sys

from read_journal_1 import Damaged, exact, iso, main, source_of, unpacked_from
from read_journal_1 import Job as Job1

MAGIC = b"rankstat journal 2\n"
APART = 4096


def key_of(source, body):
    digest = hashlib.sha256(source.encode() + b"\0" + body).digest()
    return base64.urlsafe_b64encode(digest[:8]).rstrip(b"=").decode()


class Process:
    """One process of a rank: its records by their numbers, in whatever order they came."""

    def __init__(self):
        self.records = {}
        self.samples = []
        self.hello = self.info = self.clock = self.overhead = None
        self.stride = 1
        self.lost = 0
        self.last_tick = -1

    def read(self, layouts):
        """Looks at the records in their order. `layouts`: what was told of (source, key)."""
        numbers, parts, base = None, None, 0
        dropped = set()
        for seq, (record, body) in sorted(self.records.items()):
            kind = record["type"]
            if kind == "hello":
                self.hello, self.info = record, exact(body)
            elif kind == "info":
                self.info = exact(body)
            elif kind == "clock":
                self.clock = record
            elif kind == "bye":
                self.overhead = exact(body)
            elif kind == "lost":
                # In these journals each record has one sample.
                dropped |= set(range(record["from"], seq + 1)) - set(self.records)
                dropped.add(seq)
            if kind != "samples":
                continue
            self.stride = record.get("stride", self.stride)
            if record["base"] == 0:
                parts = record["layouts"]
                numbers = [0] * sum(count for _, _, count in parts)
            elif record["base"] != base:
                numbers = None
            base = seq
            if numbers is not None:
                numbers = self.take(record, body, numbers, parts, layouts)
            self.last_tick = max([self.last_tick, *(one["tick"] or 0 for one in record["taken"])])
        self.lost = len(dropped)

    def take(self, record, body, numbers, parts, layouts):
        at = 0
        for taken in record["taken"]:
            numbers, at = unpacked_from(body, at, numbers)
            sample = {"timestamp": iso(taken["time"]), "hostname": self.hello["hostname"], "tick": taken["tick"]}
            for key, name in (("kind", "kind"), ("late", "late_ms"), ("step", "clock_step_ms")):
                if key in taken:
                    sample[name] = taken[key]
            errors = dict(taken.get("errors", {}))
            first = 0
            for source, key, count in parts:
                rows = layouts.get((source, key))
                if rows is None:
                    errors[source] = "lost"
                else:
                    sample[source] = source_of(source, list(filled(rows, numbers[first : first + count])))
                first += count
            if errors:
                sample["errors"] = errors
            self.samples.append((taken["tick"], sample))
        if at != len(body):
            raise Damaged("the body has more than its samples")
        return numbers


def filled(rows, numbers):
    """Names with their numbers."""
    at = 0
    for name, count in rows:
        yield name, numbers[at : at + count]
        at += count


class Job(Job1):
    """What the journals of a job say."""

    def __init__(self):
        super().__init__()
        self.layouts = {}
        self.notes = {}
        self.came = {}

    def take(self, head, body):
        record = exact(head)
        kind = record.get("type")
        if kind in self.FIRST:
            self.said.setdefault(kind, record)
        elif kind in ("benchmark", "mark"):
            self.notes[record["nth"]] = record
        elif kind == "layout":
            self.take_layout(record, body)
        if "seq" in record:
            process = self.came.setdefault((record["rank"], record["id"]), Process())
            process.records.setdefault(record["seq"], (record, body))
        elif kind not in (*self.FIRST, "benchmark", "mark", "pad"):
            raise Damaged("a record of no type that is known")

    def take_layout(self, record, body):
        if not body:
            return
        if key_of(record["source"], body) != record["key"]:
            raise Damaged("a layout that is not what its key says")
        told = exact(body)
        names, columns = told["names"], told["columns"]
        counts = columns if isinstance(columns, list) else [columns] * len(names)
        self.layouts[record["source"], record["key"]] = list(zip(names, counts))

    def series(self):
        for _, note in sorted(self.notes.items()):
            if note["type"] == "benchmark":
                self.said["benchmark"] = note
            else:
                self.marks.append({"time": iso(note["time"]), "label": note["label"]})
        for name, process in self.came.items():
            process.read(self.layouts)
            if process.hello is not None:
                self.processes[name] = process
        return super().series()


if __name__ == "__main__":
    main(Job(), sys.argv[1], sys.argv[2:], MAGIC)
