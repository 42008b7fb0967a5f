// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing
import TransparencyLog
import Wire

extension EvidenceCheck {
    /// The original messages and their receipts, each named by its entry.
    mutating func checkMessages(
        _ documents: EvidenceDocuments, log key: LogKeys
    ) throws(EvidenceFault) {
        let brokerKeys = try brokerKeys()
        var events: [String: SignedEvent] = [:]
        var certified = CertifiedCount()
        for (path, name) in bundle.paths(in: "messages", ending: ".jwt") {
            look(path)
            let event = try event(path)
            let entry = try entry(name, of: path)
            try checkSignature(
                of: event, at: path, entry, documents, brokerKeys, &certified)
            guard bundle.files["receipts/\(name).tlog-proof"] != nil else {
                throw EvidenceFault(path, "has no receipt, and so nothing ties it to its entry")
            }
            events[name] = event
        }
        let receipts = bundle.paths(in: "receipts", ending: ".tlog-proof")
        for (path, name) in receipts {
            look(path)
            try checkReceipt(path, of: events[name], entry(name, of: path), log: key)
        }
        note(
            .proven, "messages",
            Words.count(
                events.count, "message is the one that its entry commits to",
                "messages are the ones that their entries commit to")
                + ", signed under the keys in the bundle; "
                + Words.count(receipts.count, "receipt holds", "receipts hold"))
        if let wanted {
            let input = wanted.event.jws.signingInput
            guard let name = events.first(where: { $0.value.jws.signingInput == input })?.key else {
                throw EvidenceFault(
                    "the bundle", "has no message that was signed as \(wanted.file) was")
            }
            note(.proven, "message", "\(wanted.file) is messages/\(name).jwt")
        }
        note(certified)
        if !events.isEmpty {
            note(
                .said, "keys",
                "whose the keys are is the broker's word; hold them against what the agencies publish"
            )
        }
    }

    private func event(_ path: String) throws(EvidenceFault) -> SignedEvent {
        let bytes = bundle.files[path] ?? []
        let event: SignedEvent
        do throws(ToolFailure) {
            event = try SignedEvent(parsing: bytes, from: path)
        } catch {
            throw EvidenceFault(path, error.description)
        }
        guard event.jws.token == bytes else {
            throw EvidenceFault(path, "has something after the message")
        }
        return event
    }

    private func entry(_ name: String, of path: String) throws(EvidenceFault) -> ShownEntry {
        guard let index = Int64(name), let entry = entries[index] else {
            throw EvidenceFault(path, "is of an entry that the bundle does not have")
        }
        guard name == String(index) else {
            throw EvidenceFault(path, "is not named by the index of its entry")
        }
        return entry
    }

    /// The keys that the broker signs with now, each of which must be one, whatever it is needed for.
    private mutating func brokerKeys() throws(EvidenceFault) -> [JSONNode] {
        let path = "jwks.json"
        let keys = try json(path).needed("keys", of: path)
        for key in keys where (try? PublicKey(jwk: key, allowingRS256: true)) == nil {
            throw EvidenceFault(path, "has a key that cannot be read")
        }
        return keys
    }

    private func checkSignature(
        of event: SignedEvent, at path: String, _ entry: ShownEntry,
        _ documents: EvidenceDocuments, _ brokerKeys: [JSONNode], _ count: inout CertifiedCount
    ) throws(EvidenceFault) {
        let header = event.jws.header.root
        guard let algorithm = header.text("alg").flatMap(SignatureAlgorithm.init(rawValue:)) else {
            throw EvidenceFault(path, "is signed with an algorithm that is not known")
        }
        guard let kid = entry.facts?.text("kid") else {
            throw EvidenceFault(
                path, "is a message whose entry does not say under which key it was signed")
        }
        let keys: [PublicKey]
        if let certificate = try certificate(kid, header, documents, path) {
            keys = [try key(of: certificate, path)]
            try check(certificate, of: event, at: path, entry, documents, &count)
        } else {
            keys = try pinnedKeys(kid, of: event, at: path, entry, documents, brokerKeys)
        }
        let isGood = keys.contains { key in
            (try? key.verify(
                event.jws.signature, over: event.jws.signingInput, algorithm: algorithm)) != nil
        }
        guard isGood else { throw EvidenceFault(path, "has a signature that does not verify") }
    }

    /// The certificate whose digest is the `kid` of an entry: of that which the message carries,
    /// or of one in the bundle; nil where there is none, so that the `kid` names a pinned key.
    ///
    /// What else the header says is not asked: a sender may name a key beside its certificate.
    private func certificate(
        _ kid: String, _ header: JSONNode, _ documents: EvidenceDocuments, _ path: String
    ) throws(EvidenceFault) -> Certificate? {
        let carried = header.list("x5c").first?.string.flatMap { try? Base64.decode($0) }
        let found = ([carried].compactMap(\.self) + documents.certificates(kid))
            .first { SHA256.digest(of: $0).description == kid }
        guard let found else { return nil }
        do throws(CertificateError) { return try Certificate(der: found) } catch {
            throw EvidenceFault(path, "has a certificate that cannot be read: \(error)")
        }
    }

    private func key(
        of certificate: Certificate, _ path: String
    ) throws(EvidenceFault) -> PublicKey {
        do { return try certificate.publicKey(allowingRS256: true) } catch {
            throw EvidenceFault(path, "has a certificate whose key cannot be read: \(error)")
        }
    }

    /// The keys that were pinned for whoever signed a message, under the name that its entry gives.
    private func pinnedKeys(
        _ kid: String, of event: SignedEvent, at path: String, _ entry: ShownEntry,
        _ documents: EvidenceDocuments, _ brokerKeys: [JSONNode]
    ) throws(EvidenceFault) -> [PublicKey] {
        let header = event.jws.header.root
        guard header["kid"] == nil || header.text("kid") == kid else {
            throw EvidenceFault(path, "names another key than its entry does")
        }
        let isOwn = entry.facts?.text("kind") == "issued"
        let own = isOwn ? brokerKeys.filter { $0.text("kid") == kid } : []
        var keys: [PublicKey] = []
        let load = entry.facts?["config"]?.integer
        for named in try documents.keys(of: event.issuer.uri, kid, in: load) + own {
            guard let key = try? PublicKey(jwk: named, allowingRS256: true) else {
                throw EvidenceFault(path, "is signed under \(kid), which cannot be read as a key")
            }
            keys.append(key)
        }
        guard !keys.isEmpty else {
            throw EvidenceFault(
                path, "is signed under \(kid) of \(event.issuer), which is not in the bundle")
        }
        return keys
    }

    private func checkReceipt(
        _ path: String, of event: SignedEvent?, _ entry: ShownEntry, log key: LogKeys
    ) throws(EvidenceFault) {
        let receipt = bundle.files[path] ?? []
        let report = ReceiptCheck(receipt, message: event, logKey: key).report()
        if let broken = report.broken { throw EvidenceFault(path, broken.line) }
        guard report.index.map({ Int64(clamping: $0) }) == entry.index,
            report.facts?.value == entry.facts?.value
        else { throw EvidenceFault(path, "is the receipt of another entry") }
    }
}
