"""Memory that is cheap to touch: on a CPU small operators otherwise spend most of their time on getting pages."""

import ctypes
import os
import sys

_LARGE_PAGES = "glibc.malloc.hugetlb=1"
_TRIM_THRESHOLD, _TOP_PAD, _MMAP_MAX = -1, -2, -4  # parameters of mallopt(3)


def keep_memory() -> bool:
    """Tells the C library's allocator to keep what is freed; says whether it could be told."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    return all(mallopt(name, value) == 1 for name, value in ((_MMAP_MAX, 0), (_TRIM_THRESHOLD, -1), (_TOP_PAD, 1 << 28)))


def take_large_pages() -> None:
    """Starts this command anew with the C library's allocator told to ask for large pages, which it only heeds at the start.

    In a virtual machine training was three times as fast with them as without.
    """
    if sys.platform.startswith("linux") and _LARGE_PAGES not in os.environ.get("GLIBC_TUNABLES", ""):
        os.environ["GLIBC_TUNABLES"] = ":".join(filter(None, (os.environ.get("GLIBC_TUNABLES"), _LARGE_PAGES)))
        os.execv(sys.executable, sys.orig_argv)
