// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding
import Signing
import TransparencyLog
import Wire

/// The option of a command that may give a cosignature back.
struct CosignOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Cosign the checkpoint that was found good with this Ed25519 key, which signs nothing else.",
            valueName: "file"))
    var cosign: String?

    /// The witness that the node is; nil where nobody said so.
    func witness(
        _ node: NodeFile?, in surroundings: Surroundings
    ) throws(ToolFailure) -> Cosigning? {
        guard let cosign else { return nil }
        guard let node else {
            throw ToolFailure(.usage, "--cosign is for a node: add --node FILE")
        }
        return try Cosigning(of: node, keyFile: cosign, in: surroundings)
    }
}

/// A node as a witness of its broker's log: once a checkpoint was found to continue the last one, it
/// signs so, and gives that to the broker to be served to all others.
struct Cosigning {
    private let signer: NoteSigner
    private let node: NodeFile
    private let surroundings: Surroundings

    /// Reads the key, which must not be the one that signs messages: a signature must never be taken
    /// for one of the other kind.
    init(
        of node: NodeFile, keyFile: String, in surroundings: Surroundings
    ) throws(ToolFailure) {
        let key: PrivateKey
        do {
            let bytes = try Files.read(keyFile, status: .configuration)
            key = try PrivateKey(jwk: JSONDocument(parsing: bytes, limits: .header).root)
        } catch let failure as ToolFailure {
            throw failure
        } catch {
            throw ToolFailure(.configuration, "\(keyFile) is no private JSON Web Key: \(error)")
        }
        do throws(NoteKeyError) {
            signer = try NoteSigner(name: node.agency.witnessName, type: .cosignature, key: key)
        } catch {
            throw ToolFailure(.configuration, "\(keyFile) cannot cosign: \(error)")
        }
        guard key.publicKey.ed25519 != node.key.publicKey.ed25519 else {
            throw ToolFailure(
                .configuration,
                "\(keyFile) is the key that signs this node's messages: make one that only cosigns, with "
                    + "`baton key new --type Ed25519 --out witness.jwk`")
        }
        self.node = node
        self.surroundings = surroundings
    }

    /// Cosigns a checkpoint and gives it to the broker.
    func give(_ seen: SeenCheckpoint, of log: LogKeys) async throws(ToolFailure) {
        let time = UInt64(max(surroundings.now().milliseconds / 1_000, 0))
        let cosignature = signer.cosign(seen.note.text, time: time)
        let signatures =
            seen.note.signatures.filter { signature in
                log.keys(under: seen.checkpoint.origin).contains { $0.isNamed(by: signature) }
            } + [cosignature]
        guard let note = try? SignedNote(text: seen.note.text, signatures: signatures) else {
            throw ToolFailure(.data, "the checkpoint has too many signatures of the log")
        }
        var client = BrokerClient(node: node, in: surroundings)
        try await client.cosign(note.bytes)
    }
}

extension AgencyID {
    /// What the agency is called as a witness: its URI without the scheme, as C2SP names keys.
    var witnessName: NoteName {
        get throws(NoteKeyError) { try NoteName(String(uri.dropFirst("https://".count))) }
    }
}
