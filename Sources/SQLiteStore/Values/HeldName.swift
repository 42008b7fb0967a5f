// SPDX-License-Identifier: Apache-2.0

import Ledger
import Relay
import Safeguarding
import Signing
import Wire

/// What the list outside the store says of a legal hold: that a partnership holds a thread, or does no
/// more.
///
/// A hold is as young as a purge may be, and a store that is restored from a backup must not purge what
/// was held since. The thread is named by a digest of its random `txn`, so that the list does not keep what
/// the store forgets later; who placed the hold, and why, stands in the entry alone.
struct HeldName: Sendable, Hashable {
    /// The digest of the thread's `txn`.
    let thread: SHA256Digest
    /// The number of the partnership that holds it.
    let partnership: Int
    /// The agency whose person placed the hold or ended it.
    let agency: String
    /// The entry that says so.
    let entry: Int64
    /// Whether it is held from there on.
    let isHeld: Bool

    init(thread: SHA256Digest, partnership: Int, agency: String, entry: Int64, isHeld: Bool) {
        self.thread = thread
        self.partnership = partnership
        self.agency = agency
        self.entry = entry
        self.isHeld = isHeld
    }

    /// Names the hold that an entry places or ends; nil when it does neither.
    init?(_ facts: RetentionFacts, of entry: LedgerEntry) {
        let (thread, person, isHeld): (ThreadID, ActingPerson, Bool)
        switch facts {
        case .held(let held, let holder): (thread, person, isHeld) = (held, holder, true)
        case .released(let held, let holder): (thread, person, isHeld) = (held, holder, false)
        case .planned, .approved, .purged: return nil
        }
        self.init(
            thread: Self.digest(of: thread), partnership: entry.partnership,
            agency: person.agency.uri, entry: entry.index, isHeld: isHeld)
    }

    /// How a thread is named.
    static func digest(of thread: ThreadID) -> SHA256Digest { UnheldThread.name(of: thread) }

    /// Which thread is held, and for whom: what one line says another of the same ends.
    struct Holder: Hashable {
        let thread: SHA256Digest
        let partnership: Int
    }

    /// Which thread it is of, and for whom.
    var holder: Holder { Holder(thread: thread, partnership: partnership) }

    /// A line of the list.
    var line: [UInt8] {
        let json: JSONValue = [
            "agency": .string(agency), "entry": .integer(entry), "held": .boolean(isHeld),
            "p": .integer(Int64(partnership)), "thread": .string(Base64URL.encode(thread.bytes)),
        ]
        return json.canonical + [UInt8(ascii: "\n")]
    }

    /// Whether a line may be one of these, by a look that is cheaper than to read it.
    static func mayBe(_ line: [UInt8]) -> Bool {
        line.starts(with: Array("{\"agency\":".utf8))
    }

    /// Reads a line; nil when it is none.
    init?(line: [UInt8]) {
        guard let node = try? JSONDocument(parsing: line, limits: .kept).root,
            let agency = node["agency"]?.string, let entry = node["entry"]?.integer, entry >= 0,
            let isHeld = node["held"]?.boolean, let number = node["p"]?.integer,
            let partnership = Int(exactly: number),
            let bytes = node["thread"]?.string.flatMap({ try? Base64URL.decode($0) }),
            let thread = SHA256Digest(bytes: bytes)
        else { return nil }
        self.init(
            thread: thread, partnership: partnership, agency: agency, entry: entry,
            isHeld: isHeld)
    }
}
