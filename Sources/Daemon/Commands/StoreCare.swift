// SPDX-License-Identifier: Apache-2.0

import Relay
import SQLiteStore

/// What `fsck` and `backup` do with a store that they hold themselves.
enum StoreCare {
    /// Everything that can be found wrong with a store at rest.
    ///
    /// - Parameter tell: hears of each fault as one line.
    static func inspect(
        _ store: SQLiteStore, _ configuration: Configuration, tell: (String) -> Void
    ) async throws -> (faults: Int, lastLine: String) {
        var others = 0
        for line in try store.integrity() {
            others += 1
            tell("fault: SQLite finds \(line): \(Self.advice)")
        }
        var inspection = LogInspection(store, configuration.setting)
        while let lines = try await inspection.step() {
            for line in lines { tell("fault: \(line)") }
        }
        let outcome = inspection.outcome
        do throws(StoreFailure) {
            for line in try store.verifyProjections() {
                others += 1
                tell("fault: \(line): \(Self.advice)")
            }
        } catch {
            others += 1
            tell("fault: the tables of state cannot be made again (\(error)): \(Self.advice)")
        }
        let line = others == 0 ? "" : "; the file and its tables: \(others) faults"
        return (outcome.faults + others, outcome.lastLine + line)
    }

    private static let advice = "restore the newest backup whose fsck is clean"
}
