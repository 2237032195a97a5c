"""What is freed goes back to the system, so that a server does not hold ten times the memory that it uses.

A copy of the weights is 20 MB and is made in whatever thread needs one. glibc gives large blocks back when they are
freed, until it has seen one freed: then it takes larger and larger ones from the heap of the thread, of which there are
eight for each core, and a heap keeps what lies below its top. Twenty threads that each copied the weights three times
left a process of 53 MB with 500 MB; with a fixed limit it keeps 53 MB (26 November 2026, glibc 2.36). Elsewhere than on
glibc nothing is done.
"""

from __future__ import annotations

import ctypes
import platform

__all__ = ["give_back"]

_M_MMAP_THRESHOLD = -3  # mallopt(3)
_LARGE = 1 << 20  # bytes; smaller ones are many, and asking the system for each would take time


def give_back() -> bool:
    """Have large blocks given back for as long as this process runs; False where that cannot be said."""
    if platform.libc_ver()[0] != "glibc":
        return False
    return bool(ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE))
