// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding
import Signing
import TransparencyLog
import Wire

/// Makes keys.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Makes the keys that nodes sign with.",
        subcommands: [KeyNewCommand.self, KeyPublicCommand.self, KeyRotateCommand.self])
}

extension KeyKind: ExpressibleByArgument {}

/// Makes a private key.
struct KeyNewCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Makes a private key.",
        discussion: """
            Prints a private JSON Web Key, or writes it with --out to a new file that only its \
            owner can read and prints its kid. Whoever has the key signs for the agency: it never \
            leaves the node. The operator registers the public half, see `baton key public`.

              baton key new --out misper.jwk
              baton key public misper.jwk > misper.pub.json
            """)

    @Option(help: ArgumentHelp("The kind of key.", valueName: "kind"))
    var type: KeyKind = .p256

    @Option(help: ArgumentHelp("Write it to this new file.", valueName: "file"))
    var out: String?

    var writesJSON: Bool { true }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        let key = PrivateKey.generate(type)
        let text = Array((VerbatimJSON.pretty(key.jwk) + "\n").utf8)
        guard let out else { return try surroundings.results.write(text) }
        try Files.writeNew(out, text, mode: 0o600)
        try surroundings.results.line(key.publicKey.kid)
    }
}

/// Shows the half of a key that is registered.
struct KeyPublicCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "public",
        abstract: "Prints the public half of a private key.",
        discussion: """
            What it prints is what the broker's operator registers for the node.

              baton key public misper.jwk > misper.pub.json

            A key that cosigns the log's checkpoints is registered as a vkey (C2SP), under the \
            agency's name:

              baton key new --type Ed25519 --out witness.jwk
              baton key public witness.jwk --witness https://trust.nhs.example
            """)

    @Option(
        help: ArgumentHelp("Print the vkey of the witness that this agency is.", valueName: "uri"),
        transform: Reading.agency)
    var witness: AgencyID?

    @Argument(help: "The file of the private key; - is standard input.")
    var file: String

    var writesJSON: Bool { true }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        let bytes = try surroundings.input(file)
        let key: PrivateKey
        do {
            key = try PrivateKey(jwk: JSONDocument(parsing: bytes, limits: .header).root)
        } catch {
            throw ToolFailure(.data, "\(file) is no private JSON Web Key: \(error)")
        }
        if let witness {
            return try surroundings.results.line(try Self.vkey(of: witness, key.publicKey))
        }
        try surroundings.results.write(
            Array((VerbatimJSON.pretty(key.publicKey.jwk) + "\n").utf8))
    }

    private static func vkey(
        of witness: AgencyID, _ key: PublicKey
    ) throws(ToolFailure) -> String {
        do throws(NoteKeyError) {
            return try NoteVerifierKey(name: witness.witnessName, type: .cosignature, key: key).vkey
        } catch {
            throw ToolFailure(.data, "the key cannot cosign (\(error)): make one of type Ed25519")
        }
    }
}
