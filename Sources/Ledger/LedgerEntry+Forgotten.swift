// SPDX-License-Identifier: Apache-2.0

extension LedgerEntry {
    /// Whether facts and parts were purged: the leaf is left, and nothing of what it commits to.
    ///
    /// That they were purged rightly, a later entry says.
    package var isForgotten: Bool {
        facts.isEmpty && parts.isEmpty && secret.allSatisfy { $0 == 0 }
    }

    /// The entry without facts, parts and the secret that salts them; its leaf is the same.
    package var forgotten: LedgerEntry {
        LedgerEntry(
            restoring: index, at: at, partnership: partnership, commitment: commitment,
            secret: [UInt8](repeating: 0, count: EntrySalts.secretBytes), facts: [], parts: [])
    }
}
