// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Intake
import Safeguarding
import SampleTown
import Signing
import Testing
import Wire

@Suite struct `The front door, to a letter under a certificate,` {
    private static let root = TestAuthority("root")
    private let town: SampleTown
    private let key = PrivateKey.generate(.p256)

    init() throws { town = try SampleTown() }

    private func examine(lists: [[UInt8]]) throws -> Examination {
        let authority = TrustedAuthority(
            anchor: TrustAnchor(try Certificate(der: Self.root.certificate)),
            lists: try lists.map(RevocationList.init), issuers: [town.police.id.uri])
        let keyring = Keyring(
            [], trust: CertificateTrust([authority]), agencies: town.residents.map(\.id))
        let door = try town.frontDoor(keyring: keyring)
        let leaf = Self.root.issue(to: town.police.id.uri, key: key, serial: [7])
        var letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        letter.key = key
        letter.algorithm = .es256
        letter.header["alg"] = "ES256"
        letter.header["kid"] = nil
        letter.header["x5c"] = [.string(Base64.encode(leaf))]
        return door.examine(
            try door.verify(letter.bytes()), carriedBy: town.police.id, now: SampleTown.morning)
    }

    private func list(revoking serials: [[UInt8]] = [], daysOld: Int64 = 1) -> [UInt8] {
        let start = SampleTown.morning.seconds - daysOld * TestAuthority.day
        return Self.root.list(revoking: serials, from: start)
    }

    @Test func `opens while nobody revoked it`() throws {
        guard case .admissible(let message) = try examine(lists: [list()]) else {
            return #expect(Bool(false), "it is a good letter")
        }
        #expect(message.late == [])
    }

    @Test func `opens with a mark when no list says so, or none that is current`() throws {
        for lists in [[], [list(daysOld: 30)]] {
            let examination = try examine(lists: lists)
            guard case .admissible(let message) = examination else {
                return #expect(Bool(false), "a list that is missing stops no referral")
            }
            #expect(message.late == [.revocationInDoubt])
            #expect(examination.isRevocationInDoubt)
        }
    }

    @Test(arguments: [1, 30])
    func `stays shut once it is revoked`(daysOld: Int64) throws {
        let lists = [list(revoking: [[7]], daysOld: daysOld)]
        guard case .refused(let message) = try examine(lists: lists) else {
            return #expect(Bool(false), "it was revoked")
        }
        #expect(message.refusal.reasons == [.certificate(.revoked(position: 0))])
    }
}
