// SPDX-License-Identifier: Apache-2.0

import Relay
import SQLiteStore
import Safeguarding

/// What `fsck` and `backup` do with a store that they hold themselves.
struct StoreCare {
    private let store: SQLiteStore
    private let configuration: Configuration
    private let tell: (String) -> Void
    /// What is wrong beside the log.
    private var others = 0

    /// What an inspection found.
    struct Report {
        /// How many faults.
        let faults: Int
        /// How it ended: `clean: …` or `damaged: …`.
        let lastLine: String
    }

    /// Makes ready to look after a store that was opened.
    ///
    /// - Parameter tell: hears of each fault as one line.
    init(_ store: SQLiteStore, _ configuration: Configuration, tell: @escaping (String) -> Void) {
        self.store = store
        self.configuration = configuration
        self.tell = tell
    }

    /// What in the configuration is not what the store was written with: with another key nothing of it
    /// could be opened, and all of it would seem altered.
    func contradictions() async throws(StoreFailure) -> [SourceFault] {
        do throws(StoreFailure) {
            return try await Lasting.faults(of: configuration, in: store)
        } catch {
            // What is damaged is found by the inspection, and told as that.
            guard error.damage != nil else { throw error }
            return []
        }
    }

    /// Everything that can be found wrong with a store at rest.
    ///
    /// - Parameter isInPlace: whether it is the store that would be served, and not a copy: then it must
    ///   not be behind what vouches for it there.
    /// - Throws: an I/O error; damage is told and not thrown.
    mutating func inspect(isInPlace: Bool = false) async throws -> Report {
        try look("the file cannot be checked") { store throws(StoreFailure) in
            try store.integrity().map { "SQLite finds \($0)" }
        }
        var inspection = LogInspection(store, configuration.setting)
        while let lines = try await inspection.step() {
            for line in lines { tell("fault: \(line)") }
        }
        if isInPlace { try await holdAgainstVouched() }
        try look("the documents cannot be read") { store throws(StoreFailure) in
            try store.verifyDocuments()
        }
        try look("the tables of state cannot be made again") { store throws(StoreFailure) in
            try store.verifyProjections()
        }
        let (outcome, rest) = (inspection.outcome, others)
        guard rest > 0 else { return Report(faults: outcome.faults, lastLine: outcome.lastLine) }
        let log = outcome.faults == 0 ? "the log is clean: " : "the log is "
        let words = outcome.lastLine.drop { $0 != " " }.dropFirst()
        return Report(
            faults: outcome.faults + rest,
            lastLine: "damaged: \(log)\(words); the file and what stands beside the log: "
                + "\(rest) faults")
    }

    /// Holds the store against everything that vouches for the log outside it, as a start does.
    private mutating func holdAgainstVouched() async throws(StoreFailure) {
        do throws(StoreFailure) {
            for refusal in try await Vouched.refusals(of: store, under: configuration) {
                note(refusal.description)
            }
        } catch { try note("the store cannot be held against what vouches for it", error) }
    }

    private mutating func look(
        _ whatFails: String, _ find: (SQLiteStore) throws(StoreFailure) -> [String]
    ) throws(StoreFailure) {
        do throws(StoreFailure) {
            for line in try find(store) { note("\(line): \(Self.advice)") }
        } catch { try note(whatFails, error) }
    }

    /// Notes why something could not be looked at, unless it is the machine that fails.
    private mutating func note(
        _ whatFails: String, _ failure: StoreFailure
    ) throws(StoreFailure) {
        switch failure {
        case .corrupt(let why), .damaged(let why), .refused(let why):
            note("\(whatFails) (\(why)): \(Self.advice)")
        case .full, .inputOutput, .inDoubt, .busy, .stopped: throw failure
        }
    }

    private mutating func note(_ line: String) {
        others += 1
        tell("fault: \(line)")
    }

    private static let advice = "restore the newest backup whose fsck is clean"
}
