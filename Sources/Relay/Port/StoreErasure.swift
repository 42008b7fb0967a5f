// SPDX-License-Identifier: Apache-2.0

package import Ledger
package import Safeguarding
package import Signing

/// What a store that stands on a disk does so that nothing is left of what was purged.
package protocol StoreErasure: Sendable {
    /// What the list outside the store names as purged and is kept all the same, and the legal holds that
    /// it names and the store does not have, because the store was restored from a backup.
    ///
    /// While there is any, the store tells all of it again after a crash, until it was settled; once there
    /// is none, it does not look at what the list names so far any more.
    func unforgotten() async throws(StoreFailure) -> Unforgotten

    /// The legal holds that the list names and the store does not have, of whatever age, what was added to
    /// the list while it was read among them.
    func unheld() async throws(StoreFailure) -> [UnheldThread]

    /// Notes that what the list named, up to where it was read, was purged again as far as it may be:
    /// the store does not look at it any more, whatever was kept.
    func settle(_ unforgotten: Unforgotten) async throws(StoreFailure)

    /// Moves everything that was overwritten into the database, empties the log beside it, and gives
    /// free pages back to the file system.
    ///
    /// - Returns: false when somebody who reads was in the way; then it must be done again.
    func wipe() async throws(StoreFailure) -> Bool
}

/// What was purged once, and is kept again; and what was held since, and is not any more.
package struct Unforgotten: Sendable, Hashable {
    /// The entries of messages whose content is kept, in log order.
    package let messages: [Int64]
    /// The entries whose facts and parts are kept, in log order.
    package let facts: [Int64]
    /// What of it cannot be read and goes by its name alone, in log order.
    package let unreadable: [UnreadableEntry]
    /// The legal holds that the store does not have as the list has them, in the order of their entries, and
    /// those of threads that it does not have at all, for as long as nobody has ended them.
    package let holds: [UnheldThread]
    /// Where the list ended when it was read; nil when that is noted already.
    package let listPlace: ListPlace?
    /// Whether the list goes on from where the store knew it; else it is older, or another, and what came
    /// after its last line may be lost.
    package let isListKnown: Bool

    /// Names them.
    package init(
        messages: [Int64], facts: [Int64], unreadable: [UnreadableEntry] = [],
        holds: [UnheldThread] = [], listPlace: ListPlace? = nil, isListKnown: Bool = true
    ) {
        self.messages = messages
        self.facts = facts
        self.unreadable = unreadable
        self.holds = holds
        self.listPlace = listPlace
        self.isListKnown = isListKnown
    }

    /// A store that was not restored, or has forgotten again.
    package static let nothing = Unforgotten(messages: [], facts: [])

    /// Whether there is nothing to be purged or held again.
    package var isEmpty: Bool {
        messages.isEmpty && facts.isEmpty && unreadable.isEmpty && holds.isEmpty
    }
}

/// A legal hold of which the list outside the store says something else than the store.
package struct UnheldThread: Sendable, Hashable {
    /// How the list names the thread.
    package let name: SHA256Digest
    /// The thread; nil when the store has no such thread, since it came after the backup.
    package let thread: ThreadID?
    /// The number of the partnership.
    package let partnership: Int
    /// The agency whose person placed the hold or ended it.
    package let agency: AgencyID
    /// The entry that said so, in the log as it was before the store was restored.
    package let entry: Int64
    /// Whether the thread is held, by the list.
    package let isHeld: Bool

    /// Names it.
    package init(
        _ name: SHA256Digest, thread: ThreadID?, partnership: Int, agency: AgencyID, entry: Int64,
        isHeld: Bool
    ) {
        self.name = name
        self.thread = thread
        self.partnership = partnership
        self.agency = agency
        self.entry = entry
        self.isHeld = isHeld
    }

    /// How the list names a thread: by a digest of its random `txn`, so that it does not keep what the store
    /// forgets later.
    package static func name(of thread: ThreadID) -> SHA256Digest {
        SHA256.digest(of: Array("baton hold\n\(thread.text)".utf8))
    }

    /// Who acts when it is placed or ended again: the list does not say which person it was.
    var actor: ActingPerson {
        ActingPerson(agency: agency, person: Self.person, reference: "entry \(entry)")
    }

    /// What stands in a person's place where a hold was taken from the list outside the store.
    package static let person = "restored"
}

/// An entry that the list outside the store names, and of which a row is damaged.
package struct UnreadableEntry: Sendable, Hashable {
    /// The entry.
    package let entry: Int64
    /// The number of its partnership.
    package let partnership: Int
    /// What was purged of it, by what the list says; none where that alone does not tell.
    package let parts: [Part]

    /// Names it.
    package init(entry: Int64, partnership: Int, parts: [Part]) {
        self.entry = entry
        self.partnership = partnership
        self.parts = parts
    }
}

/// How much of what the list outside the store names was purged again.
package struct ForgottenAgain: Sendable, Hashable {
    /// How many messages lost what opens them.
    package var messages = 0
    /// How many entries lost their facts and parts.
    package var facts = 0
    /// How many legal holds were placed again.
    package var held = 0
    /// How many legal holds were ended again.
    package var released = 0
}
