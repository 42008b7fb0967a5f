// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Intake
import Ledger
import Routing
import Safeguarding
import SampleTown
import Signing
import TransparencyLog
import Wire

/// One referral through the rooms with fixed keys and fixed "random" bytes, so that every byte of
/// the page comes out the same each time.
///
/// It is signed by the key of RFC 7515 A.3; the log's key is that of RFC 8037 A.1.
struct OneReferral {
    let jws: CompactJWS
    let sealed: SealedMessage
    /// The referral's entry, after those of the start and of the load.
    let entry: LedgerEntry
    let entries: [LedgerEntry]
    let checkpoint: SignedNote
    let logKey: NoteVerifierKey
    let receipt: [UInt8]

    static let now = Instant.at("2026-11-25T09:00:00Z")
    /// Data key, then salt.
    static let messageRandom = [UInt8](0..<64)

    /// The bytes that stand for the random secret of an entry.
    static func secret(of index: Int64) -> [UInt8] {
        (0..<32).map { UInt8(0x80) + UInt8(index) * 0x20 + $0 }
    }

    init() throws {
        let town = try SampleTown()
        let signer = try NoteSigner(
            name: NoteName(SampleTown.origin), key: FixedKeys.ed25519())
        let letter = try Self.letter(town)
        let message = try Self.admit(letter, town)
        jws = message.token.received.jws
        sealed = SealedMessage(
            jws, digest: message.token.digest, vault: try Self.vault(),
            random: Self.messageRandom)
        let happening = try Self.happening(of: message, sealed.commitment, town)
        var head = LogHead(
            origin: LogOrigin(SampleTown.origin), frontier: Frontier(),
            lastAt: Instant(milliseconds: 0),
            configuration: 0)
        var entries: [LedgerEntry] = []
        for (happening, partnership) in try Self.before(town) + [(happening, 1)] {
            let index = head.size
            let entry = LedgerEntry(
                happening, index: index, at: Self.now, partnership: partnership,
                origin: LogOrigin(SampleTown.origin), secret: Self.secret(of: index))
            _ = head.append(entry)
            entries.append(entry)
        }
        self.entries = entries
        entry = entries[2]
        logKey = signer.verifierKey
        checkpoint = head.checkpoint.signed(by: signer)
        receipt = Receipt.bytes(
            of: entry, messageSalt: sealed.key.salt,
            proof: MerkleTree.path(of: 2, inLeaves: entries.map(\.leafHash)),
            checkpoint: checkpoint)
    }

    private static func vault() throws -> Vault {
        let key = [UInt8](repeating: 0, count: 32)
        return try Vault(storeKeys: [1: key], indexKeys: [1: key], jtiKey: key)
    }

    /// The police refer a child to the council; the school is addressed too, for want of an
    /// agreement in vain, and health subscribes.
    private static func letter(_ town: SampleTown) throws -> Letter {
        let thread = "0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a00"
        var letter = try town.letter(
            from: town.police, "referral.made", to: [town.council, town.school], thread: thread,
            at: now)
        letter.header["kid"] = "police-1"
        letter.claims["jti"] = "0199c1f0-8f3e-7c11-9a55-3f0e2d7c1aff"
        letter.key = try FixedKeys.p256()
        letter.set("concern_summary", "Robin is often hungry. This text is invented.")
        letter.set("professionals_involved", nil)
        return letter
    }

    private static func admit(_ letter: Letter, _ town: SampleTown) throws -> AdmittedMessage {
        let key = letter.key.publicKey
        let door = try town.frontDoor(
            keyring: Keyring([
                RegisteredKey(
                    agency: town.police.id, node: "main", kid: "police-1", key: key,
                    algorithms: Set(key.algorithms), from: .at("2026-01-01T00:00:00Z"))
            ]))
        let verified = try door.verify(letter.bytes())
        switch door.examine(verified, carriedBy: town.police.id, now: now) {
        case .admissible(let message): return message
        case .refused(let message): throw message.refusal
        }
    }

    private static func before(_ town: SampleTown) throws -> [(Happening, Int)] {
        let residents = [town.broker] + town.residents.map(\.id)
        let numbers = Dictionary(uniqueKeysWithValues: zip(1..., residents))
        let load = LoadedFacts(
            documents: ["configuration": SHA256.digest(of: Array("a sample".utf8))],
            newAgencies: numbers, partnerships: [1: town.partnership])
        return [
            (Happening(.started(version: "1.0.0", down: nil)), 0), (Happening(.loaded(load)), 0),
        ]
    }

    /// What the Relay records of an accepted message.
    private static func happening(
        of message: AdmittedMessage, _ commitment: SHA256Digest, _ town: SampleTown
    ) throws -> Happening {
        let directory = try town.directory()
        let routing = Router(directory).route(message, in: ThreadCircle(), at: now)
        let claims = message.claims
        let facts = MessageFacts(
            issuer: claims.issuer, via: nil, kid: message.token.key.kid, thread: claims.thread,
            token: claims.token, type: message.type, issuedAt: claims.issuedAt,
            occurredAt: claims.occurredAt, late: message.late, commitment: commitment,
            configuration: 1, follows: nil, root: nil)
        let recipients = routing.recipients.map(\.agency)
        let opened = ExpectationOpener(directory.partnerships[0]).open(
            by: OpeningMessage(
                type: message.type.name, particulars: message.content.particulars,
                sender: claims.issuer, recipients: recipients, rootIssuer: claims.issuer,
                rootReceived: now, subjects: Array(message.content.subjects.indices),
                received: now, occurred: nil,
                payload: claims.payload))
        return Happening(
            .accepted(facts),
            parts: [.routing(RoutingPart(recipients: recipients, absent: routing.absent))]
                + routing.recipients.map(Part.handoff) + routing.excluded.map(Part.exclusion)
                + opened.openings.map { Part.expectation($0.terms) })
    }
}

/// Keys that everybody knows.
enum FixedKeys {
    /// The key of RFC 7515 A.3.
    static func p256() throws -> PrivateKey {
        try key([
            "kty": "EC", "crv": "P-256", "kid": "police-1",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
            "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
        ])
    }

    /// The key of RFC 8037 A.1.
    static func ed25519() throws -> PrivateKey {
        try key([
            "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
            "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
        ])
    }

    private static func key(_ jwk: JSONValue) throws -> PrivateKey {
        try PrivateKey(jwk: JSONDocument(parsing: jwk.canonical).root)
    }
}
