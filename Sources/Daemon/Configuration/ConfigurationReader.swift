// SPDX-License-Identifier: Apache-2.0

import Intake
import Ledger
import Relay
import Safeguarding
import Signing
import Web
import Wire

/// One reading of a configuration: what was read so far, and everything wrong with it.
///
/// A part with a fault gives nil and the reading goes on, so that one pass shows all faults. What is
/// named in one part and declared in another is checked at the end, against everything that was
/// declared, whether or not the rest of the declaration is good.
struct ConfigurationReader {
    let file: ConfigurationFile
    private let root: SourceNode
    let schemas: ShippedSchemas
    let now: Instant
    var reader: SourceReader
    var warnings: [SourceFault] = []
    var lapsed: [SourceFault] = []
    var endings: [Ending] = []
    var documents: [String: [UInt8]]
    var secrets: [String: SHA256Digest] = [:]
    /// The secret files that others than their owner may read.
    var exposed: [String] = []
    var mentions = Mentions()
    var written: Written
    /// The first agency with each public key, by its thumbprint.
    var holders: [String: AgencyID] = [:]
    var packs: [String: RulePack] = [:]

    init(_ root: SourceNode, file: ConfigurationFile, schemas: ShippedSchemas, now: Instant) {
        written = Written(root)
        self.root = root
        self.file = file
        self.schemas = schemas
        self.now = now
        reader = SourceReader(vocabulary: schemas.vocabulary)
        documents = schemas.documents
    }

    private static let sections = [
        "broker", "log", "listen", "management", "behind_proxy", "store", "partnerships",
        "agencies", "agreements", "subscriptions", "readers", "trust", "retention",
    ]

    /// Reads the whole file.
    mutating func read() throws(SourceFaults) -> Configuration {
        let configuration = whole()
        for fault in mentions.faults { reader.note(fault) }
        let faults = reader.faults.inReadingOrder(first: file.path)
        if !faults.isEmpty { throw SourceFaults(faults) }
        guard let configuration else {
            preconditionFailure("a configuration that gives nothing has a fault")
        }
        return configuration
    }

    private mutating func whole() -> Configuration? {
        guard let map = reader.mapping(root, "the configuration", keys: Self.sections) else {
            return nil
        }
        for name in ["broker", "log", "listen", "management", "store"] {
            written.note(name, at: map[name])
        }
        let broker = reader.required("broker", in: map).flatMap { self.broker($0) }
        let log = reader.required("log", in: map).flatMap { self.log($0) }
        let listening = listening(map)
        let places = places(map, listening)
        let partnerships = list("partnerships", in: map).compactMap { partnership($0) }
        let members = list("agencies", in: map).compactMap { agency($0) }
        let agreements = list("agreements", in: map, optional: true).compactMap { agreement($0) }
        let subscriptions = list("subscriptions", in: map, optional: true)
            .compactMap { subscription($0) }
        let readers = list("readers", in: map, optional: true).compactMap { readership($0) }
        let trust = self.trust(map)
        let retention = retention(map)
        guard reader.faults.isEmpty, mentions.faults.isEmpty, let broker, let log,
            let places
        else { return nil }
        let directory = directory(
            broker.id, partnerships, members, agreements, subscriptions, readers)
        guard let directory else { return nil }
        let keys = members.flatMap(\.keys)
        for key in [broker.signature.key.publicKey] + broker.signature.previous {
            keep(key, of: broker.id)
        }
        for (name, mark) in broker.vault.marks {
            documents[Lasting.role(of: "broker.\(name)")] = mark.bytes
        }
        let frontDoor = FrontDoor(
            keyring: Keyring(keys, trust: trust, agencies: members.map(\.agency.id)),
            catalogue: schemas.catalogue, directory: directory)
        let setting = Setting(
            frontDoor: frontDoor, vault: broker.vault, signature: broker.signature,
            noteSigner: log.signer, previousLogKeys: log.previous, witnessing: log.witnessing,
            timestamping: log.timestamping, documents: documents, endings: endings,
            clients: listening?.security?.trust, retention: retention, version: Program.version)
        return Configuration(
            setting: setting, places: places, security: listening?.security, warnings: warnings,
            lapsed: lapsed, secrets: secrets, exposed: exposed, keyCount: keys.count,
            written: written)
    }

    /// What is left for the directory to find is shown at the file's beginning.
    private mutating func directory(
        _ broker: AgencyID, _ partnerships: [Partnership],
        _ members: [Member], _ agreements: [Agreement], _ subscriptions: [Subscription],
        _ readers: [Reader]
    ) -> Directory? {
        do throws(DirectoryErrors) {
            return try Directory(
                broker: broker, partnerships: partnerships, agencies: members.map(\.agency),
                nodes: members.flatMap(\.nodes), agreements: agreements,
                subscriptions: subscriptions, readers: readers)
        } catch {
            for error in error.errors {
                reader.note(mentions.place(of: error, or: root).fault(error))
            }
            return nil
        }
    }

    /// The items of a list; an optional one may be absent or empty.
    mutating func list(
        _ key: String, in map: SourceMapping, optional: Bool = false
    ) -> [SourceNode] {
        let node = optional ? map[key] : reader.required(key, in: map)
        guard let node else { return [] }
        if optional, case .items(let items) = node.content { return items }
        return reader.attempt { () throws(SourceFault) in try node.items() } ?? []
    }

    /// Keeps a public key among the documents.
    mutating func keep(_ key: PublicKey, of agency: AgencyID) {
        documents["key:\(agency):\(key.kid)"] = key.jwk.canonical
    }
}

extension [SourceFault] {
    /// The faults of the file itself by line and column, then those of the files it names.
    func inReadingOrder(first file: String) -> [SourceFault] {
        sorted { left, right in
            let (isLeftFirst, isRightFirst) = (left.file == file, right.file == file)
            if isLeftFirst != isRightFirst { return isLeftFirst }
            return (left.file, left.line, left.column) < (right.file, right.line, right.column)
        }
    }
}
