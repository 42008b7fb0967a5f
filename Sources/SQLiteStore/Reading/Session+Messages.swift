// SPDX-License-Identifier: Apache-2.0

import Audit
import GRDB
import Handoffs
import Ledger
import Relay
import Safeguarding
import Wire

extension Session {
    func messages(_ query: MessageQuery) throws(StoreFailure) -> [MessageRecord] {
        if case .content(let entries) = query {
            return try records(entries.sorted(), .messageWithBody)
        }
        return try records(try found(query), .message)
    }

    func particulars(of entries: [Int64]) throws(StoreFailure) -> [Int64: Particulars] {
        let list = JSONValue.array(entries.map(JSONValue.integer)).text
        let found = try all(.particulars, [list]) { columns throws(StoreFailure) in
            (try columns.integer(), try Particulars.read(&columns))
        }
        return Dictionary(found) { $1 }.compactMapValues(\.self)
    }

    /// In two statements for the whole range, each entry read once.
    func readMessages(in range: Range<Int64>) throws(StoreFailure) -> [ReadMessage] {
        let bounds: Arguments = [range.lowerBound, range.upperBound]
        var rows = try all(.expectationRows, bounds, ExpectationRow.init(reading:))[...]
        return try all(.messagesToRead, bounds) { columns throws(StoreFailure) in
            let opening = try OpeningEntry(try columns.integer(), reading: &columns)
            let particulars = try Particulars.read(&columns)
            // What refusals and silences opened lies between: no message has it.
            rows = rows.drop { $0.name.entry < opening.index }
            let own = rows.prefix { $0.name.entry == opening.index }
            let opened = try own.map { row throws(StoreFailure) in
                try opening.record(row, owedBy: agency(row.owedBy), origin: origin)
            }
            return try opening.message(particulars, opened: opened, origin: origin)
        }
    }

    /// What decides how serious it is that something was missed which an entry opened.
    func weight(
        of entry: Int64
    ) throws(StoreFailure) -> (particulars: [String: String], isRestricted: Bool) {
        let found = try first(.weightOf, [entry]) { columns throws(StoreFailure) in
            let opening = try OpeningEntry(entry, reading: &columns)
            return (try Particulars.read(&columns)?.values ?? [:], opening.isRestricted)
        }
        guard let found else { throw .refused("there is no entry \(entry)") }
        return found
    }

    /// The entries of the messages that a query names; most are found in an index alone.
    private func found(_ query: MessageQuery) throws(StoreFailure) -> [Int64] {
        switch query {
        case .token(let issuer, let indexed): try sent(by: issuer, under: indexed)
        case .refused(let issuer, let indexed): try refused(issuer, indexed)
        case .received(let agency, let indexed): try received(by: agency, under: indexed)
        case .entry(let entry): [entry]
        case .entries(let entries), .content(let entries): entries.sorted()
        case .opening(let thread): try opening(of: thread).map { [$0] } ?? []
        case .latest(let thread): try latest(of: thread).map { [$0] } ?? []
        case .sent(let agency, let thread): try numbers(.messageSent, by: agency, in: thread)
        case .addressing(let agency, let thread):
            try numbers(.messagesAddressing, by: agency, in: thread)
        case .thread(let thread): try messages(of: thread)
        case .involving(let agency, let after, let since, let limit):
            try involving(agency, after: max(after, try firstEntry(since: since) - 1), limit)
        case .sentAfter(let agency, let after, let since, let limit):
            try sent(by: agency, after: max(after, try firstEntry(since: since) - 1), limit)
        case .signers(let after, let limit): try numbers(.signersAfter, [after, limit])
        case .doubtful(let after, let limit): try numbers(.doubtsAfter, [after, limit])
        case .sealed(let storeKey): try numbers(.firstSealed, [storeKey])
        }
    }

    private func refused(_ issuer: AgencyID, _ indexed: [UInt8]) throws(StoreFailure) -> [Int64] {
        guard let number = try number(of: issuer) else { return [] }
        return try numbers(.messageRefused, [indexed, number])
    }

    private func sent(
        by agency: AgencyID, under indexed: [UInt8]
    ) throws(StoreFailure) -> [Int64] {
        guard let number = try number(of: agency) else { return [] }
        var found: [Int64] = []
        for entry in try entries(under: indexed) where try sender(of: entry) == number {
            found.append(entry)
        }
        return found
    }

