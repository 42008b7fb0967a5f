// SPDX-License-Identifier: Apache-2.0

/// A piece of work that waits for a transaction, and how to answer whoever entered it.
struct Work: Sendable {
    /// Does the work and returns what answers it once the transaction is durable.
    let perform: @Sendable (inout Transaction) throws(StoreFailure) -> @Sendable () -> Void
    /// Answers that it was not done.
    let fail: @Sendable (StoreFailure) -> Void

    init<Result: Sendable>(
        _ work: @escaping @Sendable (inout Transaction) throws(StoreFailure) -> Result,
        _ answer: @escaping @Sendable (Outcome<Result>) -> Void
    ) {
        perform = { transaction throws(StoreFailure) in
            let result = try work(&transaction)
            return { answer(.success(result)) }
        }
        fail = { answer(.failure($0)) }
    }
}

/// What became of a piece of work.
package typealias Outcome<Value> = Result<Value, StoreFailure>

/// What waits for the next transaction: a value, so that it can be tested without a task.
struct WorkQueue: Sendable {
    private var works: [Work] = []
    private var sleeper: CheckedContinuation<Void, Never>?
    /// Why nothing more is taken; nil while work is taken.
    private(set) var end: StoreFailure?
    /// How many batches were taken.
    private(set) var batches = 0
    /// How many hands are bringing work just now.
    private var bringing = 0
    /// How many callers there seem to be: those whom the last batch answered, and who waited then.
    private var crowd = 0
    /// How many the last batch answered; nil once the loop has looked who waits after it.
    private var answered: Int?
    /// Whether the next batch has waited for the crowd.
    private var hasGathered = false

    /// Whether a batch may begin: nobody is about to add to it, or it is worth a commit already.
    private var isRipe: Bool { bringing == 0 || works.count >= Self.worthwhile }

    /// How many pieces of work are committed without waiting for those who bring more.
    static let worthwhile = 32

    /// From how many callers on a batch waits for those whom the last one answered.
    static let crowded = 8

    /// How much waits.
    var count: Int { works.count }

    /// Whether more is likely to come than waits, and soon: whoever was answered in a crowd comes
    /// again at once.
    private var isWorthGathering: Bool {
        !hasGathered && crowd >= Self.crowded && works.count < min(crowd, Self.worthwhile)
    }

    enum Addition {
        /// The loop is busy and takes it next.
        case queued
        /// The loop sleeps and must be woken.
        case wake(CheckedContinuation<Void, Never>)
        /// It is not taken.
        case refused(StoreFailure)
    }

    mutating func add(_ work: Work, limit: Int) -> Addition {
        if let end { return .refused(end) }
        guard works.count < limit else { return .refused(.busy) }
        works.append(work)
        guard let sleeper = ripe() else { return .queued }
        return .wake(sleeper)
    }

    /// Somebody has work in hand and will add it before anything else: `brought` follows.
    mutating func bring() { bringing += 1 }

    /// Somebody has added what it had in hand.
    mutating func brought() -> CheckedContinuation<Void, Never>? {
        bringing -= 1
        return works.isEmpty ? nil : ripe()
    }

    private mutating func ripe() -> CheckedContinuation<Void, Never>? {
        guard isRipe else { return nil }
        defer { sleeper = nil }
        return sleeper
    }

    enum Taking {
        /// The next transaction's work.
        case batch([Work])
        /// Nothing waits.
        case empty
        /// Something waits, and a moment later it will be more: ask again then.
        case gather
        /// Nothing waits and nothing more will come.
        case ended
    }

    mutating func take(_ limit: Int) -> Taking {
        if let answered {
            crowd = answered + works.count
            self.answered = nil
        }
        guard !works.isEmpty else { return end == nil ? .empty : .ended }
        guard isRipe || end != nil else { return .empty }
        if isWorthGathering, end == nil {
            hasGathered = true
            return .gather
        }
        hasGathered = false
        let batch = Array(works.prefix(limit))
        answered = batch.count
        works.removeFirst(batch.count)
        batches += 1
        return .batch(batch)
    }

    /// Lays the loop to sleep; false when there is something to do after all.
    mutating func sleep(_ sleeper: CheckedContinuation<Void, Never>) -> Bool {
        guard works.isEmpty || !isRipe, end == nil else { return false }
        self.sleeper = sleeper
        return true
    }

    /// Takes nothing more; after a fatal failure what waits is abandoned.
    mutating func stop(_ failure: StoreFailure) -> (CheckedContinuation<Void, Never>?, [Work]) {
        if end == nil || failure.isFatal { end = failure }
        let abandoned = failure.isFatal ? works : []
        if failure.isFatal { works = [] }
        defer { sleeper = nil }
        return (sleeper, abandoned)
    }
}
