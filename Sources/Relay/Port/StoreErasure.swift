// SPDX-License-Identifier: Apache-2.0

package import Ledger

/// What a store that stands on a disk does so that nothing is left of what was purged.
package protocol StoreErasure: Sendable {
    /// What the list outside the store names as purged and is kept all the same, because the store was
    /// restored from a backup.
    ///
    /// While there is any, the store tells all of it again after a crash, until it was settled; once there
    /// is none, it does not look at what the list names so far any more.
    func unforgotten() async throws(StoreFailure) -> Unforgotten

    /// Notes that what the list named, up to where it was read, was purged again as far as it may be:
    /// the store does not look at it any more, whatever was kept.
    func settle(_ unforgotten: Unforgotten) async throws(StoreFailure)

    /// Moves everything that was overwritten into the database, empties the log beside it, and gives
    /// free pages back to the file system.
    ///
    /// - Returns: false when somebody who reads was in the way; then it must be done again.
    func wipe() async throws(StoreFailure) -> Bool
}

/// What was purged once, and is kept again.
package struct Unforgotten: Sendable, Hashable {
    /// The entries of messages whose content is kept, in log order.
    package let messages: [Int64]
    /// The entries whose facts and parts are kept, in log order.
    package let facts: [Int64]
    /// What of it cannot be read and goes by its name alone, in log order.
    package let unreadable: [UnreadableEntry]
    /// How long the list was when it was read; nil when that is noted already.
    package let listLength: Int64?

    /// Names them.
    package init(
        messages: [Int64], facts: [Int64], unreadable: [UnreadableEntry] = [],
        listLength: Int64? = nil
    ) {
        self.messages = messages
        self.facts = facts
        self.unreadable = unreadable
        self.listLength = listLength
    }

    /// A store that was not restored, or has forgotten again.
    package static let nothing = Unforgotten(messages: [], facts: [])

    /// Whether there is nothing to be purged again.
    package var isEmpty: Bool { messages.isEmpty && facts.isEmpty && unreadable.isEmpty }
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
}
