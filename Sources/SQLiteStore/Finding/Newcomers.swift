// SPDX-License-Identifier: Apache-2.0

/// The newest messages, found in memory by `jti` and by thread until they are filed in the tables.
///
/// Both names are random: filed at once, each message would write two pages of 8 KiB for 50 bytes,
/// and the more the larger the store. So they are kept back, and filed in slices of their sorted
/// range, of which the next goes whenever there are too many: what lies on one page is written
/// together. Nothing is lost with the memory. The file says up to which entry all is filed, and the
/// messages after it are read again. A slice is filed in the transaction that brings the next
/// messages, and leaves the memory when that is committed; what a session holds is a value, so that
/// no other sees it before, and a reader keeps what its snapshot may lack. What a session changes
/// stands apart (`changes`) until it is committed: the slices are thousands of places in memory, and
/// to copy them for each transaction would cost more than to look all its names up.
struct Newcomers: Sendable {
    /// How many messages wait to be filed at least; after a crash about twice as many are read again.
    static let usualLimit = 8_192
    /// In a log of more than 32 times that, one in so many entries waits: there are more pages then, and
    /// filing the same few names would write ever more of them.
    static let share: Int64 = 32
    /// And no more than so many, however large it is: a slice is filed whole, in one transaction.
    static let mostLimit = 65_536
    /// After how many messages a transaction files no further slice: more than a batch brings, so that
    /// what was read again after a crash is worked off, and few enough that nobody waits for it.
    static let atOnce = 1_024
    /// Into how many slices their names are cut, by the first byte.
    static let sliceCount = 256

    /// Set by a test; nil for as many as suit the log.
    private let limit: Int?
    private var slices = [Slice](repeating: Slice(), count: sliceCount)
    private var changes = Changes()

    /// The messages whose names begin with one byte.
    struct Slice: Sendable {
        fileprivate(set) var tokens: [FoundName: Holders] = [:]
        fileprivate(set) var threads: [FoundName: Int64] = [:]

        fileprivate mutating func add(_ entry: Int64, token: FoundName) {
            if let holders = tokens[token] {
                tokens[token] = holders.adding(entry)
            } else {
                tokens[token] = Holders(first: entry)
            }
        }
    }

    /// The messages under one `jti`; more than one only when agencies chose the same.
    struct Holders: Sendable {
        fileprivate let first: Int64
        fileprivate var others: [Int64] = []

        var entries: [Int64] { [first] + others }

        fileprivate func adding(_ entry: Int64) -> Holders {
            Holders(first: first, others: others + [entry])
        }
    }

    /// What became of the newest messages since the slices were as they are.
    struct Changes: Sendable {
        /// Up to which entry, not included, all messages are filed; nil until somebody asked the head.
        fileprivate(set) var filed: Int64?
        /// Up to which entry, not included, all messages are filed or here.
        fileprivate(set) var known: Int64 = 0
        /// How many messages are here.
        fileprivate(set) var count = 0
        /// The slice that is filed next, and what will be filed when the last one is.
        fileprivate var next = 0
        fileprivate var roundBegan: Int64 = 0
        /// The messages that came.
        fileprivate var tokens: [FoundName: Holders] = [:]
        /// The threads that they opened; nil for one that was forgotten.
        fileprivate var threads: [FoundName: Int64?] = [:]
        /// The slices that were filed, whatever they hold.
        fileprivate var emptied: [Int] = []
    }

    /// Nobody yet, of a file that nobody looked into.
    init(limit: Int? = nil) { self.limit = limit }

    /// Up to which entry, not included, all messages are filed; nil until somebody asked the head.
    var filed: Int64? { changes.filed }
    /// Up to which entry, not included, all messages are filed or here.
    var known: Int64 { changes.known }
    /// How many messages are here.
    var count: Int { changes.count }

    /// Takes up the file, in which all messages before an entry are filed.
    mutating func begin(filed: Int64) {
        changes.filed = filed
        changes.known = filed
    }

    /// Whether a slice must be filed, of a log of that size.
    func areTooMany(logSize: Int64) -> Bool {
        count > limit ?? min(max(Self.usualLimit, Int(logSize / Self.share)), Self.mostLimit)
    }

    /// The messages under a `jti` that are here.
    func entries(under token: FoundName) -> [Int64] {
        let settled = slices[Self.slice(of: token)].tokens[token]?.entries ?? []
        return settled + (changes.tokens[token]?.entries ?? [])
    }

    /// The message that opened a thread, when it is here.
    func opening(of thread: FoundName) -> Int64? {
        if let changed = changes.threads[thread] { return changed }
        return slices[Self.slice(of: thread)].threads[thread]
    }

    /// Takes in the message of an entry, and the thread that it opened.
    mutating func add(_ entry: Int64, token: FoundName, opening thread: FoundName?) {
        changes.tokens[token] = changes.tokens[token]?.adding(entry) ?? Holders(first: entry)
        if let thread { changes.threads[thread] = .some(entry) }
        changes.count += 1
        changes.known = entry + 1
    }

    /// Forgets a thread; the message that opened it is found by its `jti` still.
    mutating func forget(_ thread: FoundName) { changes.threads[thread] = .some(nil) }

    /// Gives out the next slice to be filed, of a log of that size.
    ///
    /// Once round, all that was there when the round began is filed.
    mutating func takeSlice(logSize: Int64) -> Slice {
        let next = changes.next
        if next == 0 { changes.roundBegan = logSize }
        var slice = changes.emptied.contains(next) ? Slice() : slices[next]
        changes.move(into: &slice, next)
        changes.emptied.append(next)
        changes.count -= slice.tokens.values.reduce(0) { $0 + 1 + $1.others.count }
        changes.next = (next + 1) % Self.sliceCount
        if changes.next == 0 { changes.filed = changes.roundBegan }
        return slice
    }

    /// What changed, once it is committed.
    ///
    /// The value is of no use after that: it lets go of the slices, which `settle` would have to copy
    /// while anybody else holds them.
    mutating func takeChanges() -> Changes {
        defer { (slices, changes) = ([], Changes()) }
        return changes
    }

    /// Takes up what a transaction changed.
    mutating func settle(_ changed: Changes) {
        for slice in changed.emptied { slices[slice] = Slice() }
        // A reader may have read on meanwhile, as far as it saw.
        for (token, holders) in changed.tokens {
            for entry in holders.entries where entry >= known {
                slices[Self.slice(of: token)].add(entry, token: token)
            }
        }
        for (thread, entry) in changed.threads {
            slices[Self.slice(of: thread)].threads[thread] = entry
        }
        changes = changed
        changes.settle()
    }

    fileprivate static func slice(of name: FoundName) -> Int { Int(name.high >> 56) }
}

extension Newcomers.Changes {
    /// Moves what came since into a slice that is filed.
    fileprivate mutating func move(into slice: inout Newcomers.Slice, _ number: Int) {
        for (token, holders) in tokens where Newcomers.slice(of: token) == number {
            for entry in holders.entries { slice.add(entry, token: token) }
            tokens[token] = nil
        }
        for (thread, entry) in threads where Newcomers.slice(of: thread) == number {
            slice.threads[thread] = entry
            threads[thread] = nil
        }
    }

    /// All names stand in the slices.
    fileprivate mutating func settle() {
        tokens = [:]
        threads = [:]
        emptied = []
    }
}
