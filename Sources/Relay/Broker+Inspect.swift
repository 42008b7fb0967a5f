// SPDX-License-Identifier: Apache-2.0

extension Broker {
    /// How long an inspection lets others go first after each page, in milliseconds.
    package static let inspectionPauseMilliseconds = 5

    /// What the store lets read.
    package var snapshots: any SnapshotSource { store }

    /// An inspection of the log while messages are taken in.
    package var inspection: LogInspection { inspection(from: nil) }

    /// An inspection that goes on where another came to.
    package func inspection(from mark: InspectionMark?) -> LogInspection {
        LogInspection(store, setting, from: mark)
    }

    /// Lets others go first.
    package func rest() async throws {
        try await world.sleep(.milliseconds(Self.inspectionPauseMilliseconds))
    }
}

extension LogInspection.Outcome {
    /// How an inspection ended, in one line: `clean: …` or `damaged: …`.
    package var lastLine: String {
        let closed =
            unopened == 0
            ? "" : ", \(unopened) messages could not be opened: their store key is not configured"
        let untold =
            faults > LogInspection.told
            ? ", of which the first \(LogInspection.told) were told" : ""
        return "\(faults == 0 ? "clean" : "damaged"): \(entries) entries, \(faults) faults\(untold)"
            + closed
    }
}
