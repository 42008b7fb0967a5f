# SPDX-License-Identifier: Apache-2.0
"""An nbdkit plugin: a disk in a file that writes down, in order, what is written and flushed.

With the log, the disk can be made again as it was at any instant: what was flushed is there, and of
what came after, any part. A record is '<cdQQ': kind (W or F), monotonic time in seconds, offset and
length; after W come the bytes. It stands in for dm-log-writes, which needs a kernel module.
"""
import builtins
import os
import struct
import time

import nbdkit

API_VERSION = 2
settings = {}
disk = log = None
size = 0


def config(key, value):
    settings[key] = value


def get_ready():
    global disk, log, size
    disk = os.open(settings["image"], os.O_RDWR)
    size = os.fstat(disk).st_size
    log = builtins.open(settings["log"], "wb", buffering=1 << 20)


def thread_model():
    return nbdkit.THREAD_MODEL_SERIALIZE_ALL_REQUESTS


def open(readonly):
    return 1


def get_size(handle):
    return size


def can_flush(handle):
    return True


def can_fua(handle):
    return nbdkit.FUA_NATIVE


def can_trim(handle):
    return False


def can_zero(handle):
    return False


def can_multi_conn(handle):
    return False


def note(kind, offset=0, data=b""):
    log.write(struct.pack("<cdQQ", kind, time.monotonic(), offset, len(data)))
    log.write(data)
    log.flush()


def pread(handle, buffer, offset, flags):
    buffer[:] = os.pread(disk, len(buffer), offset)


def pwrite(handle, buffer, offset, flags):
    data = bytes(buffer)
    os.pwrite(disk, data, offset)
    note(b"W", offset, data)
    if flags & nbdkit.FLAG_FUA:
        note(b"F")


def flush(handle, flags):
    note(b"F")
