# SPDX-License-Identifier: Apache-2.0
"""Computes the roots of a copy of a log with pymerkle, which knows nothing of Baton.

    merkle.py FOLDER [SIZE...]

Reads every entry from its bundle and says the root of each size, the whole last; ends with 1 where the
whole is not what the checkpoint says.
"""

import base64
import pathlib
import sys

from pymerkle import SqliteTree

folder = pathlib.Path(sys.argv[1])
origin, size, root = (folder / "checkpoint").read_text().split("\n")[:3]
size = int(size)


def name(index: int) -> str:
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03}")
    return "/".join(groups)


def entries():
    for index in range(0, size, 256):
        width = min(size - index, 256)
        path = folder / "tile" / "entries" / name(index // 256)
        data = (path if width == 256 else path.with_name(path.name + ".p") / str(width)).read_bytes()
        for _ in range(width):
            length = int.from_bytes(data[:2], "big")
            yield data[2 : 2 + length]
            data = data[2 + length :]
        assert not data, path


tree = SqliteTree(":memory:", algorithm="sha256")
tree.append_entries(entries())
for at in sorted({int(text) for text in sys.argv[2:]} | {size}):
    print(at, base64.b64encode(tree.get_root(at)).decode())
sys.exit(0 if tree.get_root(size) == base64.b64decode(root) else 1)
