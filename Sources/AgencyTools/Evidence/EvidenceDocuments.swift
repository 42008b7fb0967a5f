// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing
import TransparencyLog
import Wire

/// The documents that were in force for the thread of a bundle.
struct EvidenceDocuments {
    private var texts: [(role: String, bytes: [UInt8])] = []

    /// The public keys of an agency under a name.
    func keys(of agency: String, _ kid: String) -> [JSONNode] {
        texts.filter { $0.role == "key:\(agency):\(kid)" }
            .compactMap { try? JSONDocument(parsing: $0.bytes, limits: .schema).root }
    }

    mutating func add(_ role: String, _ bytes: [UInt8]) { texts.append((role, bytes)) }
}

extension EvidenceCheck {
    /// The documents, each under its SHA-256, and whether the log says that they were in force.
    mutating func checkDocuments() throws(EvidenceFault) -> EvidenceDocuments {
        let index = try json("documents.json")
        var documents = EvidenceDocuments()
        var (proven, said) = (0, 0)
        for item in index.list("items") {
            let name = item.text("sha256") ?? ""
            let path = "documents/\(name)"
            guard let bytes = bundle.files[path], let role = item.text("role"),
                EvidenceBundle.hex(of: bytes) == name
            else { throw EvidenceFault(path, "is not the document that documents.json names") }
            look(path)
            documents.add(role, bytes)
            try checkLoads(item, role, &proven, &said)
        }
        for item in index.list("configurations") {
            try checkLoads(item, "configuration", &proven, &said)
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

    /// Holds a document against the entries that put it in force, where the bundle has them.
    private func checkLoads(
        _ item: JSONNode, _ role: String, _ proven: inout Int, _ said: inout Int
    ) throws(EvidenceFault) {
        let named = item.text("sha256") ?? ""
        let loads =
            item.list("loads").compactMap(\.integer) + [item["load"]?.integer].compactMap(\.self)
        for load in loads {
            guard let facts = entries[load]?.facts else {
                said += 1
                continue
            }
            guard let digest = facts["documents"]?[role]?.digest, Hex.encode(digest.bytes) == named
            else {
                throw EvidenceFault("documents.json", "says of \(role) what entry \(load) does not")
            }
            proven += 1
        }
    }

    /// The stamps of time authorities, each over an earlier checkpoint that this one continues.
    mutating func checkTimestamps(
        log key: LogKeys, until newest: Checkpoint
    ) throws(EvidenceFault) {
        let path = "timestamps.json"
        let items = try json(path).list("items")
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
