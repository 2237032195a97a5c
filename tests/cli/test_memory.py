"""How much memory a process keeps after threads have made copies of the weights and dropped them."""

import platform
import subprocess
import sys

from rejoinder.cli.memory import give_back

COPIES = """
import sys, threading
from rejoinder.cli.memory import give_back
from rejoinder.filter import Comment, SpamFilter

assert give_back()
spam_filter = SpamFilter()
spam_filter.learn(Comment(text="a b c"), "spam")

def kilobytes():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmRSS")).split()[1])

def copy():
    for _ in range(3):
        spam_filter.copy().digest()

before = kilobytes()
for _ in range(2):
    threads = [threading.Thread(target=copy) for _ in range(10)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
print(kilobytes() - before)
"""


def test_copies_of_the_weights_leave_nothing_behind():
    if platform.libc_ver()[0] != "glibc":
        assert not give_back(), "other libraries keep memory in other ways"
        return
    done = subprocess.run([sys.executable, "-c", COPIES], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 30_000, "kilobytes; without it there are some hundred thousand more"


CIRCLES = """
import gc, weakref
from rejoinder.cli.memory import collect_seldom

class Circle:
    def __init__(self):
        self.own = self

looked = []
gc.callbacks.append(lambda phase, _: looked.append(phase))
collect_seldom()
looked.clear()
lists = [[] for _ in range(10_000)]
print(len(looked))
first = weakref.ref(Circle())
for _ in range(100_000):
    Circle()
print(first() is None)
"""


def test_garbage_is_looked_for_seldom_and_still_found():
    done = subprocess.run([sys.executable, "-c", CIRCLES], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "True"]
