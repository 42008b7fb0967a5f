// SPDX-License-Identifier: Apache-2.0

import GRDB
import Relay
import Safeguarding

/// One transaction on one connection, seen through the port.
///
/// It lives as long as the closure it is handed to, on the connection's own queue. On a reader's
/// connection SQLite itself refuses to write, and the port offers no way to.
final class Session {
    let database: Database
    /// The origin of the log, with which parts name handoffs and expectations.
    let origin: String
    /// What is known of the agencies' numbers, read on when something is asked of it.
    private(set) var known: Roster
    private var isCurrent = false
    /// What is known of the newest messages, read on when something is asked of them.
    var newest: Newcomers
    /// Whether they were read on.
    var isReadOn = false
    /// What was looked up in the tables of names.
    var lookedUp = LookedUp()
    /// How it keeps what entries say.
    private(set) lazy var content = KeptContent()
    /// What the transaction wrote to the log.
    var writing = Writing()
    /// The entries that were met without facts while the tables are made again.
    ///
    /// What later entries say of them changes nothing any more. In the file itself nothing is said of
    /// them any more.
    var forgotten: Set<Int64> = []

    /// The statements that it ran.
    var prepared: [ObjectIdentifier: Prepared] = [:]

    /// A statement, and the command that it is kept by, which lives as long.
    struct Prepared {
        let command: Command
        let statement: Statement
    }

    /// What a transaction wrote so far.
    struct Writing {
        /// The index of the next entry, once it was looked up.
        var nextIndex: Int64?
        /// Whether entries were appended that no head covers yet.
        var isUnsealed = false
        /// The rows that it added and that nobody has asked for yet.
        var added = AddedRows()
        /// What it adds to the sums of what agencies handed over.
        var sharing = SharingSums()
        /// What it purges and holds, for the list outside the store.
        var listed: [ListedName] = []
        /// The first failure to write: after it nothing of the transaction may be committed.
        var failure: StoreFailure?
    }

    init(_ database: Database, origin: String, known: Roster, newest: Newcomers) {
        self.database = database
        self.origin = origin
        self.known = known
        self.newest = newest
    }

    /// Every agency that has a number, up to this transaction.
    func roster() throws(StoreFailure) -> Roster {
        try readOnOnce()
        return known
    }

    private func readOnOnce() throws(StoreFailure) {
        guard !isCurrent else { return }
        let last = try first(.lastAgency) { columns throws(StoreFailure) in
            try columns.optionalInteger()
        }
        if let last = last ?? nil, last > known.last {
            try readOn()
        }
        isCurrent = true
    }

    private func readOn() throws(StoreFailure) {
        let newer = try all(.agencies, [known.last]) { columns throws(StoreFailure) in
            let number = try columns.number()
            let uri = try columns.text()
            guard let agency = try? AgencyID(uri) else {
                throw .corrupt("agency \(number) of the store is `\(uri)`: run fsck")
            }
            return (number, agency)
        }
        for (number, agency) in newer {
            // A damaged page may give its rows in another order than it says.
            guard number > known.last else {
                throw .corrupt("the agencies of the store are out of order: run fsck")
            }
            known.add(agency, number)
        }
    }

    /// Gives an agency its number, for ever.
    func enrol(_ agency: AgencyID, as number: Int) throws(StoreFailure) {
        let last = try roster().last
        guard number > last else {
            throw .refused("agency number \(number) for \(agency) must be above \(last)")
        }
        try run(.insertAgency, [number, agency.uri])
        known.add(agency, number)
    }

    /// The number of an agency; nothing in the store can be of an agency without one.
    func number(of agency: AgencyID) throws(StoreFailure) -> Int? {
        // Asked for a dozen numbers by each message: the roster is not copied for them.
        try readOnOnce()
        return known.number(of: agency)
    }

    /// The number of an agency that something is about to be written of.
    func knownNumber(of agency: AgencyID) throws(StoreFailure) -> Int {
        guard let number = try number(of: agency) else {
            throw .refused("\(agency) has no number: the load that names it comes first")
        }
        return number
    }

    /// The agency of a number that was read.
    func agency(_ number: Int) throws(StoreFailure) -> AgencyID {
        try readOnOnce()
        guard let agency = known.agency(number) else {
            throw .corrupt("the store knows no agency number \(number): run fsck")
        }
        return agency
    }
}
