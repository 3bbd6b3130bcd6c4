"""What a collector in Python's standard library does at each tick, for comparison: reads diskstats, vmstat, meminfo,
loadavg and net/dev, parses them into dictionaries, and keeps these in memory; a thread that waits for an event is
its timer. At the end it writes them as JSON.

collector.py INTERVAL_S OUTPUT    samples until SIGTERM
"""

import json
import signal
import socket
import sys
import threading
import time

DISK = (
    "reads_completed reads_merged sectors_read time_reading_ms writes_completed writes_merged sectors_written "
    "time_writing_ms ios_in_progress time_doing_ios_ms weighted_time_doing_ios_ms discards_completed discards_merged "
    "sectors_discarded time_discarding_ms flush_requests_completed time_flushing_ms"
).split()
NET = (
    "rx_bytes rx_packets rx_errors rx_dropped rx_fifo rx_frame rx_compressed rx_multicast tx_bytes tx_packets "
    "tx_errors tx_dropped tx_fifo tx_collisions tx_carrier tx_compressed"
).split()


def read(path):
    with open(path, encoding="ascii") as file:
        return file.read()


def diskstats():
    devices = []
    for line in read("/proc/diskstats").splitlines():
        words = line.split()
        devices.append({"device_name": words[2], **dict(zip(DISK, map(int, words[3:])))})
    return devices


def vmstat():
    return {key: int(value) for key, value in (line.split() for line in read("/proc/vmstat").splitlines())}


def meminfo():
    values = {}
    for line in read("/proc/meminfo").splitlines():
        key, rest = line.split(":", 1)
        values[key] = int(rest.split()[0])
    return values


def loadavg():
    one, five, fifteen, processes, _ = read("/proc/loadavg").split()
    running, total = processes.split("/")
    return {
        "load_1min": float(one),
        "load_5min": float(five),
        "load_15min": float(fifteen),
        "running_processes": int(running),
        "total_processes": int(total),
    }


def netdev():
    interfaces = []
    for line in read("/proc/net/dev").splitlines()[2:]:
        name, rest = line.split(":", 1)
        interfaces.append({"interface_name": name.strip(), **dict(zip(NET, map(int, rest.split())))})
    return interfaces


def sample(hostname):
    return {
        "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "hostname": hostname,
        "diskstats": diskstats(),
        "vmstat": vmstat(),
        "meminfo": meminfo(),
        "loadavg": loadavg(),
        "netdev": netdev(),
    }


def main():
    interval, output = float(sys.argv[1]), sys.argv[2]
    stop = threading.Event()
    samples = []

    def collect():
        hostname = socket.gethostname()
        while not stop.is_set():
            samples.append(sample(hostname))
            stop.wait(interval)

    thread = threading.Thread(target=collect)
    thread.start()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    thread.join()
    with open(output, "w", encoding="ascii") as file:
        json.dump(samples, file, indent=2)


main()
