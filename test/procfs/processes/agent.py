"""Does what lines on stdin say, and answers each with a line when that is done.

write N      writes N bytes to /dev/null
fork         starts a child like this one
child X      has the child do X
wait         has the child end, and waits for it
ignore       is not told of the end of children: they go by themselves
hide         may not be traced any more (PR_SET_DUMPABLE)
"""
import ctypes
import os
import signal
import sys


class Agent:
    def __init__(self, orders, answers):
        self.orders = orders
        self.answers = answers
        self.child = None

    def run(self):
        for line in self.orders:
            what, _, rest = line.strip().partition(" ")
            {
                "write": self.write,
                "fork": self.fork,
                "child": self.tell_child,
                "wait": self.wait,
                "ignore": self.ignore,
                "hide": self.hide,
            }[what](rest)
            os.write(self.answers, b"done\n")

    def write(self, count):
        with open("/dev/null", "wb", buffering=0) as null:
            null.write(bytes(int(count)))

    def fork(self, _):
        (orders, to_child), (from_child, answers) = os.pipe(), os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(to_child)
            os.close(from_child)
            with os.fdopen(orders, "r") as lines:
                Agent(iter(lines.readline, ""), answers).run()
            os._exit(0)
        os.close(orders)
        os.close(answers)
        self.child = (pid, to_child, os.fdopen(from_child, "r"))

    def tell_child(self, what):
        _, to_child, from_child = self.child
        os.write(to_child, what.encode() + b"\n")
        from_child.readline()

    def wait(self, _):
        pid, to_child, _ = self.child
        os.close(to_child)
        try:
            os.waitpid(pid, 0)
        except ChildProcessError:
            pass  # Ignored: it has gone by then, too.

    def ignore(self, _):
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)

    def hide(self, _):
        set_dumpable = 4
        if ctypes.CDLL(None).prctl(set_dumpable, 0, 0, 0, 0) != 0:
            raise OSError("prctl")


Agent(iter(sys.stdin.readline, ""), 1).run()
