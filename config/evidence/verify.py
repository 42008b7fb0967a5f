#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks a bundle of evidence (https://w3id.org/baton/evidence@v1) without Baton.

Needs Python 3.9 or newer, its standard library, and the `openssl` command (3.0 or newer). Asks nobody.

    python3 verify.py [BUNDLE.tar] [--vkey KEY]... [--witness KEY]... [--authorities FILE.pem]

Without BUNDLE.tar it checks the unpacked bundle that it stands in. --vkey is the log's key from another
source than the bundle. Ends with 0 when all holds; with 1 and the file and the reason at the first that
does not; with 2 when it cannot check. Lines with + are computed; lines with - are only said by whoever made the bundle.
"""
import argparse
import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from datetime import datetime, timezone

FORMAT = "https://w3id.org/baton/evidence@v1"
LARGEST_BUNDLE = 64 << 20
LARGEST_COUNT = 10000
MANIFEST, SUM = "MANIFEST.json", "MANIFEST.sha256"
BLOCK = 512
# How many seconds the clock of a witness may be from that of the log, or from the one here.
SKEW = 300
# The clocks that an explanation can tell of.
CLOCKS = {"counted_from", "counted_until", "due"} | {
    f"{message}_{clock}_at" for message in ("opening", "answer") for clock in ("issued", "occurred", "received")}
# What a key may be for, by its curve or kind.
ALGORITHMS = {"P-256": ("ES256",), "P-384": ("ES384",), "Ed25519": ("EdDSA", "Ed25519"), "RSA": ("PS256", "RS256")}
# The kinds of entry, and of step, that are a message's own.
ARRIVALS = ("accepted", "issued")
# What the breaks B1 to B20 are called.
BREAKS = {f"B{number}": name for number, name in enumerate((
    "not sent",
    "sent, not received",
    "received, not owned",
    "owned, not decided in time",
    "decided, not told",
    "invited, did not come or report",
    "meeting late because a partner was unavailable",
    "met, not recorded or circulated",
    "notified, follow-up not done",
    "done, result not returned to partners",
    "request late, and so everything after it",
    "out-of-hours gap",
    "repeat contacts not joined up",
    "sources not cross-referenced",
    "content poor",
    "wrong numbers",
    "disagreement not escalated",
    "drift after the plan",
    "thresholds and judgement",
    "lost across a border",
), 1)}
# The members of what is told of a thread: those that must be there, and those that may.
MEMBERS = {name: (required.split(), optional.split()) for name, required, optional in (
    ("thread", "expectations steps txn", ""),
    ("step", "at index kind type", "absent agency amended excluded iss jti late proof purged recipients"),
    ("recipients", "agency why", "agreement"),
    ("excluded", "agency rule", ""),
    ("amended", "at index kind", "jti proof"),
    ("purged", "index", ""),
    ("expectation", "break_point break_point_name calendar due expectation expects force from pack rule type verdict",
     "amended asked_late_by_seconds because duty escalated iss jti late_by_seconds met_at missed_at outstanding_subjects "
     "owed_by owed_to passed_on_by proof shortfall txn unverified verdict_proofs withheld_verdicts"),
    ("stamp", "at authority checkpoint consistency number size token", "asked_at valid_until"),
    ("renewal", "at authority covers number renews token", "asked_at valid_until"),
    ("left_out", "count kind", ""),
    ("manifest", "as files for format left_out made txn", ""))}
# The most that is counted of one kind that is left out.
LARGEST_NUMBER = (1 << 53) - 1


class Fault(Exception):
    """What does not hold: the file, and why."""

    def __init__(self, file, reason):
        super().__init__(f"{file}: {reason}")


def counted(number, one, many):
    return f"{number} {one if number == 1 else many}"


def need(truth, file, reason):
    if not truth:
        raise Fault(file, reason)


# SHA-256, base64 and canonical JSON (RFC 8785)

def sha(*pieces):
    return hashlib.sha256(b"".join(pieces)).digest()


def b64u(text, file, count=None):
    need(isinstance(text, str) and re.fullmatch(r"[A-Za-z0-9_-]*", text), file, "is not base64url")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    need(base64.urlsafe_b64encode(data).rstrip(b"=").decode() == text, file, "is not canonical base64url")
    need(count is None or len(data) == count, file, f"is not {count} bytes")
    return data


def b64(text, file):
    try:
        data = base64.b64decode(text, validate=True)
    except (ValueError, TypeError):
        raise Fault(file, "is not base64")
    need(base64.b64encode(data).decode() == text, file, "is not canonical base64")
    return data


def parse(data, file):
    def unique(pairs):
        need(len(dict(pairs)) == len(pairs), file, "names a member twice")
        return dict(pairs)
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=unique)
    except (ValueError, RecursionError):
        raise Fault(file, "is not JSON")


def canonical(value):
    return written(value).encode("utf-8")


def written(value):
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{written(n)}:{written(value[n])}" for n in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    if isinstance(value, float):
        text = str(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)
        return re.sub(r"e([+-])0", r"e\1", text)
    return json.dumps(value, ensure_ascii=False)


# The tar, of which every byte must be as it is written by rule

def octal(number, width):
    return b"%0*o\0" % (width - 1, number)


def header(path, count):
    head = path.encode().ljust(100, b"\0") + octal(0o644, 8) + octal(0, 8) + octal(0, 8)
    head += octal(count, 12) + octal(0, 12) + b" " * 8 + b"0".ljust(101, b"\0") + b"ustar\x0000"
    head += bytes(64) + octal(0, 8) + octal(0, 8) + bytes(167)
    return head[:148] + octal(sum(head), 7) + b" " + head[156:]


def is_plain(path):
    return (re.fullmatch(r"[A-Za-z0-9._/-]{1,100}", path) is not None
            and all(part and not part.startswith(".") for part in path.split("/")))


def unpack(data):
    need(len(data) <= LARGEST_BUNDLE, "the archive", f"has more than {LARGEST_BUNDLE} bytes")
    files, at = {}, 0
    while data[at:at + 1] not in (b"", b"\0"):
        head = data[at:at + BLOCK]
        path = head[:100].split(b"\0")[0].decode("latin-1")
        need(is_plain(path), "the archive", "names a path that is not relative and plain")
        need(re.fullmatch(rb"[0-7]{11}", head[124:135]), path, "has no length")
        count = int(head[124:135], 8)
        need(head == header(path, count), path, "has a header that is not written as it must be")
        need(path not in files, path, "stands twice in the archive")
        need(len(files) < LARGEST_COUNT, "the archive", f"has more than {LARGEST_COUNT} files")
        end = at + BLOCK + count
        padding = data[end:end + -count % BLOCK]
        need(len(padding) == -count % BLOCK and not any(padding), path, "is cut off or not padded with zeros")
        files[path] = data[at + BLOCK:end]
        at = end + len(padding)
    need(data[at:] == bytes(2 * BLOCK), "the archive", "does not end with two blocks of zeros")
    names = list(files)
    need(names[:2] == [MANIFEST, SUM] and names[2:] == sorted(names[2:]), "the archive",
         "does not have its files in order")
    return files


def unpacked(folder):
    """The files that the manifest in a folder names; what else stands there is none of the bundle's."""
    def read(path):
        need(is_plain(path), path, "is a path that is not relative and plain")
        try:
            with open(os.path.join(folder, path), "rb") as file:
                return file.read(LARGEST_BUNDLE + 1)
        except OSError:
            raise Fault(path, "is missing, or cannot be read")
    files = {path: read(path) for path in (MANIFEST, SUM)}
    named = parse(files[MANIFEST], MANIFEST).get("files", {})
    need(len(named) < LARGEST_COUNT, MANIFEST, f"names more than {LARGEST_COUNT} files")
    files.update((path, read(path)) for path in named)
    return files


def check_manifest(files):
    need(MANIFEST in files and SUM in files, MANIFEST, "is missing")
    text = files[MANIFEST]
    need(files[SUM] == f"{sha(text).hex()}  {MANIFEST}\n".encode(), MANIFEST, f"is not the one that {SUM} names")
    manifest = parse(text, MANIFEST)
    need(canonical(manifest) == text, MANIFEST, "is not canonical")
    need(manifest.get("format") == FORMAT, MANIFEST, f"is not of the format {FORMAT}")
    named = manifest.get("files", {})
    for path, data in files.items():
        if path in (MANIFEST, SUM):
            continue
        need(path in named, path, f"is not named in {MANIFEST}")
        need(named[path] == {"bytes": len(data), "sha256": sha(data).hex()}, path, f"is not what {MANIFEST} says")
    for path in named:
        need(path in files, path, "is missing")
    return manifest


# Signatures, by the openssl command

