"""Joins two interfaces by a wire on which each frame takes a while: delay.py ONE OTHER MILLISECONDS

For kernels without netem. Frames come with a virtio_net_hdr (packet(7)), so that unfinished checksums and segments of up to
64 KiB, which veth links leave to their end, pass as they are.
"""
import collections
import select
import socket
import sys
import time

SOL_PACKET, PACKET_VNET_HDR, PACKET_OUTGOING = 263, 15, 4
ETH_P_ALL = 3


def opened(interface):
    packets = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    packets.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
    packets.bind((interface, ETH_P_ALL))
    packets.setblocking(False)
    return packets


one, other = opened(sys.argv[1]), opened(sys.argv[2])
delay = float(sys.argv[3]) / 1000
opposite = {one: other, other: one}
under_way = collections.deque()  # (when it arrives, where, frame): all take equally long, so they arrive in order
print("ready", flush=True)
while True:
    now = time.monotonic()
    while under_way and under_way[0][0] <= now:
        _, to, frame = under_way.popleft()
        try:
            to.send(frame)
        except OSError:
            pass  # full, or down: as on a real wire, it is lost
    patience = under_way[0][0] - now if under_way else None
    for packets in select.select([one, other], [], [], patience)[0]:
        frame, sender = packets.recvfrom(70_000)
        if sender[2] != PACKET_OUTGOING:
            under_way.append((time.monotonic() + delay, opposite[packets], frame))
