#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the tables of Unicode in Sources/Schema/Unicode anew.

    python3 Tests/UnicodeTables/make.py FOLDER

FOLDER holds the Unicode Character Database as published (Debian: package unicode-data, folder
/usr/share/unicode). Only what the Swift standard library does not tell is taken from there.
"""

import os
import re
import sys
import textwrap

FOLDER = sys.argv[1]
TARGET = os.path.join(os.path.dirname(__file__), "../../Sources/Schema/Unicode")
HEAD = """// SPDX-License-Identifier: Apache-2.0
//
// Made by Tests/UnicodeTables/make.py; not to be changed by hand.
// Data of the Unicode Character Database, version {version}, put in another form:
// {files}.
// Copyright (c) 1991-2022 Unicode, Inc., under the Unicode licence (SPDX: Unicode-3.0),
// https://www.unicode.org/license.txt.
"""


def rows(path):
    """The fields of each line, comments left out; the first is a range of code points."""
    with open(os.path.join(FOLDER, path), encoding="utf-8") as file:
        for line in file:
            fields = [field.strip() for field in line.split("#")[0].split(";")]
            if len(fields) > 1:
                yield fields


def points(text):
    first, _, last = text.partition("..")
    return range(int(first, 16), int(last or first, 16) + 1)


def ranges(code_points):
    """Code points as text: ranges in hexadecimal, each from the one before in order."""
    parts, ordered = [], sorted(code_points)
    start = previous = None
    for point in ordered + [None]:
        if start is not None and point != previous + 1:
            parts.append(f"{start:X}" if start == previous else f"{start:X}-{previous:X}")
            start = None
        if start is None:
            start = point
        previous = point
    return " ".join(parts)


def chunks(values, length):
    return [values[i:i + length] for i in range(0, len(values), length)]


def write(name, what, files, lines):
    version = re.search(r"-(\d+\.\d+\.\d+)\.txt", open(os.path.join(FOLDER, "Scripts.txt")).readline())
    text = HEAD.format(files=", ".join(files), version=version.group(1))
    text += f"\n/// {what}\nenum {name} {{\n    /// One row a line.\n    static let rows = \"\"\"\n"
    for line in lines:
        wrapped = textwrap.wrap(line, 88, break_long_words=False, break_on_hyphens=False)
        text += "        " + " \\\n        ".join(wrapped) + "\n"
    text += "        \"\"\"\n}\n"
    with open(os.path.join(TARGET, name + ".swift"), "w", encoding="utf-8") as file:
        file.write(text)


def scripts():
    sets, names, extended = {}, {}, {}
    for where, script in rows("Scripts.txt"):
        sets.setdefault(script, set()).update(points(where))
    for fields in rows("PropertyValueAliases.txt"):
        if fields[0] == "sc":
            names[fields[2]] = sorted(set(fields[1:]), key=fields.index)
    sets["Unknown"] = set(range(0x110000)).difference(*sets.values())
    for where, short in rows("ScriptExtensions.txt"):
        extended.setdefault(short, set()).update(points(where))
    write("ScriptTable", "The code points of each script, by all of its names.",
          ["Scripts.txt", "PropertyValueAliases.txt"],
          [" ".join(["=".join(names[script]), ranges(sets.get(script, ()))]) for script in sorted(names)])
    write("ScriptExtensionTable",
          "The code points that belong to several scripts, by the scripts' short names.",
          ["ScriptExtensions.txt"],
          [f"{'+'.join(names)} {ranges(found)}" for short, found in sorted(extended.items())
           for names in chunks(short.split(), 12)])


def categories():
    found, lines = {}, []
    for where, short in rows("extracted/DerivedGeneralCategory.txt"):
        if short != "Cn":
            found.setdefault(short, set()).update(points(where))
    for fields in rows("PropertyValueAliases.txt"):
        if fields[0] == "gc":
            lines.append(" ".join(["=".join(fields[1:]), ranges(found.get(fields[1], ()))]).strip())
    write("GeneralCategoryTable",
          "The code points of each general category but those that are made of the others.",
          ["DerivedGeneralCategory.txt", "PropertyValueAliases.txt"], lines)


def classes(path, names):
    found = {name: set() for name in names}
    for where, name in rows(path):
        if name in found:
            found[name].update(points(where))
    return found


def host_names():
    joining = classes("extracted/DerivedJoiningType.txt", "LRDT")
    bidi = classes("extracted/DerivedBidiClass.txt",
                   ["R", "AL", "AN", "EN", "ES", "CS", "ET", "NSM", "BN", "ON"])
    write("JoiningTypeTable", "How letters join their neighbours.",
          ["DerivedJoiningType.txt"], [f"{n} {ranges(s)}" for n, s in joining.items()])
    write("BidiClassTable", "In which direction code points are written; L is left out.",
          ["DerivedBidiClass.txt"], [f"{n} {ranges(s)}" for n, s in bidi.items()])


def compositions():
    excluded = {p for where, name, *_ in rows("DerivedNormalizationProps.txt")
                if name == "Full_Composition_Exclusion" for p in points(where)}
    pairs = {}
    for fields in rows("UnicodeData.txt"):
        parts = fields[5].split()
        if len(parts) == 2 and not parts[0].startswith("<") and int(fields[0], 16) not in excluded:
            pairs.setdefault(int(parts[1], 16), set()).add(int(parts[0], 16))
    write("CompositionTable",
          "What a code point composes with when it follows; it stands first in its row.",
          ["UnicodeData.txt", "DerivedNormalizationProps.txt"],
          [f"{second:X} {ranges(firsts)}" for second, firsts in sorted(pairs.items())])


def pictographs():
    found = classes("emoji/emoji-data.txt", ["Emoji_Component", "Extended_Pictographic"])
    write("EmojiTable", "Properties of emoji.", ["emoji-data.txt"],
          [f"{n} {ranges(s)}" for n, s in found.items()])


scripts()
categories()
host_names()
compositions()
pictographs()