def run(arguments, complaints=False, **files):
    """Runs openssl in a fresh folder that holds these files; whether it ended well, and what it said or complained of."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(data)
        done = subprocess.run(["openssl"] + arguments, cwd=folder, capture_output=True)
        return done.returncode == 0, done.stderr if complaints else done.stdout


def der(tag, data):
    size = len(data)
    if size < 128:
        return bytes([tag, size]) + data
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 128 + len(length)]) + length + data


def number(data):
    data = data.lstrip(b"\0") or b"\0"
    return der(2, (b"\0" if data[0] > 127 else b"") + data)


def pem(spki):
    text = base64.encodebytes(spki).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{text}-----END PUBLIC KEY-----\n".encode()


def certificate_pem(data, label="CERTIFICATE"):
    return f"-----BEGIN {label}-----\n{base64.encodebytes(data).decode()}-----END {label}-----\n".encode()


def seconds(text, file):
    """A time as openssl writes it."""
    try:
        return int(datetime.strptime(text, "%b %d %H:%M:%S %Y GMT").replace(tzinfo=timezone.utc).timestamp())
    except ValueError:
        raise Fault(file, "has a certificate whose times cannot be read")


def public_key(jwk, file):
    def part(name, count=None):
        return b64u(jwk.get(name), file, count)
    kind = (jwk.get("kty"), jwk.get("crv"))
    algorithms = ALGORITHMS.get(kind[0] if kind[0] == "RSA" else kind[1], ())
    need(jwk.get("use", "sig") == "sig" and jwk.get("key_ops", ["verify"]) in (["verify"], ["sign", "verify"], ["verify", "sign"])
         and jwk.get("alg", next(iter(algorithms), None)) in algorithms and isinstance(jwk.get("kid", ""), str)
         and not {"d", "p", "q", "dp", "dq", "qi", "oth", "k"} & set(jwk), file, "has a key that is none to verify with")
    if kind == ("EC", "P-256"):
        head = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
        return pem(head + part("x", 32) + part("y", 32))
    if kind == ("EC", "P-384"):
        head = bytes.fromhex("3076301006072a8648ce3d020106052b8104002203620004")
        return pem(head + part("x", 48) + part("y", 48))
    if kind == ("OKP", "Ed25519"):
        return pem(bytes.fromhex("302a300506032b6570032100") + part("x", 32))
    need(jwk.get("kty") == "RSA", file, "has a key of a kind that is not known")
    key = der(0x30, number(part("n")) + number(part("e")))
    return pem(der(0x30, bytes.fromhex("300d06092a864886f70d0101010500") + der(3, b"\0" + key)))


def verifies(algorithm, key, message, signature):
    if algorithm in ("EdDSA", "Ed25519"):
        return run(["pkeyutl", "-verify", "-pubin", "-inkey", "key", "-rawin", "-in", "message",
                    "-sigfile", "signature"], key=key, message=message, signature=signature)[0]
    options = []
    if algorithm in ("ES256", "ES384"):
        half = {"ES256": 32, "ES384": 48}[algorithm]
        if len(signature) != 2 * half:
            return False
        signature = der(0x30, number(signature[:half]) + number(signature[half:]))
    elif algorithm == "PS256":
        options = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"]
    elif algorithm != "RS256":
        return False
    digest = "-sha384" if algorithm == "ES384" else "-sha256"
    return run(["dgst", digest, "-verify", "key"] + options + ["-signature", "signature", "message"],
               key=key, message=message, signature=signature)[0]


# The tree (RFC 6962, RFC 9162) and the signed note (C2SP)

def leaf_hash(data):
    return sha(b"\0", data)


def node_hash(left, right):
    return sha(b"\1", left, right)


def root_of(leaves):
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(root_of(leaves[:split]), root_of(leaves[split:]))


def included(leaf, index, size, path, root):
    return path_root(leaf, index, size, path) == root


def path_root(leaf, index, size, path):
    """The root that a path leads to (RFC 9162 section 2.1.3.2); none where it is no path of that tree."""
    if not 0 <= index < size:
        return None
    fn, sn, hash_ = index, size - 1, leaf
    for step in path:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            hash_ = node_hash(step, hash_)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            hash_ = node_hash(hash_, step)
        fn, sn = fn >> 1, sn >> 1
    return hash_ if sn == 0 else None


def continued(old, new, path):
    """RFC 9162 section 2.1.4.2; old and new are (size, root)."""
    (first, first_root), (second, second_root) = old, new
    if first == second:
        return not path and first_root == second_root
    if not 0 < first < second:
        return False
    if first & first - 1 == 0:
        path = [first_root] + path
    if not path:
        return False
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for step in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node_hash(step, fr), node_hash(step, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == first_root and sr == second_root


def part_root(leaf, place, path):
    """The root that a part's path leads to, without knowing how many parts there are."""
    edge = next((r for r in range(33) if r + bin(place >> r).count("1") == len(path)), None)
    if edge is None:
        return None
    rest = list(path)
    for level in range(33):
        if rest and place >> level & 1:
            leaf = node_hash(rest.pop(0), leaf)
        elif rest and level < edge:
            leaf = node_hash(leaf, rest.pop(0))
    return None if rest else leaf


def read_vkey(text, file):
    name, mark, rest = text.partition("+")
    ident, other, key = rest.partition("+")
    need(mark and other and re.fullmatch(r"[0-9a-f]{8}", ident), file, "is not a vkey")
    key = b64(key, file)
    need(len(key) == 33 and key[0] in (1, 4), file, "is not an Ed25519 vkey")
    need(sha(name.encode(), b"\n", key)[:4].hex() == ident, file, "is a vkey with another hash")
    return name, bytes.fromhex(ident), key[0], public_key(
        {"kty": "OKP", "crv": "Ed25519",
         "x": base64.urlsafe_b64encode(key[1:]).rstrip(b"=").decode()}, file), key


# What follows a log's first origin where it goes on under another after a gap.
AFTER_GAP = "/([2-9]|[1-9][0-9]+)"


def before_gaps(vkey):
    """The same key of a log under its first origin, whichever it goes on under."""
    name, _, kind, key, raw = vkey
    name = re.sub(AFTER_GAP + "$", "", name)
    return name, sha(name.encode(), b"\n", raw)[:4], kind, key, raw


def following(vkey, origin):
    """The same key of a log under an origin that it goes on under after a gap: its first, or that and /2, /3 ..."""
    name, _, kind, key, raw = vkey
    if kind != 1 or not re.fullmatch(re.escape(name) + f"({AFTER_GAP})?", origin):
        return vkey
    return origin, sha(origin.encode(), b"\n", raw)[:4], kind, key, raw


def read_note(data, file, logs, witnesses=()):
    """Verifies a checkpoint that one of the log's keys has signed; gives (size, root), who signed it and when, by
    name, and how many signatures it has."""
    try:
        text, mark, signatures = data.decode("utf-8").partition("\n\n")
    except UnicodeDecodeError:
        raise Fault(file, "is not UTF-8")
    need(mark and signatures.endswith("\n"), file, "is not a signed note")
    text, lines, signers = text + "\n", signatures[:-1].split("\n"), {}
    origin, size, root = (text.split("\n") + ["", "", ""])[:3]
    logs = [following(vkey, origin) for vkey in logs]
    for line in lines:
        parts = line.split(" ")
        need(len(parts) == 3 and parts[0] == "\u2014", file, "has a line that is no signature")
        value = b64(parts[2], file)
        for name, ident, kind, key, _ in logs + list(witnesses):
            if name != parts[1] or value[:4] != ident:
                continue
            signed, signature, time = text.encode(), value[4:], None
            if kind == 4:
                time = int.from_bytes(signature[:8], "big")
                signed = f"cosignature/v1\ntime {time}\n".encode() + signed
                signature = signature[8:]
            need(verifies("EdDSA", key, signed, signature), file, f"has a bad signature of {name}")
            signers.setdefault(name, time)
    need(logs and logs[0][0] == origin and origin in signers, file, "is not signed by the log")
    need(re.fullmatch(r"0|[1-9][0-9]*", size), file, "has no size")
    root = b64(root, file)
    need(len(root) == 32, file, "has no root")
    return (int(size), root), signers, len(lines)


def stand(standing, word, place):
    """The verdicts by which an expectation stands: its miss, and what settled it or stopped its clock."""
    if word == "missed":
        standing[0] = place
    elif word == "met":
        standing[:] = [None, place]
    elif word in ("met_late", "withdrawn", "not_applicable", "paused"):
        standing[1] = place
    elif word in ("reopened", "resumed"):
        standing[1] = None


