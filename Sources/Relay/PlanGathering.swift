// SPDX-License-Identifier: Apache-2.0

/// What is gathered for a plan of a purge, a page of the store at a time.
protocol PlanGathering: Sendable {
    /// Whether no more is looked for.
    var isFull: Bool { get }

    /// The entries to look at next, after one: `PurgeGathering.page` of them, or fewer where there are no
    /// more.
    func page(after entry: Int64, in store: any StoreReading) throws(StoreFailure) -> [Int64]

    /// Looks at a page.
    mutating func look(at page: [Int64], in store: any StoreReading) throws(StoreFailure)

    /// Notes that an entry cannot be read, or what decides on it: it is kept.
    mutating func hold(damaged entry: Int64)
}
