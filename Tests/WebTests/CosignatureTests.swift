// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Relay
import Safeguarding
import SampleTown
import Signing
import Testing
import TransparencyLog

@testable import Web

@Suite struct `Cosignatures of an agency's node` {
    let town: SampleTown
    let counter: Counter
    let council: NoteSigner
    let stranger: NoteSigner

    init() async throws {
        let town = try SampleTown()
        self.town = town
        council = try NoteSigner(
            name: NoteName("council.example"), type: .cosignature, key: .generate(.ed25519))
        stranger = try NoteSigner(
            name: NoteName("stranger.example"), type: .cosignature, key: .generate(.ed25519))
        counter = try await Counter(
            town, setting: Self.setting(town.setting(), witness: council, of: town.council))
    }

    static func setting(
        _ base: Setting, witness: NoteSigner, of resident: Resident
    ) -> Setting {
        let member = WitnessSetting.Member(
            key: witness.verifierKey, url: nil, agency: resident.id)
        return Setting(
            frontDoor: base.frontDoor, vault: base.vault, signature: base.signature,
            noteSigner: base.noteSigner,
            witnessing: WitnessSetting(members: [member], policy: nil),
            documents: base.documents, limits: base.limits, version: base.version)
    }

    /// The broker's clock, in seconds since 1970.
    var now: UInt64 { UInt64(counter.broker.now.seconds) }

    func served(_ client: any TestClientProtocol) async throws -> SignedNote {
        let answer = try await client.get("/log/checkpoint")
        return try SignedNote(parsing: [UInt8](answer.body.readableBytesView))
    }

    func post(
        _ note: SignedNote, by resident: Resident, _ client: any TestClientProtocol
    ) async throws -> HTTPResponse.Status {
        try await client.post(
            note.bytes, counter.fields(resident, type: "text/plain; charset=utf-8"),
            to: "/log/cosignatures"
        ).status
    }

    @Test func `are served with the checkpoint from then on`() async throws {
        try await counter.serve { client in
            let none = try await client.get("/log/cosigned")
            #expect(none.status == .notFound)
            #expect(none.text.contains("cosigned by enough witnesses"))
            let note = try await served(client)
            let cosignature = council.cosign(note.text, time: now)
            let status = try await post(note.adding(cosignature), by: town.council, client)
            #expect(status == .noContent)
            let dressed = try await served(client)
            #expect(dressed.text == note.text)
            #expect(dressed.signatures == note.signatures + [cosignature])
            let newer = council.cosign(note.text, time: now + 1)
            _ = try await post(note.adding(newer), by: town.council, client)
            #expect(try await served(client).signatures == note.signatures + [newer])
            let cosigned = try await client.get("/log/cosigned")
            #expect(try await [UInt8](cosigned.body.readableBytesView) == served(client).bytes)
        }
    }

    @Test func `stand on a receipt that is renewed, and not on the first`() async throws {
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await counter.serve { client in
            let sent = try await client.post(
                letter.bytes(), counter.fields(town.police, type: "application/secevent+jwt"))
            #expect(sent.status == .accepted)
            let path = "/receipts/\(letter.jti.text)"
            func receipt(_ size: String) async throws -> (HTTPResponse.Status, LogProof?) {
                let answer = try await client.get(path + size, counter.fields(town.police))
                return (
                    answer.status, try? LogProof(parsing: [UInt8](answer.body.readableBytesView))
                )
            }
            #expect(try await receipt("?size=cosigned").0 == .badRequest)
            let note = try await served(client)
            let cosignature = council.cosign(note.text, time: now)
            _ = try await post(note.adding(cosignature), by: town.council, client)
            for size in ["?size=newest", "?size=cosigned"] {
                let proof = try await receipt(size).1
                #expect(proof?.checkpoint.text == note.text)
                #expect(proof?.checkpoint.signatures.contains(cosignature) == true)
            }
            #expect(try await receipt("").1?.checkpoint.signatures.count == 1)
            #expect(try await receipt("?size=nothing").0 == .badRequest)
        }
    }