    private func received(
        by agency: AgencyID, under indexed: [UInt8]
    ) throws(StoreFailure) -> [Int64] {
        guard let number = try number(of: agency) else { return [] }
        var found: [Int64] = []
        for entry in try entries(under: indexed) {
            if try numbers(.isHandedTo, [entry, number]).isEmpty { continue }
            found.append(entry)
        }
        return found
    }

    /// The number of the agency that sent the message of an entry.
    func sender(of entry: Int64) throws(StoreFailure) -> Int? {
        try numbers(.senderOfMessage, [entry]).first.map { Int($0) }
    }

    private func latest(of thread: ThreadID) throws(StoreFailure) -> Int64? {
        guard let opening = try opening(of: thread) else { return nil }
        let latest = try first(.latest, [opening]) { columns throws(StoreFailure) in
            try columns.optionalInteger()
        }
        return latest ?? nil
    }

    private func numbers(
        _ command: Command, by agency: AgencyID, in thread: ThreadID
    ) throws(StoreFailure) -> [Int64] {
        guard let number = try number(of: agency), let opening = try opening(of: thread) else {
            return []
        }
        return try numbers(command, [opening, number])
    }

    private func messages(of thread: ThreadID) throws(StoreFailure) -> [Int64] {
        guard let opening = try opening(of: thread) else { return [] }
        return try numbers(.messagesOfThread, [opening])
    }

    private func involving(
        _ agency: AgencyID, after: Int64, _ limit: Int
    ) throws(StoreFailure) -> [Int64] {
        guard let number = try number(of: agency) else { return [] }
        let arguments: Arguments = [number, after, limit]
        var found: Set<Int64> = []
        for command in [Command.sentAfter, .waitingAfter, .deliveredAfter] {
            found.formUnion(try numbers(command, arguments))
        }
        return Array(found.sorted().prefix(limit))
    }

    private func records(
        _ entries: [Int64], _ command: Command
    ) throws(StoreFailure) -> [MessageRecord] {
        var records: [MessageRecord] = []
        records.reserveCapacity(entries.count)
        for entry in entries {
            let record = try first(command, [entry]) { columns throws(StoreFailure) in
                try MessageRecord(
                    reading: &columns, origin: origin,
                    withBody: command === Command.messageWithBody)
            }
            if let record { records.append(record) }
        }
        return records
    }
}

extension MessageRecord {
    /// Reads a message from the columns of `Command.message`.
    fileprivate init(
        reading columns: inout Columns, origin: String, withBody: Bool
    ) throws(StoreFailure) {
        let entry = try LedgerEntry(reading: &columns)
        let repetitions = try columns.number()
        let purgedBy = try columns.optionalInteger()
        let key = try MessageKey.read(&columns)
        let particulars = try Particulars.read(&columns)
        self.init(
            restoring: entry, happening: try entry.restored(origin: origin), key: key,
            ciphertext: withBody ? try columns.optionalBytes() : nil, particulars: particulars,
            repetitions: repetitions, purgedBy: purgedBy.map(PartName.init(row:)))
    }
}

extension MessageKey {
    /// Reads three columns; nil when the message was purged.
    fileprivate static func read(_ columns: inout Columns) throws(StoreFailure) -> MessageKey? {
        guard let storeKey = try columns.optionalInteger() else {
            columns.skip(2)
            return nil
        }
        let (wrappedKey, salt) = (try columns.bytes(), try columns.bytes())
        // A purge writes zeros in its place.
        guard wrappedKey.contains(where: { $0 != 0 }) else { return nil }
        return MessageKey(storeKey: Int(storeKey), wrappedKey: wrappedKey, salt: salt)
    }
}

extension Particulars {
    /// Reads two columns; nil when there are none, or the message was purged.
    fileprivate static func read(_ columns: inout Columns) throws(StoreFailure) -> Particulars? {
        guard let indexKey = try columns.optionalInteger() else {
            columns.skip(1)
            return nil
        }
        let bytes = try columns.bytes()
        guard bytes.first != 0 else { return nil }
        return try KeptParticulars.particulars(from: bytes, indexKey: Int(indexKey))
    }
}
