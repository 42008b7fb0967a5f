// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing
import TransparencyLog
import Wire

/// The documents that were in force for the thread of a bundle.
struct EvidenceDocuments {
    private var texts: [(role: String, bytes: [UInt8], loads: [Int64])] = []

    /// The public keys of an agency under a name that are said to have been in force since the load of an
    /// entry.
    func keys(
        of agency: String, _ kid: String, in load: Int64?
    ) throws(EvidenceFault) -> [JSONNode] {
        var keys: [JSONNode] = []
        for text in inForce(load) where text.role == "key:\(agency):\(kid)" {
            guard let key = try? JSONDocument(parsing: text.bytes, limits: .schema).root else {
                throw EvidenceFault("documents.json", "names as \(text.role) what is no key")
            }
            keys.append(key)
        }
        return keys
    }

    /// What is said to be the certificates of a digest, in DER.
    func certificates(_ digest: String) -> [[UInt8]] {
        texts.filter { $0.role == "certificate:\(digest)" }.map(\.bytes)
    }

    /// The roles of what is said to have been in force since the load of an entry.
    func roles(in load: Int64) -> Set<String> {
        Set(texts.filter { $0.loads.contains(load) }.map(\.role))
    }

    /// What is said to have been in force of authorities and lists since the load of an entry; without what
    /// cannot be read, which proves nothing.
    func authorities(in load: Int64?) -> EvidenceAuthorities {
        let inForce = inForce(load)
        func bytes(_ kind: String) -> [[UInt8]] {
            inForce.filter { $0.role.hasPrefix(kind) }.map(\.bytes)
        }
        return EvidenceAuthorities(
            certificates: bytes("certificate:").compactMap { try? Certificate(der: $0) },
            lists: bytes("revocation-list:").compactMap { try? RevocationList(der: $0) })
    }

    private func inForce(
        _ load: Int64?
    ) -> [(role: String, bytes: [UInt8], loads: [Int64])] {
        texts.filter { text in load.map(text.loads.contains) ?? false }
    }

    /// What the schemas and rule packs name that are of no earlier load: the roles of what a schema refers to
    /// and of the base of an overlay.
    func named(firstIn load: Int64) -> Set<String> {
        var roles: Set<String> = []
        for text in texts where text.loads.first == load {
            if text.role.hasPrefix("schema:") {
                let names = text.bytes.split { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "#") }
                roles.formUnion(names.map { "schema:" + String(decoding: $0, as: UTF8.self) })
            } else if text.role.hasPrefix("rules:") {
                let pack = String(decoding: text.bytes, as: UTF8.self)
                if let base = (try? RulePack.base(in: pack, file: text.role)) ?? nil {
                    roles.insert("rules:" + base)
                }
            }
        }
        return roles
    }

    mutating func add(_ role: String, _ bytes: [UInt8], _ loads: [Int64]) {
        texts.append((role, bytes, loads))
    }
}

extension EvidenceCheck {
    /// The documents, each under its SHA-256, and whether the log says that they were in force.
    mutating func checkDocuments() throws(EvidenceFault) -> EvidenceDocuments {
        let list = "documents.json"
        let index = try json(list)
        var documents = EvidenceDocuments()
        var (proven, said) = (0, 0)
        for item in try index.needed("items", of: list) {
            let name = item.text("sha256") ?? ""
            let path = "documents/\(name)"
            guard let bytes = bundle.files[path], let role = item.text("role"),
                EvidenceBundle.hex(of: bytes) == name
            else { throw EvidenceFault(path, "is not the document that documents.json names") }
            look(path)
            let loads = try item.needed("loads", of: list)
            if loads.isEmpty { try check(item, role, in: nil, &proven, &said) }
            documents.add(role, bytes, loads.compactMap(\.integer))
            for load in loads { try check(item, role, in: load.integer, &proven, &said) }
        }
        let configurations =
            try index["configurations"] == nil ? [] : index.needed("configurations", of: list)
        for item in configurations {
            try check(item, "configuration", in: item["load"]?.integer, &proven, &said)
            documents.add("configuration", [], [item["load"]?.integer ?? -1])
        }
        if proven > 0 {
            note(
                .proven, "documents",
                Words.count(proven, "time", "times") + " the log says that a document was in force")
        }
        if said > 0 {
            note(
                .said, "documents",
                Words.count(said, "time", "times")
                    + " that a document was in force is the broker's word: the entry that says it "
                    + "is not for whom this bundle was made")
        }
        return documents
    }

    /// Holds a document against the entry that put it in force, where the bundle has it.
    private func check(
        _ item: JSONNode, _ role: String, in load: Int64?, _ proven: inout Int,
        _ said: inout Int
    ) throws(EvidenceFault) {
        let path = "documents.json"
        guard let load, let named = item.text("sha256") else {
            throw EvidenceFault(
                path, "does not say which \(role) was in force, or since which entry")
        }
        guard let facts = entries[load]?.facts else {
            said += 1
            return
        }
        guard let digest = facts["documents"]?[role]?.digest, Hex.encode(digest.bytes) == named
        else { throw EvidenceFault(path, "says of \(role) what entry \(load) does not") }
        proven += 1
    }
}
