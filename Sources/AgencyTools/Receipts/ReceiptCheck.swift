// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing
package import TransparencyLog
import Wire

/// Checks a receipt with nothing but SHA-256, RFC 8785, the log's key and, when it is at hand, the
/// message: none of the broker's own code is asked (interfaces.md section 6).
///
/// The way leads from the message to the log: the facts commit to the message, the entry to the
/// facts, the tree to the entry, the checkpoint to the tree, and the log has signed the checkpoint.
package struct ReceiptCheck: Sendable {
    private let receipt: [UInt8]
    private let message: SignedEvent?
    private let logKey: LogKeys
    private let witnesses: KnownWitnesses?

    /// Prepares the check of a receipt.
    ///
    /// - Parameter message: the message itself; without it nobody can say that the receipt is its.
    /// - Parameter logKey: the log's key, from a source other than the receipt.
    /// - Parameter witnesses: who must have cosigned; nil when nobody said.
    package init(
        _ receipt: [UInt8], message: SignedEvent?, logKey: LogKeys, witnesses: KnownWitnesses? = nil
    ) {
        self.witnesses = witnesses
        self.receipt = receipt
        self.message = message
        self.logKey = logKey
    }

    /// Takes the steps until one does not hold.
    package func report() -> ReceiptReport {
        var report = ReceiptReport()
        do throws(Broken) {
            let proof = try format(&report)
            let extra = try contents(of: proof, &report)
            report.facts = extra.facts
            try commitment(extra, &report)
            try sameMessage(extra, &report)
            try facts(extra, &report)
            let leaf = leaf(extra, &report)
            let checkpoint = try inclusion(of: leaf, proof, &report)
            try signature(proof, checkpoint, &report)
            try cosignatures(proof.checkpoint, extra, &report)
        } catch {
            report.note(error.step, .broken, error.sentence)
        }
        return report
    }

    private struct Broken: Error {
        let step: ReceiptReport.Step
        let sentence: String

        init(_ step: ReceiptReport.Step, _ sentence: String) {
            self.step = step
            self.sentence = sentence
        }
    }

    /// The `extra` of a receipt.
    private struct Contents {
        let entry: JSONNode
        let facts: JSONNode
        let factsSalt: [UInt8]
        let messageSalt: [UInt8]?
    }

    private func format(_ report: inout ReceiptReport) throws(Broken) -> LogProof {
        do throws(LogProofError) {
            let proof = try LogProof(parsing: receipt)
            report.index = proof.index
            return proof
        } catch {
            throw Broken(.format, error.description)
        }
    }

    private func contents(
        of proof: LogProof, _ report: inout ReceiptReport
    ) throws(Broken) -> Contents {
        guard let bytes = proof.extra,
            let root = try? JSONDocument(parsing: bytes, limits: .message).root
        else { throw Broken(.format, "the extra line is not the JSON of a receipt") }
        guard root.canonical == bytes else {
            throw Broken(.format, "the extra line is not canonical (RFC 8785)")
        }
        guard let entry = root["entry"], let facts = root["facts"],
            let factsSalt = root.digestBytes("facts_salt")
        else { throw Broken(.format, "the extra line lacks entry, facts or facts_salt") }
        let messageSalt = root.digestBytes("message_salt")
        guard root["message_salt"] == nil || messageSalt != nil else {
            throw Broken(.format, "message_salt is not 32 bytes in base64url")
        }
        report.note(.format, .good, "c2sp.org/tlog-proof@v1 for entry \(proof.index)")
        return Contents(
            entry: entry, facts: facts, factsSalt: factsSalt, messageSalt: messageSalt)
    }

    private func commitment(
        _ contents: Contents, _ report: inout ReceiptReport
    ) throws(Broken) {
        guard let message else {
            report.note(.commitment, .skipped, "no message was given to hold against it")
            return
        }
        guard let salt = contents.messageSalt else {
            throw Broken(
                .commitment,
                "the receipt has no message_salt: the broker has purged the message, and nobody can "
                    + "tie this receipt to it any more")
        }
        let digest = SHA256.digest(ofPieces: salt, message.jws.signingInputDigest.bytes)
        guard contents.facts.text("message") == digest.description else {
            throw Broken(
                .commitment,
                "SHA-256(message_salt ‖ SHA-256(signing input)) is \(digest), "
                    + "the facts commit to \(contents.facts.text("message") ?? "nothing")")
        }
        report.note(.commitment, .good, "the facts commit to this very message")
    }

    /// The claims that facts repeat; the commitment says the same of the whole message.
    private func sameMessage(
        _ contents: Contents, _ report: inout ReceiptReport
    ) throws(Broken) {
        guard let message else { return }
        let claims: [(String, String?)] = [
            ("iss", message.issuer.uri), ("jti", message.token.text),
            ("txn", message.thread.text), ("type", message.type),
        ]
        for (name, expected) in claims where contents.facts.text(name) != expected {
            throw Broken(
                .message,
                "the facts name \(name) \(contents.facts.text(name) ?? "not at all"), "
                    + "the message says \(expected ?? "nothing")")
        }
        guard contents.facts["iat"]?.integer == message.claims["iat"]?.integer else {
            throw Broken(.message, "facts and message differ in iat")
        }
        report.note(
            .message, .good, "the facts name it rightly: \(message.issuer) \(message.token)")
    }

    private func facts(_ contents: Contents, _ report: inout ReceiptReport) throws(Broken) {
        let digest = SHA256.digest(ofPieces: contents.factsSalt, contents.facts.canonical)
        guard contents.entry.text("facts") == digest.description else {
            throw Broken(
                .facts,
                "SHA-256(facts_salt ‖ facts) is \(digest), the entry commits to "
                    + "\(contents.entry.text("facts") ?? "nothing")")
        }
        let kind = contents.facts.text("kind") ?? "nothing"
        guard ToldTerms.isArrival(kind) else {
            throw Broken(
                .facts,
                "the entry commits to these facts, which are of the kind `\(kind)` and promise nothing: "
                    + "a receipt is of a message that was accepted or issued")
        }
        report.note(
            .facts, .good, "the entry commits to these facts, of a message that was \(kind)")
    }

    private func leaf(_ contents: Contents, _ report: inout ReceiptReport) -> SHA256Digest {
        let leaf = SHA256.digest(prefix: 0, contents.entry.canonical)
        report.note(.leaf, .good, "SHA-256(0x00 ‖ entry) is \(leaf)")
        return leaf
    }

    private func inclusion(
        of leaf: SHA256Digest, _ proof: LogProof, _ report: inout ReceiptReport
    ) throws(Broken) -> Checkpoint {
        do {
            let checkpoint = try Checkpoint(text: proof.checkpoint.text)
            try InclusionProof(index: proof.index, size: checkpoint.size, hashes: proof.hashes)
                .check(leaf: leaf, root: checkpoint.root)
            report.note(
                .inclusion, .good,
                "leaf \(proof.index) is in the tree of \(checkpoint.size) leaves with that root")
            return checkpoint
        } catch {
            throw Broken(.inclusion, "\(error)")
        }
    }

    private func signature(
        _ proof: LogProof, _ checkpoint: Checkpoint, _ report: inout ReceiptReport
    ) throws(Broken) {
        do throws(CheckpointError) {
            _ = try logKey.verify(proof.checkpoint)
        } catch {
            throw Broken(.signature, error.description)
        }
        report.note(
            .signature, .good, "\(checkpoint.origin) has signed size and root")
    }

    /// Who has cosigned is told, and must be enough where that was asked for.
    private func cosignatures(
        _ checkpoint: SignedNote, _ extra: Contents, _ report: inout ReceiptReport
    ) throws(Broken) {
        guard let witnesses else {
            let own = (try? checkpoint.origin).map(logKey.keys) ?? []
            let others = checkpoint.signatures.count { line in
                !own.contains { $0.isNamed(by: line) }
            }
            guard others > 0 else { return }
            return report.note(
                .cosignatures, .skipped,
                "\(others) further signatures were not looked at: give --witness or --policy")
        }
        let signers: [SignedNote.Signer]
        do throws(CheckpointError) {
            signers = try logKey.verify(checkpoint, witnesses: witnesses.keys).witnesses
        } catch { throw Broken(.cosignatures, error.description) }
        let at = Instant(milliseconds: extra.entry["at"]?.integer ?? 0)
        let faults = witnesses.faults(in: signers, since: at)
        let counted = signers.filter { faults[$0.key] == nil }
        let names = counted.map { signer in
            let time = Instant(seconds: Int64(clamping: signer.time ?? 0)).rfc3339
            return "\(signer.key.name) at \(time)"
        }
        let told = names.isEmpty ? "no known witness" : names.joined(separator: ", ")
        let refused = signers.compactMap { faults[$0.key] }.map { "; \($0)" }.joined()
        guard witnesses.areEnough(counted.map(\.key)) else {
            throw Broken(.cosignatures, "cosigned by \(told), which is not enough\(refused)")
        }
        report.note(.cosignatures, .good, "cosigned by \(told)\(refused)")
    }
}

extension SignedNote {
    /// The origin that its text begins with.
    fileprivate var origin: NoteName {
        get throws(CheckpointError) { try Checkpoint(text: text).origin }
    }
}

extension JSONNode {
    /// The 32 bytes of a member in base64url.
    fileprivate func digestBytes(_ name: String) -> [UInt8]? {
        guard let text = text(name), let bytes = try? Base64URL.decode(text), bytes.count == 32
        else { return nil }
        return bytes
    }
}
