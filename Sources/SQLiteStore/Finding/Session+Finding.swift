// SPDX-License-Identifier: Apache-2.0

import Relay
import Safeguarding

extension Session {
    /// The entries of the messages that were let in under the keyed form of a `jti`, in order.
    func entries(under indexed: [UInt8]) throws(StoreFailure) -> [Int64] {
        guard let name = FoundName(indexed) else { return [] }
        return try entries(under: name)
    }

    /// The same for a name that was taken up.
    func entries(under name: FoundName) throws(StoreFailure) -> [Int64] {
        try readOnNewcomers()
        let newest = newest.entries(under: name)
        let filed: [Int64]
        if let found = lookedUp.tokens[name] {
            filed = found
        } else {
            filed = try numbers(.tokenFiled, Arguments(bound: [name.bound]))
            lookedUp.tokens[name] = filed
        }
        if newest.isEmpty { return filed }
        // After a crash, some of those that are filed are read again.
        return filed + newest.filter { !filed.contains($0) }
    }

    /// The entry that opened a thread, by which the store names it.
    func opening(of thread: ThreadID) throws(StoreFailure) -> Int64? {
        let name = FoundName(thread)
        try readOnNewcomers()
        if let entry = newest.opening(of: name) { return entry }
        if let found = lookedUp.threads[name] { return found }
        let found = try numbers(.threadFiled, Arguments(bound: [name.bound])).first
        lookedUp.threads[name] = .some(found)
        return found
    }

    /// Takes in a message that was just written.
    func takeIn(
        _ entry: Int64, token: FoundName, opening thread: FoundName?
    ) throws(StoreFailure) {
        try readOnNewcomers()
        newest.add(entry, token: token, opening: thread)
    }

    /// Forgets the thread that the message of an entry opened, filed or not.
    func forgetThread(openedBy entry: Int64, _ name: FoundName) throws(StoreFailure) {
        try readOnNewcomers()
        newest.forget(name)
        lookedUp.threads[name] = nil
        try run(.unfileThread, [name, entry])
    }

    /// Files slices of the newcomers while there are too many, and while that does not take long.
    func file() throws(StoreFailure) {
        let size = try nextIndex()
        let enough = newest.count - Newcomers.atOnce
        while newest.areTooMany(logSize: size), newest.count > enough {
            let slice = newest.takeSlice(logSize: size)
            for (name, holders) in slice.tokens.sorted(by: { $0.key < $1.key }) {
                for entry in holders.entries { try run(.fileToken, [name, entry]) }
            }
            for (name, entry) in slice.threads.sorted(by: { $0.key < $1.key }) {
                try run(.fileThread, [name, entry])
            }
            lookedUp = LookedUp()
        }
    }

    /// Up to which entry, not included, all messages are filed.
    func filed() throws(StoreFailure) -> Int64 {
        if let filed = newest.filed { return filed }
        return try numbers(.filed, []).first ?? 0
    }

    /// The newcomers up to this transaction: what was committed meanwhile is read on.
    ///
    /// Asked for by every lookup, so nothing is given: a copy would count up the slices.
    func readOnNewcomers() throws(StoreFailure) {
        if isReadOn { return }
        if newest.filed == nil { newest.begin(filed: try filed()) }
        let later = try all(.newcomers, [newest.known]) { columns throws(StoreFailure) in
            try Newcomer(reading: &columns)
        }
        for one in later { newest.add(one.entry, token: one.token, opening: one.thread) }
        isReadOn = true
    }
}

/// A message that is not filed yet, as its own row tells it.
private struct Newcomer {
    let entry: Int64
    let token: FoundName
    let thread: FoundName?

    init(reading columns: inout Columns) throws(StoreFailure) {
        entry = try columns.integer()
        let (indexed, txn) = (try columns.bytes(), try columns.optionalBytes())
        thread = txn.flatMap(FoundName.init)
        guard let token = FoundName(indexed), (txn == nil) == (thread == nil) else {
            throw .corrupt("the names of the message of entry \(entry) cannot be read: run fsck")
        }
        self.token = token
    }
}

/// What a session found, or found missing: it need not look again until it files names.
struct LookedUp {
    /// The messages of a `jti`, by the table of those.
    var tokens: [FoundName: [Int64]] = [:]
    /// The entry that opened a thread, by the table of those.
    var threads: [FoundName: Int64?] = [:]
    /// Which senders have refused messages that may come again.
    var refused: [Int: Bool] = [:]
}

extension Command {
    fileprivate static let filed = Command("SELECT filed FROM head")
    fileprivate static let newcomers = Command(
        """
        SELECT entry, indexed, txn FROM messages WHERE entry >= ? AND status <> 2 ORDER BY entry
        """)
    fileprivate static let tokenFiled = Command(
        "SELECT entry FROM tokens WHERE indexed = ? ORDER BY entry", isApart: true)
    fileprivate static let threadFiled = Command(
        "SELECT entry FROM threads WHERE txn = ?", isApart: true)
    /// What was read again after a crash may be filed already.
    fileprivate static let fileToken = Command(
        "INSERT INTO tokens (indexed, entry) VALUES (?, ?) ON CONFLICT DO NOTHING")
    fileprivate static let unfileThread = Command(
        "DELETE FROM threads WHERE txn = ? AND entry = ?")
    static let fileThread = Command(
        "INSERT INTO threads (txn, entry) VALUES (?, ?) ON CONFLICT DO NOTHING")
}
