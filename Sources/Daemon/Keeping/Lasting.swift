// SPDX-License-Identifier: Apache-2.0

import Audit
import Ledger
import Relay
import Safeguarding
import Signing

/// What a store was written with and what stays so for as long as it lives: its keys by their marks, the
/// broker's URI, the numbers of partnerships.
///
/// Every load says it in its facts, and so does the public log. What was first is what holds: under
/// another key nothing opens that was sealed, and a repeat is taken for a new message.
struct Lasting {
    private var marks: [String: SHA256Digest] = [:]
    private var numbers: [PartnershipID: Int] = [:]
    private var partnerships: [Int: PartnershipID] = [:]
    private var broker: AgencyID?

    /// What a document of a load is kept as that holds the mark of a key.
    static func role(of key: String) -> String { rolePrefix + key }

    private static let rolePrefix = "key-mark:"

    /// Reads what the loads of a store have in common.
    ///
    /// - Throws: what reading it throws. A load that cannot be read back says nothing here: to find
    ///   that is an inspection's work, and no reason not to serve.
    init(of store: any SnapshotSource) async throws(StoreFailure) {
        let (first, loads) = try await store.read { store throws(StoreFailure) in
            (try store.head()?.agencies.min { $0.key < $1.key }?.value, try store.readableLoads())
        }
        broker = first
        for load in loads { take(load) }
    }

    private mutating func take(_ load: LoadedFacts) {
        for (role, digest) in load.documents where role.hasPrefix(Self.rolePrefix) {
            let name = String(role.dropFirst(Self.rolePrefix.count))
            marks[name] = marks[name] ?? digest
        }
        for (number, id) in load.partnerships {
            partnerships[number] = partnerships[number] ?? id
            numbers[id] = numbers[id] ?? number
        }
    }

    /// Everything in which a configuration is not that of the store, in the order of the names.
    func contradictions(of configuration: Configuration) -> [Contradiction] {
        let setting = configuration.setting
        let documents = setting.documents
        var found: [Contradiction] = []
        for (name, mark) in marks.sorted(by: { $0.key < $1.key }) {
            guard let bytes = documents[Self.role(of: name)], SHA256.digest(of: bytes) != mark
            else { continue }
            found.append(.key(name, file: configuration.written.file(of: name)))
        }
        if let broker, broker != setting.broker {
            found.append(.broker(setting.broker, was: broker))
        }
        for partnership in setting.directory.partnerships.sorted(by: { $0.number < $1.number }) {
            let (id, number) = (partnership.id, partnership.number)
            if let was = numbers[id], was != number {
                found.append(.renumbered(id, was: was, now: number))
            } else if let was = partnerships[number], was != id {
                found.append(.number(number, was: was, now: id))
            }
        }
        return found
    }

    /// The same, each with its place in the configuration.
    static func faults(
        of configuration: Configuration, in store: any SnapshotSource
    ) async throws(StoreFailure) -> [SourceFault] {
        try await Lasting(of: store).contradictions(of: configuration).map(
            configuration.written.fault)
    }

    /// The same, and the store keys that are not named while messages lie under them: to inspect a store
    /// or copy it goes without, to serve it does not.
    static func faults(
        ofServing configuration: Configuration, from store: any SnapshotSource
    ) async throws(StoreFailure) -> [SourceFault] {
        let lasting = try await Lasting(of: store)
        let absent = lasting.storeKeys(absentFrom: configuration)
        let missed = try await store.read { store throws(StoreFailure) in
            var missed: [Contradiction] = []
            for key in absent {
                guard let first = try store.messages(.sealed(under: key.number)).first else {
                    continue
                }
                missed.append(.absent(key.name, entry: first.entry.index))
            }
            return missed
        }
        return (lasting.contradictions(of: configuration) + missed).map(
            configuration.written.fault)
    }

    /// The store keys that a configuration does not name any more, by number.
    private func storeKeys(
        absentFrom configuration: Configuration
    ) -> [(number: Int, name: String)] {
        let documents = configuration.setting.documents
        return marks.keys.compactMap { name in
            guard documents[Self.role(of: name)] == nil, name.hasPrefix(Self.storeKeysPrefix)
            else { return nil }
            return Int(name.dropFirst(Self.storeKeysPrefix.count)).map { ($0, name) }
        }.sorted { $0.number < $1.number }
    }

    private static let storeKeysPrefix = "broker.store_keys."
}

extension Written {
    fileprivate func fault(_ contradiction: Contradiction) -> SourceFault {
        self[contradiction.member].fault(contradiction.what, contradiction.instead)
    }
}

extension StoreReading {
    /// What the loads say that can be read back.
    fileprivate func readableLoads() throws(StoreFailure) -> [LoadedFacts] {
        let loads: [LedgerEntry]
        do throws(StoreFailure) { loads = try entries(.loads) } catch {
            guard case .corrupt = error else { throw error }
            return []
        }
        return loads.compactMap { entry in
            guard case .loaded(let facts) = try? entry.restored(origin: "").facts else {
                return nil
            }
            return facts
        }
    }
}
