// SPDX-License-Identifier: Apache-2.0

/// The newest messages, found in memory by `jti` and by thread until they are filed in the tables.
///
/// Both names are random: filed at once, each message would write two pages of 8 KiB for 50 bytes,
/// and the more the larger the store. So they are kept back, and filed in slices of their sorted
/// range, of which the next goes whenever there are too many: what lies on one page is written
/// together. Nothing is lost with the memory. The file says up to which entry all is filed, and the
/// messages after it are read again. A slice is filed in the transaction that brings the next
/// messages, and leaves the memory when that is committed; what a session holds is a value, so that
/// no other sees it before, and a reader keeps what its snapshot may lack.
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
    /// Up to which entry, not included, all messages are filed; nil until somebody asked the head.
    private(set) var filed: Int64?
    /// Up to which entry, not included, all messages are filed or here.
    private(set) var known: Int64 = 0
    /// How many messages are here.
    private(set) var count = 0
    private var slices = [Slice](repeating: Slice(), count: sliceCount)
    /// The slice that is filed next, and what will be filed when the last one is.
    private var next = 0
    private var roundBegan: Int64 = 0

    /// The messages whose names begin with one byte.
    struct Slice: Sendable {
        fileprivate(set) var tokens: [FoundName: Holders] = [:]
        fileprivate(set) var threads: [FoundName: Int64] = [:]
    }

    /// The messages under one `jti`; more than one only when agencies chose the same.
    struct Holders: Sendable {
        fileprivate let first: Int64
        fileprivate var others: [Int64] = []

        var entries: [Int64] { [first] + others }
    }

    /// Nobody yet, of a file that nobody looked into.
    init(limit: Int? = nil) { self.limit = limit }

    /// Takes up the file, in which all messages before an entry are filed.
    mutating func begin(filed: Int64) {
        self.filed = filed
        known = filed
    }

    /// Whether a slice must be filed, of a log of that size.
    func areTooMany(logSize: Int64) -> Bool {
        count > limit ?? min(max(Self.usualLimit, Int(logSize / Self.share)), Self.mostLimit)
    }

    /// The messages under a `jti` that are here.
    func entries(under token: FoundName) -> [Int64] {
        slices[Self.slice(of: token)].tokens[token]?.entries ?? []
    }

    /// The message that opened a thread, when it is here.
    func opening(of thread: FoundName) -> Int64? {
        slices[Self.slice(of: thread)].threads[thread]
    }

    /// Takes in the message of an entry, and the thread that it opened.
    mutating func add(_ entry: Int64, token: FoundName, opening thread: FoundName?) {
        let slice = Self.slice(of: token)
        if slices[slice].tokens[token] != nil {
            slices[slice].tokens[token]?.others.append(entry)
        } else {
            slices[slice].tokens[token] = Holders(first: entry)
        }
        if let thread { slices[Self.slice(of: thread)].threads[thread] = entry }
        count += 1
        known = entry + 1
    }

    /// Forgets a thread; the message that opened it is found by its `jti` still.
    mutating func forget(_ thread: FoundName) {
        slices[Self.slice(of: thread)].threads[thread] = nil
    }

    /// Gives out the next slice to be filed, of a log of that size.
    ///
    /// Once round, all that was there when the round began is filed.
    mutating func takeSlice(logSize: Int64) -> Slice {
        if next == 0 { roundBegan = logSize }
        let slice = slices[next]
        slices[next] = Slice()
        count -= slice.tokens.values.reduce(0) { $0 + 1 + $1.others.count }
        next = (next + 1) % Self.sliceCount
        if next == 0 { filed = roundBegan }
        return slice
    }

    private static func slice(of name: FoundName) -> Int { Int(name.high >> 56) }
}
