// SPDX-License-Identifier: Apache-2.0

import Foundation
import Signing
import StampingAuthority
import Testing

/// What is covered: the answer, the authority's certificate, the signed attributes and the signature.
///
/// What may change without a refusal, and then means the same: the versions and the list of digest
/// algorithms of CMS, which a verifier has no use for; the parameters of SHA-256, NULL or another;
/// small and capital letters of the issuer's name, by which the certificate is only found; the bit
/// that says of a set that it is constructed; and the name of the signature algorithm, since key
/// and digest decide.
@Suite(.enabled(if: TimestampAuthority.isInstalled, "openssl is not installed"))
final class `A token of which a byte was changed` {
    let authority: TimestampAuthority
    let trust: TimestampTrust
    let imprint: MessageImprint
    let token: [UInt8]

    init() async throws {
        authority = try await TimestampAuthority()
        let digest = SHA256.digest(of: [7])
        imprint = MessageImprint(digest)
        trust = try TimestampTrust(certificates: authority.certificates("root"))
        let request = TimestampRequest(for: digest)
        let response = try await TimestampResponse(parsing: authority.answer(request.der))
        token = try #require(response.token)
    }

    deinit { authority.remove() }

    /// What a token is taken to mean; nil when it is refused.
    private func meaning(of token: [UInt8]) -> TimestampToken? {
        do throws(TimestampFault) { return try trust.verify(token, over: imprint) } catch {
            return nil
        }
    }

    @Test func `is refused, or the byte says nothing that is believed`() async throws {
        let meaning = try #require(self.meaning(of: token))
        var free: Set<Int> = []
        for position in token.indices {
            for mask in [0x01, 0x20, 0x80, 0xFF] as [UInt8] {
                var changed = token
                changed[position] ^= mask
                guard let read = self.meaning(of: changed) else { continue }
                #expect(read == meaning, "byte \(position)")
                free.insert(position)
            }
        }
        let info = try await authority.info(of: token)
        let certificate = try authority.certificates("tsa")[0]
        let covered = [
            try #require(token.firstRange(of: info)),
            try #require(token.firstRange(of: certificate)),
            // The signature is last; it is a DER sequence of 68 to 72 bytes, of which 64 matter.
            token.count - 64..<token.count,
        ]
        for range in covered { #expect(free.isDisjoint(with: range)) }
        #expect(free.count <= 40, "\(free.sorted())")
    }

    @Test func `is refused when it is cut off or goes on`() {
        for count in token.indices { #expect(meaning(of: [UInt8](token[..<count])) == nil) }
        for more in [[0], token] as [[UInt8]] { #expect(meaning(of: token + more) == nil) }
    }
}