    @Test func `are taken of a witness that is listed for the caller, and of no other`()
        async throws
    {
        try await counter.serve { client in
            let note = try await served(client)
            let good = try note.adding(council.cosign(note.text, time: now))
            #expect(try await post(good, by: town.police, client) == .forbidden)
            let foreign = try note.adding(stranger.cosign(note.text, time: now))
            #expect(try await post(foreign, by: town.council, client) == .badRequest)
            let bad = try note.adding(council.cosign([0x61, 0x0A], time: now))
            #expect(try await post(bad, by: town.council, client) == .badRequest)
            let both = try good.adding(stranger.cosign(note.text, time: now))
            #expect(try await post(both, by: town.council, client) == .noContent)
            #expect(try await served(client).signatures.count == 2)
            let nobody = try await client.post(good.bytes, [:], to: "/log/cosignatures")
            #expect(nobody.status == .unauthorized)
        }
    }

    @Test func `of a time to come, or of before the log, are taken for no policy, and told so`()
        async throws
    {
        try await counter.serve { client in
            let note = try await served(client)
            for time in [now + 301, now - 301, 1, .max] {
                let answer = try await client.post(
                    note.adding(council.cosign(note.text, time: time)).bytes,
                    counter.fields(town.council, type: "text/plain"), to: "/log/cosignatures")
                #expect(answer.status == .badRequest && answer.text.contains("council.example"))
                #expect(answer.text.contains("does not count: set the witness's clock"))
            }
            #expect(try await served(client) == note)
            #expect(try await client.get("/log/cosigned").status == .notFound)
            for time in [now + 300, now - 300] {
                let good = try note.adding(council.cosign(note.text, time: time))
                #expect(try await post(good, by: town.council, client) == .noContent)
            }
        }
    }

    @Test func `of one witness in two lines count as the first, whose time is judged`() async throws
    {
        try await counter.serve { client in
            let note = try await served(client)
            let good = council.cosign(note.text, time: now)
            let untimely = council.cosign(note.text, time: now + 86_400)
            let both = try note.adding(good).adding(untimely)
            #expect(try await post(both, by: town.council, client) == .noContent)
            #expect(try await served(client).signatures.contains(good))
            #expect(try await !served(client).signatures.contains(untimely))
            let turned = try note.adding(untimely).adding(good)
            #expect(try await post(turned, by: town.council, client) == .badRequest)
        }
    }

    @Test func `of who is no witness any more make no checkpoint a cosigned one`() async throws {
        let broker = counter.broker
        let changed = Self.setting(broker.setting, witness: stranger, of: town.council)
        try await counter.serve { client in
            let note = try await served(client)
            let cosigned = try note.adding(council.cosign(note.text, time: now))
            #expect(try await post(cosigned, by: town.council, client) == .noContent)
            #expect(try await client.get("/log/cosigned").status == .ok)
            try await broker.load(changed)
            #expect(try await client.get("/log/cosigned").status == .notFound)
            let size = try Checkpoint(text: note.text).size
            broker.cosignatures.restore(cosigned, size: size, setting: changed.witnessing)
            #expect(broker.cosigned == nil)
        }
    }

    @Test func `are taken for what the log has signed alone`() async throws {
        let signer = counter.broker.setting.noteSigner
        try await counter.serve { client in
            let note = try await served(client)
            let size = try Checkpoint(text: note.text).size
            let forged = [
                Checkpoint(
                    origin: signer.verifierKey.name, size: size,
                    root: MerkleTree.leafHash(of: [1])),
                Checkpoint(
                    origin: signer.verifierKey.name, size: size + 1,
                    root: MerkleTree.leafHash(of: [1])),
            ]
            for checkpoint in forged {
                let other = checkpoint.signed(by: signer)
                let cosigned = try other.adding(council.cosign(other.text, time: now))
                #expect(try await post(cosigned, by: town.council, client) == .badRequest)
            }
            let alone = try SignedNote(
                text: note.text, signatures: [council.cosign(note.text, time: now)])
            #expect(try await post(alone, by: town.council, client) == .badRequest)
            let long = [UInt8](repeating: 0x61, count: SignedNote.largestByteCount + 1)
            let answer = try await client.post(
                long, counter.fields(town.council, type: "text/plain"), to: "/log/cosignatures")
            #expect(answer.status == .contentTooLarge)
            #expect(try await served(client) == note)
        }
    }
}
