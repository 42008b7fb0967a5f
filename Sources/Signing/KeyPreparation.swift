// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How often a key has verified, and the table that makes it fast once that is worth its while.
final class KeyPreparation: Sendable {
    private let good = Atomic<Int>(0)
    private let state = Mutex(State.untried)

    private enum State {
        case untried
        /// The table, or nil when OpenSSL would not make one.
        case tried(MultiplesTable?)
    }

    /// The table, once it was made.
    var table: MultiplesTable? {
        state.withLock { if case .tried(let table) = $0 { table } else { nil } }
    }

    /// Whether a table was asked for.
    var wasTried: Bool {
        state.withLock { if case .tried = $0 { true } else { false } }
    }

    /// How many signatures were found good without a table.
    var uses: Int { good.load(ordering: .relaxed) }

    func used() { good.wrappingAdd(1, ordering: .relaxed) }

    func keep(_ table: MultiplesTable?) { state.withLock { $0 = .tried(table) } }
}
