// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// How full a store is: asked by those who watch over it, never by those who decide.
package protocol StoreGauge: Sendable {
    /// The levels on one snapshot.
    ///
    /// It may cost time that grows with what is open, and with nothing else.
    func levels(now: Instant) async throws(StoreFailure) -> StoreLevels

    /// The refused messages that are open, which costs a look at those alone: for whoever looks often.
    func quarantine() async throws(StoreFailure) -> [QuarantineLevel]
}

/// How full a store is.
package struct StoreLevels: Sendable, Hashable {
    /// Entries in the log.
    package var entries: Int64 = 0
    /// Handoffs that no recipient's system has acknowledged, of messages that are kept.
    package var waiting: Int64 = 0
    /// Expectations that are neither met nor due.
    package var open: Int64 = 0
    /// Expectations past due that are not met, whether or not they were judged.
    package var overdue: Int64 = 0
    /// Refused messages that are open, by agency and first reason, of those that have any.
    package var quarantine: [QuarantineLevel] = []
    /// Bytes on disk, by what the file is called.
    package var bytes: [String: Int64] = [:]
    /// Bytes that are free for the daemon on the file system.
    package var freeBytes: Int64 = 0

    /// An empty store.
    package init() {}
}

/// How many messages of one agency are open in quarantine, refused first of all for one reason.
package struct QuarantineLevel: Sendable, Hashable {
    /// Who sent them.
    package let agency: AgencyID
    /// The code of their first reason.
    package let code: String
    /// How many there are.
    package let count: Int

    /// Counts the open ones.
    package init(_ agency: AgencyID, _ code: String, _ count: Int) {
        self.agency = agency
        self.code = code
        self.count = count
    }
}
