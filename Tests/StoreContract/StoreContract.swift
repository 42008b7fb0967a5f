// SPDX-License-Identifier: Apache-2.0

package import Relay

/// What every store must do, clause by clause, written against the port alone.
///
/// A store's own tests run `clauses` as the arguments of one test. Each clause gets an empty store.
package enum StoreContract {
    /// Every clause.
    package static let clauses: [Clause] =
        transactions + log + messages + threads + signers + quarantine + handoffs + expectations
        + misses + timestamps

    /// One sentence that must be true of a store.
    package struct Clause: Sendable, CustomStringConvertible {
        /// The sentence, after "A store".
        package let description: String
        /// Finds out; throws a `Breach` when it is not true.
        package let check: @Sendable (Tested) async throws -> Void

        init(_ description: String, _ check: @escaping @Sendable (Tested) async throws -> Void) {
            self.description = description
            self.check = check
        }
    }

    /// A store under test, and how to open again what it left on disk.
    package struct Tested: Sendable {
        /// The store, empty.
        package let store: any Store
        /// Closes the store and opens what it kept.
        package let reopen: @Sendable () async throws -> any Store

        /// Names what is tested.
        package init(
            store: any Store, reopen: @escaping @Sendable () async throws -> any Store
        ) {
            self.store = store
            self.reopen = reopen
        }
    }

    /// Where a store breaks the contract.
    package struct Breach: Error, CustomStringConvertible {
        /// What is not as it must be.
        package let description: String
    }
}

/// Fails the clause unless two values are equal.
func expect<Value: Equatable>(
    _ found: Value, _ wanted: Value, _ what: String
) throws(StoreContract.Breach) {
    guard found != wanted else { return }
    throw StoreContract.Breach(description: "\(what): found \(found), wanted \(wanted)")
}

/// Fails the clause unless something fails in that way.
func expect(
    _ wanted: (StoreFailure) -> Bool, _ what: String, from body: () async throws -> Void
) async throws {
    do { try await body() } catch let failure as StoreFailure where wanted(failure) { return }
    throw StoreContract.Breach(description: "\(what): it was not refused as it must be")
}

extension StoreFailure {
    /// Whether a change broke a rule of the store.
    var isRefusal: Bool { if case .refused = self { true } else { false } }

    /// Whether what was read is not what was written.
    var isCorruption: Bool { if case .corrupt = self { true } else { false } }
}
