"""What a server does with memory: what is freed goes back to the system, and garbage is looked for seldom.

A copy of the weights is 20 MB and is made in whatever thread needs one. glibc gives large blocks back when they are
freed, until it has seen one freed: then it takes larger and larger ones from the heap of the thread, of which there are
eight for each core, and a heap keeps what lies below its top. Twenty threads that each copied the weights three times
left a process of 53 MB with 500 MB; with a fixed limit it keeps 53 MB (26 November 2026, glibc 2.36). Elsewhere than on
glibc nothing is done.

Python looks for circles of garbage whenever 700 objects more were made than freed. While a list of comments is judged
and stored, thousands are made, and all of them go by themselves when it is done; to look at them took 75 to 130 us of
the 1,250 that a comment took. So it looks after `_SELDOM` of them, and not at what was there when serving began
(docs/experiments/2026-11-27-isso.md).
"""

from __future__ import annotations

import ctypes
import gc
import platform

__all__ = ["collect_seldom", "give_back"]

_M_MMAP_THRESHOLD = -3  # mallopt(3)
_SELDOM = 20_000  # objects: some megabytes
_LARGE = 1 << 20  # bytes; smaller ones are many, and asking the system for each would take time


def collect_seldom() -> None:
    """Look for garbage seldom for as long as this process runs, and never again at what there is now."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_SELDOM, *gc.get_threshold()[1:])


def give_back() -> bool:
    """Have large blocks given back for as long as this process runs; False where that cannot be said."""
    if platform.libc_ver()[0] != "glibc":
        return False
    return bool(ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE))
