// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import SampleTown
import Signing
import Testing
import Wire

@testable import Web

/// Row S07 of the acceptance table: one agency signs as another, or brings what another signed.
@Suite struct `A message of three agencies` {
    private let town: SampleTown
    private let desk: SecureDesk

    init() async throws {
        town = try SampleTown()
        desk = try await SecureDesk(town)
    }

    /// Whose certificate is shown, whom `iss` names and whose key signs, in every combination; and
    /// whether the header names the key that signs or the issuer's.
    private struct Combination {
        let certificate, issuer, signer: Resident
        let namesSigner: Bool

        /// What it must be answered: 202 where all three are one, else the first rule it breaks.
        var answer: (status: Int, word: String) {
            guard signer.id == issuer.id else {
                return (400, namesSigner ? "invalid_key" : "authentication_failed")
            }
            return certificate.id == issuer.id ? (202, "") : (400, "invalid_issuer")
        }
    }

    private var combinations: [Combination] {
        let three = [town.police, town.council, town.health]
        return three.flatMap { certificate in
            three.flatMap { issuer in
                three.flatMap { signer in
                    [true, false].map {
                        Combination(
                            certificate: certificate, issuer: issuer, signer: signer,
                            namesSigner: $0)
                    }
                }
            }
        }
    }

    @Test func `is taken where certificate, issuer and key are of one agency alone`() async throws {
        var clients: [AgencyID: SecureClient] = [:]
        for resident in [town.police, town.council, town.health] {
            clients[resident.id] = try await desk.connect(as: resident)
        }
        let all = combinations
        #expect(all.count == 54)
        for one in all {
            let client = try #require(clients[one.certificate.id])
            let status = try await client.ask(post(one))
            let words =
                "\(one.certificate.id) \(one.issuer.id) \(one.signer.id) \(one.namesSigner)"
            #expect(status == one.answer.status, "\(words): \(client.last)")
            #expect(client.last.contains(one.answer.word) || status == 202, "\(words)")
        }
        #expect(all.count { $0.answer.status == 202 } == 6)
    }

    private func post(_ one: Combination) throws -> [UInt8] {
        let recipient = one.issuer.id == town.council.id ? town.police : town.council
        var letter = try town.letter(from: one.issuer, "referral.made", to: [recipient])
        letter.key = one.signer.key
        let named = one.namesSigner ? one.signer : one.issuer
        letter.header["kid"] = .string(named.key.publicKey.kid)
        let body = try letter.bytes()
        let head = [
            "POST /events HTTP/1.1", "Host: localhost",
            "Content-Type: application/secevent+jwt", "Content-Length: \(body.count)",
        ]
        return Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
    }
}
