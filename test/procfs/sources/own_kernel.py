"""own_kernel.py SOURCE PROCFS SYSFS: reads the kernel's files as docs/file-format.md describes a source, and compares with
the JSON of it on stdin: `same N`, N being how many numbers there are, or both. Integers have no limit here."""

import glob
import json
import re
import sys

WANTED = {
    "Ip": {"ReasmFails"},
    "Tcp": {"CurrEstab", "InSegs", "OutSegs", "RetransSegs", "InErrs"},
    "Udp": {"InErrors", "RcvbufErrors", "SndbufErrors"},
    "TcpExt": {
        *("ListenOverflows", "ListenDrops", "TCPTimeouts", "TCPLostRetransmit", "TCPBacklogDrop"),
        *("PruneCalled", "TCPRcvQDrop", "TCPSynRetrans", "TCPZeroWindowDrop"),
    },
}


def tcp(procfs, _):
    found = {}
    for name in ("snmp", "netstat"):
        lines = open(f"{procfs}/net/{name}").read().splitlines()
        for names, values in zip(lines[::2], lines[1::2]):
            protocol = names.split(":")[0]
            pairs = dict(zip(names.split()[1:], map(int, values.split()[1:])))
            wanted = {key: pairs[key] for key in pairs if key in WANTED.get(protocol, ())}
            if wanted:
                found[protocol] = wanted
    return found


def softnet(procfs, _):
    rows = [[int(word, 16) for word in line.split()] for line in open(f"{procfs}/net/softnet_stat")]
    columns = {"processed": 0, "dropped": 1, "time_squeeze": 2, "received_rps": 9, "flow_limit": 10}
    return {name: sum(row[at] for row in rows) for name, at in columns.items() if at < len(rows[0])}


def numa(_, sysfs):
    found = {}
    for folder in glob.glob(f"{sysfs}/devices/system/node/node[0-9]*"):
        node = re.search(r"(\d+)$", folder).group()
        found[node] = {key: int(value) for key, value in map(str.split, open(f"{folder}/numastat"))}
        for line in open(f"{folder}/meminfo"):
            key, value = re.match(rf"Node {node} (\S+):\s+(\d+)", line).groups()
            if key in ("MemTotal", "MemFree"):
                found[node][key] = int(value)
    return found


def count(tree):
    return sum(map(count, tree.values())) if isinstance(tree, dict) else 1


source, procfs, sysfs = sys.argv[1:]
ours = json.load(sys.stdin)
theirs = {"tcp": tcp, "softnet": softnet, "numa": numa}[source](procfs, sysfs)
print(f"same {count(ours)}" if ours == theirs else json.dumps([ours, theirs]))