class Reckoning:
    """How an expectation stands, reckoned from the part that opened it and the verdicts on it."""

    def __init__(self, name, terms, opened, path):
        self.name, self.terms, self.opened, self.decided, self.path = name, terms, opened, opened, path
        self.verdict, self.due, self.owner, self.missed, self.met, self.miss = (
            "open", terms["due"], terms["owed_by"], None, None, {})
        self.owner_entry, self.due_entry, self.said_owner, self.said_due = opened, opened, None, None

    def wrong(self, what):
        return Fault(self.path, f"{self.name} {what}")

    def need(self, truth, what):
        if not truth:
            raise self.wrong(what)

    def follow(self, part, entry, now):
        """Takes a verdict; why it does not follow from those before it, or none."""
        self.need(part.get("part") == "verdict"
                  and part["expectation"].rpartition("/")[2] == self.name.rpartition("/")[2], "is decided by another")
        word, at = part.get("verdict"), part.get("at")
        at_once = entry == self.opened  # the opening message itself says so
        if word not in ("partly_met", "escalated", "passed_on"):
            self.decided = entry
        if word == "met":
            good = at_once or at <= now and (self.verdict == "paused" or at < self.due)
            self.verdict, self.met, self.missed, self.miss = word, at, None, {}
            return None if good else self.wrong("was not met in time")
        if word == "met_late":
            good = self.due <= at <= now and self.missed is not None
            self.verdict, self.met = word, at
            return None if good else self.wrong("was not met late")
        if word == "missed":
            good = (at_once or now >= self.due) and self.verdict == "open"
            self.verdict, self.missed, self.met, self.miss = word, now, None, part
            return None if good else self.wrong("was not due")
        if word in ("withdrawn", "not_applicable", "paused"):
            self.verdict = word
        elif word == "reopened":
            self.verdict, self.met = "open" if self.missed is None else "missed", None
        elif word == "resumed":
            self.verdict, self.due_entry = "open", entry
            self.due = part["due"] if self.said_due is None else self.said_due
        elif word == "passed_on":
            self.owner, self.owner_entry = self.said_owner or part["to"], entry
        else:
            self.need(word in ("partly_met", "escalated"), "has a verdict that is not known")
        return None

    def said(self, told, may_be_hidden):
        """Owner and due time where they are told otherwise and may be so by parts that are not shown: that a duty was
        passed on, or that its clock ran on, decides nothing, and no answer proves it. A pause makes something due
        later, and nothing pauses what was missed."""
        owner, due = told["owed_by"], self.time(told, "due")
        if owner == self.owner or not may_be_hidden(self.owner_entry):
            owner = None
        if (due is None or due <= self.due or self.missed is not None and due > self.missed
                or not may_be_hidden(self.due_entry)):
            due = None
        return owner, due

    def believe(self, owner, due):
        self.said_owner, self.said_due = owner, due
        self.owner = self.owner if owner is None else owner
        self.due = self.due if due is None else due

    def time(self, told, member):
        return milliseconds(told[member], self.path) if member in told else None

    def check(self, told):
        self.need(told["verdict"] == self.verdict and told["owed_by"] == self.owner, "is told otherwise than its entries")
        self.need(told["break_point"] == self.miss.get("break_point", self.terms.get("break_point"))
                  and told.get("shortfall") == self.miss.get("shortfall"), "is told with another break")
        for member, value in (("due", self.due), ("missed_at", self.missed), ("met_at", self.met)):
            self.need(self.time(told, member) == value, f"is told with another {member}")
        late = (self.met - self.due) // 1000 if self.verdict == "met_late" else None
        self.need(told.get("late_by_seconds") == late, "is told with another lateness")

    def check_hidden(self, told, hidden):
        """Where entries are withheld that decided it too: what they can have changed, and nothing else."""
        word = told["verdict"]
        follows = any(index > self.decided for index in hidden)
        after = {"missed": ("met_late", "met", "withdrawn", "not_applicable"), "withdrawn": ()}
        if self.missed is not None:
            after["met_late"] = ("missed", "met", "withdrawn", "not_applicable")
        self.need(word == self.verdict or follows and word in after.get(self.verdict, (word,)),
                  f"is told as {word}, its entries give {self.verdict}, which no withheld entry that is named can have "
                  "changed to that")
        self.need(told["owed_by"] == self.owner, "is told to be owed by another than its entries give")
        due = self.time(told, "due")
        # A pause makes it due later, and nothing pauses what was missed.
        self.need(due is not None and self.due <= due
                  and (self.missed is None or due <= max(self.due, self.missed)),
                  "is told to be due when it cannot have been")
        missed = self.time(told, "missed_at")
        dated = missed is not None and (missed == self.missed or self.missed is None and missed in hidden.values())
        if word in ("missed", "met_late"):
            fits = dated
        elif word in ("withdrawn", "not_applicable"):
            fits = dated if missed is not None else self.missed is None
        else:
            fits = missed is None
        self.need(fits, "is told with another missed_at than can be")
        if missed is not None and missed == self.missed:
            self.need(told.get("break_point") == self.miss.get("break_point")
                      and told.get("shortfall") == self.miss.get("shortfall"), "is told with another break")
        met = self.time(told, "met_at")
        # What is shown to have come late came then: only another verdict has another time.
        fixed = self.missed is not None and self.verdict == "met_late" == word
        fits = met is None or met == self.met or not fixed and follows and any(met <= at for at in hidden.values())
        self.need(fits and (met is not None) == (word in ("met", "met_late")), "is told with another met_at than can be")
        self.need(met is None or self.missed is None or word != "met" or met < due, "is told to be met in time, and was not")
        late = (met - due) // 1000 if word == "met_late" else None
        self.need((late or 0) >= 0 and told.get("late_by_seconds") == late, "is told with another lateness")


