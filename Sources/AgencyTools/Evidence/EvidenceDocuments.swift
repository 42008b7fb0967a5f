// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing
import TransparencyLog
import Wire

/// The documents that were in force for the thread of a bundle.
struct EvidenceDocuments {
    private var texts: [(role: String, bytes: [UInt8])] = []

    /// The public keys of an agency under a name.
    func keys(of agency: String, _ kid: String) throws(EvidenceFault) -> [JSONNode] {
        var keys: [JSONNode] = []
        for text in texts where text.role == "key:\(agency):\(kid)" {
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

    mutating func add(_ role: String, _ bytes: [UInt8]) { texts.append((role, bytes)) }
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
            documents.add(role, bytes)
            for load in try item.needed("loads", of: list) {
                try check(item, role, in: load.integer, &proven, &said)
            }
        }
        let configurations =
            try index["configurations"] == nil ? [] : index.needed("configurations", of: list)
        for item in configurations {
            try check(item, "configuration", in: item["load"]?.integer, &proven, &said)
        }
        if proven > 0 {
            note(.proven, "documents", "\(proven) times the log says that a document was in force")
        }
        if said > 0 {
            note(
                .said, "documents",
                "\(said) times that a document was in force is the broker's word: the entry that says it "
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

    /// The stamps of time authorities, each over an earlier checkpoint that this one continues.
    mutating func checkTimestamps(
        log key: LogKeys, until newest: Checkpoint
    ) throws(EvidenceFault) {
        let path = "timestamps.json"
        let items = try json(path).needed("items", of: path)
        guard !items.isEmpty else {
            return note(
                .said, "time",
                "no time authority has stamped the log; its times are the broker's word")
        }
        for item in items {
            let older = try stamped(item, path, log: key)
            let hashes = item.list("consistency").compactMap(\.digest)
            do throws(ProofError) {
                try ConsistencyProof(oldSize: older.size, newSize: newest.size, hashes: hashes)
                    .check(oldRoot: older.root, newRoot: newest.root)
            } catch {
                throw EvidenceFault(
                    path, "the stamped checkpoint of \(older.size) is not continued: \(error)")
            }
        }
    }

    private mutating func stamped(
        _ item: JSONNode, _ path: String, log key: LogKeys
    ) throws(EvidenceFault) -> Checkpoint {
        guard let text = item.text("checkpoint"), let token = item.text("token"),
            let der = try? Base64.decode(token),
            let note = try? SignedNote(parsing: Array(text.utf8)),
            let older = try? key.verify(note).checkpoint
        else { throw EvidenceFault(path, "has a stamp whose checkpoint does not hold") }
        let digest = SHA256.digest(of: note.text)
        guard let authorities else {
            // The imprint stands in the token as an OCTET STRING of 32 bytes.
            guard der.firstRange(of: [0x04, 0x20] + digest.bytes) != nil else {
                throw EvidenceFault(path, "has a stamp over something else than its checkpoint")
            }
            self.note(
                .said, "time",
                "\(item.text("authority") ?? "somebody") is said to have stamped \(older.size) entries at "
                    + "\(item.text("at") ?? "no time"); give --authorities with its certificates to check it"
            )
            return older
        }
        do throws(TimestampFault) {
            let verified = try authorities.verify(
                der, over: MessageImprint(digest))
            let time = Instant(milliseconds: verified.info.genTimeMilliseconds).rfc3339
            self.note(.proven, "time", "\(older.size) entries were there at \(time)")
        } catch {
            throw EvidenceFault(path, "has a stamp that does not hold: \(error)")
        }
        return older
    }
}