class Check:
    """The check of one bundle, file by file."""

    def __init__(self, files, options):
        self.files, self.options = files, options
        self.looked, self.entries, self.amended, self.lines = {MANIFEST, SUM}, {}, {}, []

    def proven(self, text):
        self.lines.append("+ " + text)

    def said(self, text):
        self.lines.append("- " + text)

    def read(self, path):
        need(path in self.files, path, "is missing")
        self.looked.add(path)
        return self.files[path]

    def json(self, path):
        data = self.read(path)
        value = parse(data, path)
        need(canonical(value) == data, path, "is not canonical JSON")
        return value

    def folder(self, name, ending):
        return [(path, path[len(name) + 1:-len(ending)]) for path in sorted(self.files)
                if path.startswith(name + "/") and path.endswith(ending)]

    def run(self):
        self.manifest = check_manifest(self.files)
        self.proven(f"manifest: {counted(len(self.files) - 2, 'file is one', 'files are those')} that it names")
        only(self.manifest, MEMBERS["manifest"], MANIFEST)
        need(self.manifest["as"] in ("party", "overseer"), MANIFEST, "was made for neither a party nor an overseer")
        self.check_checkpoint()
        self.check_entries()
        self.gather_amendments()
        self.gather_verdicts()
        self.check_witnesses()
        self.check_documents()
        self.check_messages()
        self.check_thread()
        self.check_followed()
        self.check_told()
        self.check_timestamps()
        self.check_counts()
        for path in ("REPORT.html", "VERIFY.md", "verify.py"):
            self.read(path)
        self.said("report: REPORT.html, VERIFY.md, verify.py and how much is left out that the bundle does not show are "
                  "the words of whoever made it")
        for path in self.files:
            need(path in self.looked, path, "is no file that a bundle of this format has")

    def is_name(self, name, proof):
        """Whether a name is that of a part, under the log's origin or one that it went on under."""
        origin, mark, part = name.rpartition("/")
        return part == f"{proof['index']}.{proof['part_number']}" and bool(
            re.fullmatch(re.escape(self.log[0]) + f"({AFTER_GAP})?", origin))

    def check_checkpoint(self):
        own = self.read("log.vkey").decode("utf-8", "replace")
        need(own.endswith("\n"), "log.vkey", "has no line end")
        own = own[:-1].split("\n")
        given = self.options.vkey
        keys = [before_gaps(read_vkey(text, "log.vkey")) for text in own]
        known = [before_gaps(read_vkey(text, "--vkey")) for text in given or []]
        shown = {(name, raw) for name, _, _, _, raw in keys}
        need(not known or any((name, raw) in shown for name, _, _, _, raw in known), "log.vkey",
             f"is {own[0]}, and not " + ("the key" if len(given or []) == 1 else "one") + " that was given")
        if given:
            self.proven("log key: is the one that was given")
        else:
            self.said(f"log key: {own[0]} is the bundle's own word; give --vkey with what the log's owner publishes")
        self.logs = known or keys
        self.log = self.logs[0]
        need(all(vkey[0] == self.log[0] for vkey in self.logs), "log.vkey", "has keys of several logs")
        witnesses = [read_vkey(text, "--witness") for text in self.options.witness]
        self.tree, signers, count = read_note(self.read("checkpoint"), "checkpoint", self.logs, witnesses)
        self.cosigned = {name: time for name, time in signers.items() if time is not None}
        log = next(name for name, time in signers.items() if time is None)
        self.proven(f"checkpoint: {log} has signed a tree of {counted(self.tree[0], 'entry', 'entries')}")
        if count > len(signers):
            self.said(f"witnesses: {counted(count - len(signers), 'more signature', 'more signatures')}; give --witness "
                      "with their keys")

    def check_witnesses(self):
        """Who has cosigned, at a time at which the first of the entries was there and that is no time to come; one of
        those that are given must have."""
        first = min((entry["entry"]["at"] for entry in self.entries.values()), default=0) // 1000
        now = int(datetime.now(timezone.utc).timestamp())
        good = {name for name, time in self.cosigned.items() if first - SKEW <= time <= now + SKEW}
        need(good or not self.options.witness, "checkpoint", "is cosigned by none of the witnesses that are given, at a "
             "time at which it can have seen it")
        for name, time in self.cosigned.items():
            if name in good:
                self.proven(f"witness: {name} has cosigned the checkpoint")
            else:
                how = (f"{time - now} seconds ahead of the clock here" if time > now
                       else f"{first - time} seconds before the first entry that is here")
                self.said(f"witness: {name} has cosigned at a time at which it cannot have seen it, {how}, "
                          "which does not count")

    def check_entries(self):
        shown = 0
        for path, name in self.folder("entries", ".json"):
            entry = self.json(path)
            need(str(entry.get("index")) == name and isinstance(entry["index"], int), path, "is of another index")
            need(set(entry) <= {"index", "entry", "facts", "facts_salt", "parts", "proof", "shown", "withheld"},
                 path, "has a member that is not known")
            leaf = entry.get("entry", {})
            need(set(leaf) == {"at", "facts", "p", "v"} and leaf["v"] == 1, path, "has an entry of another form")
            proof = [b64u(text, path, 32) for text in entry.get("proof", [])]
            need(included(leaf_hash(canonical(leaf)), entry["index"], self.tree[0], proof, self.tree[1]), path,
                 "is not in the tree of the checkpoint")
            facts = entry.get("facts")
            need(facts is not None or entry.get("withheld"), path, "shows neither facts nor why they are withheld")
            if facts is not None:
                salt = b64u(entry.get("facts_salt"), path, 32)
                need(sha(salt, canonical(facts)) == b64u(leaf["facts"], path, 32), path,
                     "has facts that its entry does not commit to")
            entry["known"], entry["salts"] = self.parts_of(entry, facts or {}, path)
            shown += len(entry["known"])
            self.entries[entry["index"]] = entry
        self.proven(f"entries: {counted(len(self.entries), 'entry is', 'entries are')} in that tree, with "
                    + counted(shown, "part", "parts"))

    @staticmethod
    def parts_of(entry, facts, path):
        known, salts = {}, {}
        root = b64u(facts["parts"], path, 32) if "parts" in facts else None
        if "parts" in entry:
            leaves = []
            for place, item in enumerate(entry["parts"]):
                if "part" in item:
                    leaves.append(leaf_hash(b64u(item.get("salt"), path, 32) + canonical(item["part"])))
                    known[place], salts[place] = item["part"], item["salt"]
                else:
                    leaves.append(b64u(item.get("leaf"), path, 32))
            need((root_of(leaves) if leaves else None) == root, path, "has parts that its facts do not commit to")
        for item in entry.get("shown", []):
            leaf = leaf_hash(b64u(item.get("salt"), path, 32) + canonical(item.get("part")))
            steps = [b64u(text, path, 32) for text in item.get("path", [])]
            need(root and item.get("number") not in known and part_root(leaf, item.get("number"), steps) == root,
                 path, "has a part that its facts do not commit to")
            known[item["number"]], salts[item["number"]] = item["part"], item["salt"]
        return known, salts

    def facts(self, index):
        return self.entries.get(index, {}).get("facts") or {}

    def check_documents(self):
        self.keys, self.certificates, proven, said, path = {}, {}, 0, 0, "documents.json"
        self.in_force = []  # authorities and revocation lists: the role, the bytes, and the entries of their loads
        index = self.json(path)
        items = [(item, item["role"], listed(item, "loads", path)) for item in listed(index, "items", path)]
        self.roles = {}  # what was in force by each load, by its entry
        if "configurations" in index:
            items += [(item, "configuration", [item["load"]]) for item in listed(index, "configurations", path)]
        for item, role, loads in items:
            if role != "configuration":
                path = "documents/" + item["sha256"]
                data = self.read(path)
                need(sha(data).hex() == item["sha256"], path, "is another document")
                if role.startswith("key:"):
                    self.keys.setdefault(role, []).append((parse(data, path), loads))
                if role.startswith("certificate:"):
                    self.certificates.setdefault(role, []).append(data)
                self.in_force.append((role, data, loads))
            need(loads, "documents.json", f"does not say which {role} was in force, or since which entry")
            for load in loads:
                self.roles.setdefault(load, set()).add(role)
                need(type(load) is int and isinstance(item["sha256"], str), "documents.json",
                     f"does not say which {role} was in force, or since which entry")
                if not self.facts(load):
                    said += 1
                    continue
                digest = self.facts(load).get("documents", {}).get(role, "")
                need(b64u(digest, "documents.json").hex() == item["sha256"], "documents.json",
                     f"says of {role} what entry {load} does not")
                proven += 1
        if proven:
            self.proven(f"documents: {counted(proven, 'time', 'times')} the log says that a document was in force")
        if said:
            self.said(f"documents: {counted(said, 'time', 'times')} that a document was in force is the broker's word")
        self.check_nothing_in_force_is_left_out()

    def check_nothing_in_force_is_left_out(self):
        """Whatever the facts of a load name and the thread needs: authorities, lists and witness policies all of them,
        keys, schemas, rule packs and calendars as far as the thread tells of them."""
        thread = self.json("thread.json")
        types = {step.get("type") for step in thread["steps"]}
        packs = {told.get("pack") for told in thread["expectations"]}
        calendars = {told.get("calendar") or "" for told in thread["expectations"]}
        keys = {}
        for step in thread["steps"]:
            facts = self.facts(step.get("index"))
            if step.get("kind") in ARRIVALS and "iss" in step and "config" in facts:
                keys.setdefault(facts["config"], set()).add(f"key:{step['iss']}:{facts.get('kid')}")

        def is_needed(role, load):
            kind, _, name = role.partition(":")
            return (kind in ("certificate", "revocation-list", "witness-policy", "configuration")
                    or kind == "key" and role in keys.get(load, ())
                    or kind == "schema" and any(f"/{one}/" in name for one in types)
                    or kind == "rules" and name in packs
                    or kind in ("calendar", "school-calendar") and any(name in one for one in calendars))

        for load in sorted(self.entries):
            if self.facts(load).get("kind") != "loaded":
                continue
            further = self.named_first_in(load)
            for role in sorted(self.facts(load).get("documents", {})):
                need(role in self.roles.get(load, ()) or not is_needed(role, load) and role not in further,
                     "documents.json", f"leaves out {role}, which entry {load} put in force")

    def named_first_in(self, load):
        """What the schemas and rule packs name that are of no earlier load: what a schema refers to, and the base of an
        overlay."""
        roles = set()
        for role, data, loads in self.in_force:
            if loads[:1] == [load] and role.startswith("schema:"):
                roles |= {"schema:" + name.decode("utf-8", "replace") for name in re.split(b'["#]', data)}
            if loads[:1] == [load] and role.startswith("rules:"):
                roles |= {"rules:" + name for name in bases(data.decode("utf-8", "replace"))}
        return roles

    def check_messages(self):
        self.unlisted = 0  # messages under certificates of which no current list speaks
        broker, messages, certified = listed(self.json("jwks.json"), "keys", "jwks.json"), {}, {True: 0, False: 0}
        for key in broker:  # each must be one, whatever it is needed for
            good, _ = run(["pkey", "-pubin", "-in", "key", "-noout"], key=public_key(key, "jwks.json"))
            need(good, "jwks.json", "has a key that cannot be read")
        for path, name in self.folder("messages", ".jwt"):
            need(re.fullmatch(r"0|[1-9][0-9]*", name), path, "is not named by the index of its entry")
            facts = self.facts(int(name))
            parts = self.read(path).decode("ascii", "replace").split(".")
            need(len(parts) == 3 and facts, path, "is not a message of an entry of the bundle")
            head, body, signature = (b64u(part, path) for part in parts)
            head, claims, signed = parse(head, path), parse(body, path), ".".join(parts[:2]).encode()
            need("kid" in facts, path, "is a message whose entry does not say under which key it was signed")
            certificate = self.certificate(head, facts, path)
            keys = [self.certified_key(certificate, path)] if certificate else self.pinned_keys(head, facts, broker, path)
            need(keys, path, "is signed under a key that is not in the bundle")
            need(any(verifies(head.get("alg"), key, signed, signature) for key in keys), path,
                 "has a signature that does not verify")
            if certificate:
                led = self.check_certificate(certificate, head, facts, self.entries[int(name)]["entry"]["at"] // 1000, path)
                certified[led] += 1
            need(f"receipts/{name}.tlog-proof" in self.files, path, "has no receipt")
            messages[name] = (sha(signed), claims)
        receipts = self.folder("receipts", ".tlog-proof")
        for path, name in receipts:
            self.check_receipt(path, name, messages.get(name))
        self.proven("messages: " + counted(len(messages), "message is the one that its entry commits to",
                                           "messages are the ones that their entries commit to")
                    + f", signed under the keys in the bundle; {counted(len(receipts), 'receipt holds', 'receipts hold')}")
        if certified[True]:
            self.proven(f"certificates: {counted(certified[True], 'message was', 'messages were')} signed under certificates "
                        "of their senders that lead to an authority of the bundle, and were valid then")
            self.said("certificates: that the broker trusted those authorities for these senders"
                      + (f"; of {self.unlisted} no current revocation list is in the bundle" if self.unlisted else ""))
        if certified[False]:
            self.said(f"certificates: {counted(certified[False], 'message was', 'messages were')} signed under certificates "
                      "of which the bundle has no authority that issued itself: that they are their senders' is the broker's word")
        if messages:
            self.said("keys: whose the keys are is the broker's word; hold them against what the agencies publish")

    def certificate(self, head, facts, path):
        """The certificate whose digest is the kid of an entry: of those that the message carries the first, or one that
        the bundle has; none where the kid is the name of a pinned key."""
        kid, chain = facts.get("kid"), head.get("x5c")
        try:
            carried = [b64(chain[0], path)] if isinstance(chain, list) and chain else []
        except Fault:
            carried = []
        for certificate in carried + self.certificates.get(f"certificate:{kid}", []):
            if base64.urlsafe_b64encode(sha(certificate)).rstrip(b"=").decode() == kid:
                return certificate
        return None

    @staticmethod
    def certified_key(certificate, path):
        good, key = run(["x509", "-inform", "DER", "-in", "cert", "-pubkey", "-noout"], cert=certificate)
        need(good, path, "has a certificate that cannot be read")
        return key

    def check_certificate(self, certificate, head, facts, received, path):
        """Holds a certificate to the rules by which its message was let in: it is the sender's, it was valid at the
        message's iat, and no list of the time of its receipt revokes it or an authority above it. Whether it leads to
        an authority of the bundle that issued itself: which ones are trusted stands in the configuration alone."""
        _, told = run(["x509", "-inform", "DER", "-in", "cert", "-noout", "-startdate", "-enddate", "-ext",
                       "subjectAltName"], cert=certificate)
        told = told.decode("utf-8", "replace")
        uris = re.findall(r"URI:(https:[^,\s]+)", told)
        need(uris == [facts.get("iss")], path, f"is signed under a certificate of {uris}, and is of {facts.get('iss')}")
        first, last = (re.search(rf"{name}=(.*)", told) for name in ("notBefore", "notAfter"))
        need(first and last and seconds(first[1].strip(), path) <= facts["iat"] <= seconds(last[1].strip(), path), path,
             "is signed under a certificate that was not valid at its iat")
        load = facts.get("config")
        known = [(role.split(":")[0], data) for role, data, loads in self.in_force if load in loads]
        anchors, others = [], []
        for data in [data for kind, data in known if kind == "certificate" and data != certificate]:
            good, names = run(["x509", "-inform", "DER", "-in", "cert", "-noout", "-subject", "-issuer"], cert=data)
            names = [line.partition(b"=")[2].strip() for line in names.splitlines()]
            if good:
                (anchors if names[0] == names[1] else others).append(data)
        for text in head.get("x5c", [])[1:]:
            others.append(b64(text, path))
        files = {"cert": certificate_pem(certificate), "anchors": b"".join(map(certificate_pem, anchors)),
                 "others": b"".join(map(certificate_pem, others)),
                 "lists": b"".join(certificate_pem(data, "X509 CRL") for kind, data in known if kind == "revocation-list")}
        arguments = ["verify", "-no-CApath", "-no-CAstore", "-CAfile", "anchors"]
        arguments += ["-untrusted", "others"] if others else []
        if not anchors or not run(arguments + ["-attime", str(facts["iat"]), "cert"], **files)[0]:
            return False
        if files["lists"]:
            good, told = run(arguments + ["-attime", str(received), "-crl_check_all", "-CRLfile", "lists", "cert"],
                          complaints=True, **files)
            need(b"certificate revoked" not in told, path, "is signed under a certificate that was revoked by then")
            self.unlisted += 0 if good else 1
        else:
            self.unlisted += 1
        return True

    def pinned_keys(self, head, facts, broker, path):
        """The keys that may have signed a message, found by the kid of its entry, the name of a pinned key."""
        kid = facts.get("kid")
        need(head.get("kid", kid) == kid, path, "names another key than its entry")
        named = [key for key, loads in self.keys.get(f"key:{facts.get('iss')}:{kid}", [])
                 if facts.get("config") in loads]
        if facts.get("kind") == "issued":
            named = named + [key for key in broker if key.get("kid") == kid]
        return [public_key(key, path) for key in named]

    def check_receipt(self, path, name, message):
        need(re.fullmatch(r"0|[1-9][0-9]*", name), path, "is not named by the index of its entry")
        lines, mark, note = self.read(path).decode("utf-8", "replace").partition("\n\n")
        lines = lines.split("\n")
        need(mark and len(lines) >= 3 and lines[0] == "c2sp.org/tlog-proof@v1" and lines[1].startswith("extra ")
             and lines[2] == f"index {name}", path, "is not a receipt of this entry")
        raw = b64(lines[1][6:], path)
        extra, entry = parse(raw, path), self.entries.get(int(name), {})
        need(canonical(extra) == raw, path, "is not canonical")
        need(extra.get("entry") == entry.get("entry") and extra.get("facts") == entry.get("facts"), path,
             "is the receipt of another entry")
        need(sha(b64u(extra.get("facts_salt"), path, 32), canonical(extra["facts"]))
             == b64u(extra["entry"]["facts"], path, 32), path, "has facts that its entry does not commit to")
        need(extra["facts"].get("kind") in ARRIVALS, path, "is of no message that was accepted or issued")
        tree, _, _ = read_note(note.encode(), path, self.logs)
        hashes = [b64(text, path) for text in lines[3:]]
        need(included(leaf_hash(canonical(extra["entry"])), int(name), tree[0], hashes, tree[1]), path,
             "is not in the tree of its checkpoint")
        if message:
            digest, claims = message
            salt = b64u(extra.get("message_salt"), path, 32)
            need(sha(salt, digest) == b64u(extra["facts"]["message"], path, 32), path, "is of another message")
            told = {"type": next(iter(claims.get("events", {})), None)}
            told.update((member, claims.get(member)) for member in ("iss", "jti", "txn", "iat"))
            for member, value in told.items():
                need(extra["facts"].get(member) == value, path, f"says another {member} than the message")

    # What the broker tells, against the entries

    def check_proof(self, proof, path):
        entry = self.entries.get(proof.get("index"), {})
        need(entry and proof.get("entry") == entry["entry"] and proof.get("facts") == entry.get("facts"), path,
             "rests on an entry that the bundle does not have so")
        need("part" in proof or "part_number" not in proof, path,
             f"names a part of entry {proof['index']} and does not show it")
        place, salts = proof.get("part_number"), entry["salts"]
        if "part" in proof:
            need(entry["known"].get(place) == proof["part"], path,
                 f"rests on a part that entry {proof['index']} does not have so")
            steps = [b64u(text, path, 32) for text in listed(proof, "path", path)]
            leaf = leaf_hash(b64u(salts[place], path, 32) + canonical(proof["part"]))
            need(part_root(leaf, place, steps) == b64u(entry["facts"]["parts"], path, 32), path,
                 f"has a path from part {place} of entry {proof['index']} that does not lead to its facts")
        need(proof.get("facts_salt") == entry.get("facts_salt") and proof.get("part_salt") == salts.get(place), path,
             f"has other salts than entry {proof['index']}")

    def check_thread(self):
        path, proven, steps = "thread.json", 0, 0
        thread = self.json(path)
        only(thread, MEMBERS["thread"], path)
        need(thread["txn"] == self.manifest.get("txn"), path, "is of another thread than the manifest says")
        self.withheld_messages = {step["index"] for step in thread["steps"]
                                  if step["kind"] in ARRIVALS and step["index"] in self.withheld}
        for step in thread["steps"]:
            steps += self.check_step(step, thread["txn"], path)
        for told in thread["expectations"]:
            only(told, MEMBERS["expectation"], path)
            for one in told.get("amended", []):
                only(one, MEMBERS["amended"], path)
            proven += self.check_expectation(told, path)
        self.check_nothing_is_left_out(thread, path)
        said = len(thread["steps"]) + len(thread["expectations"]) - steps - proven
        self.proven(f"thread: {counted(steps, 'step', 'steps')} and {counted(proven, 'expectation', 'expectations')} agree with "
                    "their entries, and each verdict follows from those that are here")
        self.said("thread: that no message and no later verdict is left out, nor, of a message that not all parts of "
                  "are shown, who fell out; why a verdict was given, how far it was escalated, for whom it is outstanding, "
                  "what was purged, and what was corrected or retracted by messages that are not here with all their parts"
                  + (f", and {counted(said, 'step or expectation', 'steps and expectations')} whose entries or parts are not shown"
                     if said else ""))

    def check_step(self, step, txn, path):
        only(step, MEMBERS["step"], path)
        for name in ("recipients", "excluded", "amended"):
            for one in step.get(name, []):
                only(one, MEMBERS[name], path)
        if "purged" in step:
            only(step["purged"], MEMBERS["purged"], path)
        entry = self.entries.get(step["index"], {})
        need(entry and milliseconds(step["at"], path) == entry["entry"]["at"], path, "has a step without entry")
        facts = entry.get("facts")
        if not facts:
            return 0
        need(step.get("proof", {}).get("index") == step["index"], path,
             f"has a step without the proof that entry {step['index']} gives")
        self.check_proof(step["proof"], path)
        if step["kind"] not in ARRIVALS:
            need("amended" not in step, path, f"has a step of entry {step['index']} that was amended, and is no message")
            return self.check_handoff(step, step["proof"].get("part", {}), txn, path)
        told = [step.get(name) for name in ("kind", "agency", "late")] + [txn]
        need([facts.get(name) for name in ("kind", "iss", "late", "txn")] == told and is_of_message(step, facts), path,
             f"tells of a message what entry {step['index']} does not")
        self.check_amended(step, step["index"], path)
        return self.check_routing(step, entry, path)

    def check_amended(self, told, message, path):
        """What was corrected or retracted, against the parts that say so: each that is shown is told, and each that is
        told is shown, unless the later message is not here, or not with all of its parts."""
        marks = set()
        for one in told.get("amended", []):
            mark, entry = (one["index"], one["kind"]), self.entries.get(one["index"])
            need(mark not in marks, path, f"tells twice that entry {message} was {one['kind']} by entry {one['index']}")
            marks.add(mark)
            if entry is None:
                need(self.manifest.get("as") != "overseer", path,
                     f"tells that entry {message} was {one['kind']} by entry {one['index']}, which is not here")
                continue
            need(milliseconds(one["at"], path) == entry["entry"]["at"], path,
                 f"tells another time at which entry {message} was {one['kind']}")
            if not entry.get("facts"):
                continue
            kind = ("/" + entry["facts"].get("type", "")).split("/")[-2]
            need(one.get("jti", entry["facts"].get("jti")) == entry["facts"].get("jti") and kind == f"record.{one['kind']}",
                 path, f"tells that entry {message} was {one['kind']} by another message than entry {one['index']}")
            if "proof" in one:
                need(one["proof"].get("index") == one["index"], path, "has the proof of another amendment")
                self.check_proof(one["proof"], path)
            need(mark in self.amendments_of(message) or self.hidden(entry) != 0, path,
                 f"tells that entry {message} was {one['kind']} by entry {one['index']}, which does not say so")
        for index, kind in sorted(self.amendments_of(message) - marks):
            raise Fault(path, f"does not tell that entry {message} was {kind} by entry {index}")

    def gather_verdicts(self):
        """By their expectations, in the order of the log; and the entries that are withheld, with their times."""
        self.verdicts, self.withheld = {}, {}
        for index, entry in sorted(self.entries.items()):
            if not entry.get("facts"):
                self.withheld[index] = entry["entry"]["at"]
            for number, part in sorted(entry["known"].items()):
                if part.get("part") == "verdict":
                    name = part["expectation"].rpartition("/")[2]
                    self.verdicts.setdefault(name, []).append(((index, number), entry["entry"]["at"], part))

    def amendments_of(self, message):
        """The entries that amend a message, each with what it does, as far as their parts are shown."""
        return self.amended.get(message, set())

    def gather_amendments(self):
        """By the message that they amend, for all entries at once."""
        for index, entry in self.entries.items():
            for part in entry["known"].values():
                if part.get("part") == "amendment" and isinstance(part.get("message"), int):
                    self.amended.setdefault(part["message"], set()).add((index, part.get("kind")))

    @staticmethod
    def hidden(entry):
        """How many parts of an entry are told by their hash alone; none where it is not known how many it has."""
        if "parts" in entry:
            return len(entry["parts"]) - len(entry["known"])
        return None if "parts" in (entry.get("facts") or {}) else 0

    def check_handoff(self, step, part, txn, path):
        """What became of a handoff; whether the bundle has the part that says to whom."""
        need(part.get("part") == "step" and part["step"] == step["kind"], path,
             f"tells of a step what entry {step['index']} does not")
        index, number = (int(text) for text in part["handoff"].rpartition("/")[2].split("."))
        facts = self.facts(index)
        if not facts:
            return 0
        handoff = self.entries[index]["known"].get(number)
        need(is_of_message(step, facts) and facts.get("txn") == txn
             and (not handoff or handoff.get("to") == step.get("agency")), path,
             f"tells of a step what the handoff of entry {index} does not")
        return 1 if handoff else 0

    @staticmethod
    def check_routing(step, entry, path):
        """Who received a message and who fell out; whether the bundle has the parts of all that are told."""
        routing, index = entry["known"].get(0, {}), step["index"]
        if routing.get("part") != "routing":
            return 0 if any(name in step for name in ("recipients", "excluded", "absent")) else 1
        told = step.get("recipients", [])
        need([one["agency"] for one in told] == routing.get("recipients") and step.get("absent") == routing.get("absent"),
             path, f"names other recipients than entry {index}")
        parts = [part for _, part in sorted(entry["known"].items())]
        handoffs = [(part["to"], part["why"], part.get("agreement")) for part in parts if part["part"] == "handoff"]
        whole = len(entry["known"]) == len(entry.get("parts", []))
        need({(one["agency"], one["why"], one.get("agreement")) for one in told} >= set(handoffs)
             and (not whole or len(handoffs) == len(told)), path,
             f"tells otherwise than entry {index} who received it, and why")
        excluded = [(part["agency"], part["rule"]) for part in parts if part["part"] == "exclusion"]
        fallen = [(one["agency"], one["rule"]) for one in step.get("excluded", [])]
        need([one for one in fallen if one in excluded] == excluded and (not whole or fallen == excluded), path,
             f"leaves out others than entry {index}")
        return 1 if len(handoffs) == len(told) and fallen == excluded else 0

    @staticmethod
    def check_terms(told, path):
        terms, opener, name = told["proof"]["part"], told["proof"]["facts"], told["expectation"]
        passed_on = None if terms["owed_by"] == told.get("owed_by") else terms["owed_by"]
        asked = terms.get("asked_late_by")
        need(all(terms.get(member) == told.get(member) for member in ("duty", "unverified", "expects"))
             and terms["from"] == milliseconds(told["from"], path) and passed_on == told.get("passed_on_by")
             and (asked if asked is None else asked // 1000) == told.get("asked_late_by_seconds"),
             path, f"tells of {name} what its entry does not")
        if opener.get("kind") in ARRIVALS:
            need(is_of_message(told, opener) and opener.get("txn") == told.get("txn"), path,
                 f"says that {name} was opened by another message")

    def check_nothing_is_left_out(self, thread, path):
        """What the entries show of the thread is told once: each message whose routing is shown, each expectation and
        each step of a handoff whose part is, and each expectation on which a verdict is."""
        def once(names, what):
            told = set()
            for name in names:
                need(name not in told, path, f"tells twice of {what} {name}")
                told.add(name)
            return told

        def thing(name):
            return name.rpartition("/")[2]

        def name_of(part):
            return f"{thing(part['handoff'])} {part['step']}"

        def of_thread(name):
            opener = name.split(".")[0]
            return opener.isdigit() and self.facts(int(opener)).get("txn") == thread["txn"]

        messages = once((step["index"] for step in thread["steps"] if step["kind"] in ARRIVALS), "the message of entry")
        expectations = once((thing(told["expectation"]) for told in thread["expectations"]), "the expectation")
        proofs = [step["proof"] for step in thread["steps"] if step["kind"] not in ARRIVALS
                  and "part" in step.get("proof", {})]
        once((name_of(proof["part"]) for proof in proofs), "the step")
        steps, shown = {name_of(proof["part"]): (proof["index"], proof["part_number"]) for proof in proofs}, {}
        for index, entry in sorted(self.entries.items()):
            facts, parts = entry.get("facts") or {}, sorted(entry["known"].items())
            is_own = facts.get("txn") == thread["txn"]
            if is_own and facts.get("kind") in ARRIVALS and entry["known"].get(0, {}).get("part") == "routing":
                need(index in messages, path, f"leaves out the message of entry {index}")
            for number, part in parts:
                kind, opened = part.get("part"), None
                if kind == "expectation" and is_own:
                    opened = f"{index}.{number}"
                elif kind == "verdict" and of_thread(thing(part["expectation"])):
                    opened = thing(part["expectation"])
                need(opened is None or opened in expectations, path, f"leaves out the expectation {opened}")
                # A step is told by its first, but a refusal by its last.
                if kind == "step" and of_thread(thing(part["handoff"])):
                    if name_of(part) not in shown or part["step"] == "refused":
                        shown[name_of(part)] = (index, number)
        for name, place in sorted(shown.items()):
            need(steps.get(name) == place, path, f"leaves out the step {name}, which is part {place[0]}.{place[1]}")

    def check_expectation(self, told, path):
        need(BREAKS.get(told["break_point"]) == told["break_point_name"], path,
             f"gives the break of {told['expectation']} another name than it has")
        if "proof" not in told:
            opener = told["expectation"].split("/")[-1].split(".")[0]
            need(not self.facts(int(opener)), path, "has an expectation without the proof that its entry gives")
            return 0
        for proof in [told["proof"]] + told.get("verdict_proofs", []):
            self.check_proof(proof, path)
        proof, name = told["proof"], told["expectation"]
        places = [(one["index"], one["part_number"]) for one in told.get("verdict_proofs", [])]
        need(places == sorted(set(places)), path, f"has the verdicts on {name} in another order than the log")
        terms = proof.get("part", {})
        need(terms.get("part") == "expectation" and self.is_name(name, proof), path,
             f"has an expectation {name} without the part that opened it")
        for member in ("rule", "pack", "calendar", "force", "owed_to"):
            need(terms.get(member) == told.get(member), path, f"tells another {member} of {name}")
        self.check_terms(told, path)
        self.check_amended(told, proof["index"], path)
        return self.check_verdicts(told, terms, proof["index"], path)

    def check_verdicts(self, told, terms, opener, path):
        """How an expectation stands, against all verdicts on it that are shown, told or not; whether nothing that is
        named as having decided it is withheld, nor what changed its owner or its due time."""
        name, proofs = told["expectation"], told.get("verdict_proofs", [])
        places = {(proof["index"], proof["part_number"]) for proof in proofs}
        shown = self.verdicts.get(name.rpartition("/")[2], [])
        said = self.said_of(told, Reckoning(name, terms, opener, path), shown)
        stands, standing, unexplained = Reckoning(name, terms, opener, path), [None, None], None
        stands.believe(*said)
        for place, at, part in shown:
            fault = stands.follow(part, place[0], at)
            # Before one that is not told any more others may have come that are not here.
            if fault and unexplained is None and place in places:
                unexplained = (fault, place[0])
            stand(standing, part.get("verdict"), place)
        if "withheld_verdicts" in told:
            hidden = told["withheld_verdicts"]
            need(isinstance(hidden, list) and hidden and all(type(index) is int and index > opener
                                                             and index in self.withheld for index in hidden),
                 path, f"says that a verdict on {name} is withheld, and none is")
            hidden = {index: self.withheld[index] for index in hidden}
            try:
                if unexplained:
                    raise unexplained[0]
                stands.check(told)
            except Fault:
                if unexplained and not any(index < unexplained[1] for index in hidden):
                    raise
                stands.check_hidden(told, hidden)
            return 0
        try:
            for index, number in [place for place in standing if place]:
                need((index, number) in places, path,
                     f"leaves out the verdict on {name.rpartition('/')[2]} that part {index}.{number} gives")
            if unexplained:
                raise unexplained[0]
            stands.check(told)
            return int(said == (None, None))
        except Fault:
            # A message of which nothing is shown may have opened again what is told of no expectation any more.
            untold = [place[0] for place, _, _ in shown if place not in places]
            if not untold or not any(index > untold[0] for index in self.withheld_messages):
                raise
            stands = Reckoning(name, terms, opener, path)
            stands.believe(*said)
            for proof in proofs:
                fault = stands.follow(proof.get("part", {}), proof["index"], proof["entry"]["at"])
                if fault:
                    raise fault
            stands.check(told)
            return 0

    def said_of(self, told, reckoning, shown):
        """What of owner and due time may only be said, as no part that is shown says it."""
        for place, at, part in shown:
            reckoning.follow(part, place[0], at)

        def hides(entry):
            facts = entry.get("facts")
            return not facts or (any("part" not in item for item in entry["parts"]) if "parts" in entry
                                 else "parts" in facts)

        def may_be_hidden(after):
            # A party's bundle has not all entries; whoever oversees is given those that came later.
            return (self.manifest.get("as") != "overseer" and after == reckoning.opened
                    or any(index > after and hides(entry) for index, entry in self.entries.items()))
        return reckoning.said(told, may_be_hidden)

    def check_told(self):
        thread = {told["expectation"].split("/")[-1] for told in self.json("thread.json")["expectations"]}
        explained = {name for _, name in self.folder("explanations", ".json")}
        for name in sorted(thread - explained):
            raise Fault(f"explanations/{name}.json", "is missing, and the thread tells of it")
        for path, name in self.folder("explanations", ".json"):
            told = self.json(path)
            need(name in thread, path, "explains what the thread does not tell of")
            need(told["expectation"].split("/")[-1] == name, path, "explains another expectation")
            self.check_expectation(told, path)
            self.check_times(told, path)
        if explained:
            self.said(f"explanations: {counted(len(explained), 'explanation rests', 'explanations rest')} on these entries, "
                      "with their times; the words, the rule's text and the arithmetic among them, are the broker's")
        self.check_reads("reads.json")

    def check_times(self, told, path):
        """The entries and the clocks of an explanation, against the entries and the terms that it rests on. What a
        message says of its own times may be withheld; where a verdict is, what decided it is only said."""
        if "proof" not in told:
            return

        def check(values, member, time):
            need((milliseconds(values[member], path) if member in values else None) == time, path,
                 f"tells of {member!r} what its entries do not")

        def check_message(index, name):
            if index is not None and not self.facts(index):
                return
            for clock, fact in ((f"{name}_issued_at", "iat"), (f"{name}_occurred_at", "toe")):
                if clock in clocks:
                    seconds = self.facts(index).get(fact)
                    check(clocks, clock, None if seconds is None else seconds * 1000)

        opener, decided = told["proof"]["index"], [one["index"] for one in told.get("verdict_proofs", [])]
        names, whole = listed(told, "entries", path), "withheld_verdicts" not in told
        for line in names:
            if line["index"] in self.entries:
                check(line, "at", self.entries[line["index"]]["entry"]["at"])
        places = [line["index"] for line in names]
        # Beside what decided it stand the entries that passed it on or stopped its clock.
        need(places[:1] == [opener] and set(places) >= set(decided), path,
             "names other entries than those that it rests on")
        clocks = told.get("clocks")
        need(isinstance(clocks, dict), path, "has no clocks")
        for name in sorted(set(clocks) - CLOCKS):
            raise Fault(path, f"has a clock {name!r}, which there is not")
        check(clocks, "opening_received_at", self.entries[opener]["entry"]["at"])
        check(clocks, "counted_from", told["proof"]["part"]["from"])
        for clock, member in (("due", "due"), ("counted_until", "met_at")):
            need(clocks.get(clock) == told.get(member), path, f"has a clock {clock!r} that is not its {member!r}")
        check_message(opener, "opening")
        if not whole or not all(self.facts(index) for index in decided):
            return
        answer = next((index for index in reversed(decided) if self.facts(index)["kind"] in ARRIVALS), None)
        check(clocks, "answer_received_at", None if answer is None else self.entries[answer]["entry"]["at"])
        check_message(answer, "answer")

    def check_reads(self, path):
        told, proven = set(), 0
        for read in listed(self.json(path), "items", path):
            index = read.get("index")
            need(type(index) is int and index not in told, path, "has a read without its entry, or one twice")
            told.add(index)
            facts = self.facts(index)
            if not facts:
                continue
            need(facts.get("kind") == "read" and milliseconds(read["at"], path) == self.entries[index]["entry"]["at"],
                 path, f"tells of entry {index}, which is no read of that time")
            for member in ("agency", "question", "txn", "person", "purpose", "reference", "message", "given"):
                need(facts.get("by" if member == "agency" else member) == read.get(member), path,
                     f"tells another {member} of read {index}")
            proven += 1
        for index in sorted(self.entries):
            facts = self.facts(index)
            need(facts.get("kind") != "read" or facts.get("txn") != self.manifest["txn"] or index in told, path,
                 f"leaves out the read of entry {index}")
        if proven:
            self.proven(f"reads: {counted(proven, 'read is an entry', 'reads are entries')} of the log")
        said = len(told) - proven
        self.said("reads: " + (f"{counted(said, 'read is', 'reads are')} listed on the broker's word, and " if said else "")
                  + "that there were no others is the broker's word: one that was taken out together with its entry is "
                  "missed by nothing here")

    def check_followed(self):
        """What each message of the thread followed, which its entry says: the one that it answers, or the thread's last
        before it; and the load that was in force for it. Whoever oversees is given both too, told or withheld."""
        for index in sorted(self.entries):
            facts = self.facts(index)
            if facts.get("kind") not in ARRIVALS or facts.get("txn") != self.manifest.get("txn"):
                continue
            if self.manifest.get("as") != "overseer":
                continue
            need(facts.get("follows", index) in self.entries, "thread.json",
                 f"leaves out entry {facts.get('follows')}, which that of entry {index} follows")
            need(facts.get("config", index) in self.entries, "documents.json",
                 f"leaves out entry {facts.get('config')}, whose load was in force for that of entry {index}")

    def check_counts(self):
        """What the manifest counts as left out, against what is."""
        told = {}
        for item in listed(self.manifest, "left_out", MANIFEST):
            only(item, MEMBERS["left_out"], MANIFEST)
            need(item["kind"] not in told and type(item["count"]) is int
                 and 0 <= item["count"] <= LARGEST_NUMBER, MANIFEST,
                 f"counts {item['kind']!r} twice as left out, or not in whole numbers")
            told[item["kind"]] = item["count"]
        arrivals = {str(step["index"]) for step in self.json("thread.json")["steps"] if step["kind"] in ARRIVALS}
        messages = {name for _, name in self.folder("messages", ".jwt")}
        for name in sorted(messages - arrivals):
            raise Fault(f"messages/{name}.jwt", "is of no message that the thread tells of")
        counts = {
            "entry": sum(not self.facts(index) for index in self.entries),
            "part": sum("part" not in item for entry in self.entries.values() for item in entry.get("parts", [])),
            "content of a message": len(arrivals - messages),
            "configuration": len(self.json("documents.json").get("configurations", [])),
        }
        for kind, count in sorted(counts.items()):
            need(told.get(kind, 0) == count, MANIFEST,
                 f"counts {told.get(kind, 0)} of {kind!r} as left out, and it is {count}")
        self.check_least_counts(told)

    def check_least_counts(self, told):
        """What a party's bundle shows to be left out of the thread, against the counts of messages and of parts by kind:
        these are at least so many. Of a restricted thread they are all 0, since a count would tell too much."""
        if self.manifest.get("as") == "overseer":
            return
        least, messages, followed = {"message": 0, "part:routing": 0, "part:handoff": 0, "part:": 0}, set(), set()
        for step in self.json("thread.json")["steps"]:
            entry = self.entries.get(step["index"], {})
            facts, parts = entry.get("facts") or {}, entry.get("known", {})
            if step["kind"] not in ARRIVALS or not facts:
                continue
            messages.add(step["index"])
            followed |= {facts["follows"]} if "follows" in facts else set()
            if "parts" not in facts or 0 in parts:
                continue
            # Parts are numbered in their order: the routing, the handoffs, and whatever else there is.
            handoffs = max([number for number, part in parts.items() if part.get("part") == "handoff"], default=0)
            least["part:routing"] += 1
            least["part:handoff"] += handoffs - sum(number <= handoffs for number in parts)
            least["part:"] += max(parts, default=0) + 1 - len(parts)
        least["message"] = len(followed - messages)
        kinds = {kind: count for kind, count in told.items() if kind == "message" or kind.startswith("part:")}
        kinds["part:"] = sum(count for kind, count in kinds.items() if kind != "message")
        is_counted = any(kinds.values())
        for kind, count in sorted(least.items()):
            need(count == 0 or kind in kinds, MANIFEST, f"does not name {kind!r} among what is left out")
            need(not is_counted or kinds.get(kind, 0) >= count, MANIFEST,
                 f"counts {kinds.get(kind, 0)} of {kind!r} as left out, and it is {count} at least")
        need(not is_counted or all(count for kind, count in kinds.items() if kind != "part:"), MANIFEST,
             "counts some kinds of what is left out of the thread, and others not")

    def check_timestamps(self):
        path = "timestamps.json"
        items = listed(self.json(path), "items", path)
        if not items:
            self.said("time: the bundle has no stamp of a time authority over the log; its times are the broker's word")
        tokens = {}
        for item in items:
            only(item, MEMBERS["renewal" if "renews" in item else "stamp"], path)
            token = b64(item["token"], path)
            if "renews" in item:
                self.check_renewal(item, token, tokens, path)
            else:
                self.check_stamp(item, token, path)
            need(type(item["number"]) is int and item["number"] not in tokens, path,
                 f"has two stamps of the number {item['number']}")
            tokens[item["number"]] = token

    def check_stamp(self, item, token, path):
        note = item["checkpoint"].encode()
        text = note.partition(b"\n\n")[0] + b"\n"
        older, _, _ = read_note(note, path, self.logs)
        need(item["size"] == older[0], path,
             f"has a stamp of {item['size']} entries over a checkpoint of {older[0]}")
        need(continued(older, self.tree, [b64u(text, path, 32) for text in item["consistency"]]), path,
             f"the stamped checkpoint of {older[0]} is not continued")
        if self.is_stamped(item, token, sha(text), path):
            self.proven(f"time: {counted(older[0], 'entry was', 'entries were')} stamped at {item['at']}")
        else:
            self.said(f"time: {item.get('authority')} is said to have stamped {counted(older[0], 'entry', 'entries')} "
                      f"at {item['at']}; give --authorities with its certificates")

    def check_renewal(self, item, token, tokens, path):
        """A stamp over the root of the tree over a range of stamps, with the paths of those that the bundle has."""
        first, last = item["renews"]["from"], item["renews"]["to"]
        need(0 < first <= last < item["number"], path, "has a stamp that renews nothing")
        covers, roots, before = listed(item, "covers", path), set(), 0
        for cover in covers:
            number = cover["number"]
            need(max(first, before + 1) <= number <= last and number in tokens, path,
                 "renews a stamp that the bundle does not have")
            before = number
            steps = [b64u(text, path, 32) for text in cover["path"]]
            root = path_root(leaf_hash(tokens[number]), number - first, last - first + 1, steps)
            need(root, path, "has a stamp that renews others by no path")
            roots.add(root)
        need(len(roots) == 1, path, "has a stamp that renews others by paths to several roots")
        if self.is_stamped(item, token, roots.pop(), path):
            self.proven(f"time: {counted(len(covers), 'of these stamps was', 'of these stamps were')} stamped again at "
                        f"{item['at']}")
        else:
            self.said(f"time: {item.get('authority')} is said to have stamped {len(covers)} of these stamps again at "
                      f"{item['at']}; give --authorities with its certificates")

    def is_stamped(self, item, token, digest, path):
        """Whether a token was held against an authority; without one only what it is over and its time are."""
        if self.options.authorities:
            good, _ = run(["ts", "-verify", "-digest", digest.hex(), "-in", "token", "-token_in", "-attime",
                           str(milliseconds(item["at"], path) // 1000), "-CAfile",
                           os.path.abspath(self.options.authorities)], token=token)
            need(good, path, "has a stamp that does not hold")
        else:
            need(b"\x04\x20" + digest in token, path, "has a stamp over something else")
        _, told = run(["ts", "-reply", "-in", "token", "-token_in", "-text"], token=token)
        time = re.search(rb"Time stamp: (\w{3}) +(\d+) (\d\d:\d\d:\d\d)(?:\.\d+)? (\d{4}) GMT", told)
        need(time, path, "has a stamp without a time")
        when = datetime.strptime(b" ".join(time.groups()).decode(), "%b %d %H:%M:%S %Y").replace(tzinfo=timezone.utc)
        need(int(when.timestamp()) == milliseconds(item["at"], path) // 1000, path, "tells another time than its stamp")
        return bool(self.options.authorities)


def only(value, members, file):
    """Whether an object has the members that it must have, and none but those that are known: one of another name
    may be one that was renamed, so that nothing is held against it any more."""
    required, optional = members
    for name in value:
        need(name in required or name in optional, file, f"has a member {name!r} that is not known")
    for name in required:
        need(name in value, file, f"lacks a member {name!r}")


def listed(value, name, file):
    """A list that must be there; one that was renamed would have nothing held against it."""
    need(isinstance(value.get(name), list), file, f"has no list of {name}")
    return value[name]


def bases(pack):
    """The pack that a text lies over: `over` of a mapping that is an overlay."""
    lines = re.split(r"\r\n|\n|\r", pack)
    if not any(re.match(r"overlay[ \t]*:([ \t]|$)", line) for line in lines):
        return []
    named = [re.match(r"over[ \t]*:[ \t]+(?:\"([^\"]*)\"|'([^']*)'|([^\s#\"'][^\s#]*))[ \t]*(?:#.*)?$", line) for line in lines]
    return [next(filter(None, match.groups()), "") for match in named if match]


def is_of_message(told, facts):
    """Whether something is told of the message that an entry's facts are of."""
    name = ("/" + (facts.get("type") or "")).split("/")[-2]
    return (told.get("iss"), told.get("jti"), told.get("type")) == (facts.get("iss"), facts.get("jti"), name)


def milliseconds(text, file):
    match = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,3}))?Z", text)
    need(match, file, f"has a time {text} that is not one")
    whole = datetime.strptime(match[1], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)
    return int(whole.timestamp()) * 1000 + int((match[2] or "0").ljust(3, "0"))


def main():
    parser = argparse.ArgumentParser(description="Checks a bundle of Baton evidence without Baton.")
    parser.add_argument("bundle", nargs="?", help="the tar; without it, the folder that this program stands in")
    parser.add_argument("--vkey", action="append",
                        help="the log's key from another source; again for each that was in use, the newest first")
    parser.add_argument("--witness", action="append", default=[],
                        help="the key of a witness: one of those given must have cosigned")
    parser.add_argument("--authorities", help="certificates of a time authority, PEM")
    options = parser.parse_args()
    try:
        found = subprocess.run(["openssl", "version"], capture_output=True, text=True).stdout.strip()
    except OSError:
        found = "none"
    if not re.match(r"OpenSSL ([3-9]|[1-9]\d)\.", found):
        print(f"CANNOT CHECK. openssl 3.0 or newer is needed, found {found}", file=sys.stderr)
        return 2
    check = None
    try:
        if options.bundle:
            with open(options.bundle, "rb") as file:
                files = unpack(file.read(LARGEST_BUNDLE + 1))
        else:
            files = unpacked(os.path.dirname(os.path.abspath(__file__)))
        check = Check(files, options)
        check.run()
    except OSError as error:
        print(f"CANNOT CHECK. {error}", file=sys.stderr)
        return 2
    except Fault as fault:
        print(f"DOES NOT HOLD. {fault}", file=sys.stderr)
        return 1
    except (KeyError, TypeError, AttributeError, ValueError, IndexError, RecursionError) as error:
        print(f"DOES NOT HOLD. a file has not the form of its kind: {error!r}", file=sys.stderr)
        return 1
    print("\n".join(check.lines))
    print("The bundle holds. + is computed under the log's key; - is only said.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
