// SPDX-License-Identifier: Apache-2.0

import Foundation
import StampingAuthority
import Testing

@testable import Signing

/// A live authority of OpenSSL is asked, and every rule is broken once.
@Suite(.enabled(if: TimestampAuthority.isInstalled, "openssl is not installed"))
final class `A timestamp` {
    let authority: TimestampAuthority
    let trust: TimestampTrust
    let note = SHA256.digest(of: Array("baton.example/log\n3\nroot\n".utf8))

    init() async throws {
        authority = try await TimestampAuthority()
        trust = try TimestampTrust(certificates: authority.certificates("root"))
    }

    deinit { authority.remove() }

    /// A good token over the note, as it would be archived.
    private func goodToken() async throws -> [UInt8] {
        let request = TimestampRequest(for: note)
        let response = try await TimestampResponse(parsing: authority.answer(request.der))
        return try #require(response.token)
    }

    private func fault(
        _ token: some Sequence<UInt8>, trust: TimestampTrust? = nil
    ) -> TimestampFault? {
        do throws(TimestampFault) {
            _ = try (trust ?? self.trust).verify([UInt8](token), over: MessageImprint(note))
            return nil
        } catch {
            return error
        }
    }

    @Test func `is asked for, answered and verified`() async throws {
        let request = TimestampRequest(for: note)
        let before = Int64(Date().timeIntervalSince1970)
        let response = try await TimestampResponse(parsing: authority.answer(request.der))
        let token = try trust.verify(response, to: request)
        #expect(response.status == .granted)
        #expect(token.info.imprint == MessageImprint(note))
        #expect(token.info.nonce == request.nonce)
        #expect(token.info.policy.dotted == TimestampAuthority.policy)
        #expect(token.info.serialNumber == [2])
        #expect(token.info.accuracyMicroseconds == 1_500_000)
        #expect(token.info.isOrdered)
        #expect(abs(token.info.genTimeMilliseconds / 1000 - before) <= 60)
        #expect(token.revocation == .notAsked)
        #expect(try trust.verify(#require(response.token), over: MessageImprint(note)) == token)
    }

    @Test func `is asked for in a form that OpenSSL reads the same`() async throws {
        let policy = try #require(TimestampPolicy(TimestampAuthority.otherPolicy))
        let request = TimestampRequest(for: note, under: policy)
        try Data(request.der).write(to: authority.folder.appending(path: "ours.tsq"))
        let text = try await authority.openssl("ts", "-query", "-in", "ours.tsq", "-text")
        #expect(text.contains("Policy OID: \(TimestampAuthority.otherPolicy)"))
        #expect(text.contains("Certificate required: yes"))
        #expect(text.contains("Hash Algorithm: sha256"))
        #expect(try TimestampRequest(parsing: request.der) == request)
        #expect(try #require(request.nonce).count >= 8)
        #expect(TimestampRequest(for: note).nonce != request.nonce)
        let response = try await TimestampResponse(parsing: authority.answer(request.der))
        #expect(try trust.verify(response, to: request).info.policy == policy)
    }

    @Test func `is refused with the authority's own reasons`() async throws {
        let unknown = try #require(TimestampPolicy("1.2.3.4"))
        let request = TimestampRequest(for: note, under: unknown)
        let response = try await TimestampResponse(parsing: authority.answer(request.der))
        #expect(response.token == nil)
        do throws(TimestampFault) {
            _ = try trust.verify(response, to: request)
            Issue.record("it was taken")
        } catch {
            guard case .notGranted(.rejection, [.unacceptedPolicy], let text) = error else {
                Issue.record("\(error)")
                return
            }
            #expect("\(error)".contains("rejection, unacceptedPolicy, \(text[0])"))
        }
    }

    @Test func `is refused for another imprint, nonce or policy`() async throws {
        let request = TimestampRequest(for: note)
        let answer = try await TimestampResponse(parsing: authority.answer(request.der))
        let other = SHA256.digest(of: Array("other".utf8))
        #expect(
            throws: TimestampFault.imprintMismatch(
                asked: MessageImprint(other), stamped: MessageImprint(note))
        ) { try self.trust.verify(answer, to: TimestampRequest(for: other)) }
        #expect(throws: TimestampFault.nonceMismatch) {
            try self.trust.verify(answer, to: TimestampRequest(for: self.note))
        }
        let (used, wanted) = (
            try #require(TimestampPolicy(TimestampAuthority.policy)),
            try #require(TimestampPolicy(TimestampAuthority.otherPolicy))
        )
        let certificates = try authority.certificates("root")
        let narrow = try TimestampTrust(certificates: certificates, policies: [wanted])
        #expect(throws: TimestampFault.policyNotAllowed(used)) {
            try narrow.verify(answer, to: request)
        }
        let wide = try TimestampTrust(certificates: certificates, policies: [wanted, used])
        #expect(throws: Never.self) { try wide.verify(answer, to: request) }
        // An authority that does not listen: the request is changed on its way there.
        let asking = TimestampRequest(for: note, under: wanted)
        var changed = asking.der
        let tail = try #require(
            changed.indices.last { changed[$0] == 2 && changed[$0 - 1] == 0x1F })
        changed[tail] = 1
        let deaf = try await TimestampResponse(parsing: authority.answer(changed))
        #expect(throws: TimestampFault.policyNotAsked(used, asked: wanted)) {
            try self.trust.verify(deaf, to: asking)
        }
    }

    @Test func `names its certificate by SHA-2, and not by SHA-1 alone`() async throws {
        for digest in ["sha256", "sha384", "sha512"] {
            let request = TimestampRequest(for: note)
            let response = try await TimestampResponse(
                parsing: authority.answer(request.der, naming: digest))
            #expect(throws: Never.self, "\(digest)") {
                try self.trust.verify(response, to: request)
            }
        }
        let old = try await authority.answer(TimestampRequest(for: note).der, naming: "sha1")
        let token = try #require(TimestampResponse(parsing: old).token)
        #expect(fault(token) == .signingCertificateBySHA1)
        #expect(TimestampFault.signingCertificateBySHA1.description.contains("ESSCertID"))
        let info = try await authority.info(of: goodToken())
        #expect(try await fault(authority.token(over: info)) == nil)
        #expect(
            try await fault(authority.token(over: info, options: [])) == .signingCertificateMissing)
    }

    @Test func `has one signer, signed attributes, SHA-2 and a TSTInfo`() async throws {
        let info = try await authority.info(of: goodToken())
        try await authority.makeCertificate("second")
        #expect(try await fault(authority.token(over: info, by: ["tsa", "second"])) == .signers(2))
        #expect(
            try await fault(authority.token(over: info, options: ["-noattr"])) == .signedAttributes)
        #expect(
            try await fault(authority.token(over: info, options: ["-cades", "-md", "sha1"]))
                == .unknownAlgorithm("1.3.14.3.2.26", of: .signature))
        #expect(
            try await fault(authority.token(over: info, type: "pkcs7-data"))
                == .notAnInfo(contentType: "1.2.840.113549.1.7.1"))
        #expect(try await fault(authority.token(over: [1, 2, 3])) == .malformedInfo("content"))
        #expect(try await fault(authority.token(over: info + [0])) == .malformedInfo("content"))
    }

    @Test func `knows no hash function but those of SHA-2`() async throws {
        let folder = authority.folder.appending(path: "weak.tsq")
        try await authority.openssl(
            "ts", "-query", "-sha1", "-digest", String(repeating: "0", count: 40), "-cert", "-out",
            "weak.tsq")
        let query = [UInt8](try Data(contentsOf: folder))
        let sha1 = TimestampFault.unknownAlgorithm("1.3.14.3.2.26", of: .imprint)
        #expect(throws: sha1) { try TimestampRequest(parsing: query) }
        let stamped = try await TimestampResponse(parsing: self.authority.answer(query))
        #expect(fault(try #require(stamped.token)) == sha1)
        let named = try await authority.answer(TimestampRequest(for: note).der, naming: "sha224")
        let token = try #require(TimestampResponse(parsing: named).token)
        #expect(
            fault(token)
                == .unknownAlgorithm("2.16.840.1.101.3.4.2.4", of: .certificateIdentifier))
    }

    @Test func `has the content type that is signed`() async throws {
        // Signed as a content of another type, whose name is as long, and renamed afterwards.
        let info = try await authority.info(of: goodToken())
        var token = try await authority.token(over: info, type: "id-smime-ct-authData")
        let name = try #require(
            token.firstRange(of: [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 16, 1, 2]))
        token[name.upperBound - 1] = 4
        #expect(fault(token) == .signedAttributes)
    }

    @Test func `may be written with indefinite lengths, as CMS may`() async throws {
        func indefinite(_ der: [UInt8]) throws -> [UInt8] {
            [0x30, 0x80] + (try #require(DERElement(all: der))).content + [0, 0]
        }
        let request = TimestampRequest(for: note)
        let answer = try await authority.answer(request.der)
        let usual = try trust.verify(TimestampResponse(parsing: answer), to: request)
        let response = try TimestampResponse(parsing: indefinite(answer))
        #expect(try trust.verify(response, to: request) == usual)
        let token = try indefinite(#require(response.token))
        #expect(try trust.verify(token, over: MessageImprint(note)) == usual)
        #expect(fault(token.dropLast()) == .notAToken)
        #expect(fault(token + [0]) == .notAToken)
    }

    @Test func `carries its certificate when it was asked to`() async throws {
        let info = try await authority.info(of: goodToken())
        let bare = try await authority.token(over: info, options: ["-cades", "-nocerts"])
        #expect(fault(bare) == .certificateUnknown)
        let certificates = try authority.certificates("root", "tsa")
        let knowing = try TimestampTrust(certificates: certificates)
        #expect(fault(bare, trust: knowing) == nil)
        let granted: [UInt8] = [0x30, 0x03, 0x02, 0x01, 0x00]
        let length = granted.count + bare.count
        let der = [0x30, 0x82, UInt8(length >> 8), UInt8(length & 0xFF)] + granted + bare
        let response = try TimestampResponse(parsing: der)
        let request = try TimestampRequest(parsing: authority.file("request.tsq"))
        #expect(throws: TimestampFault.certificateMissing) {
            try knowing.verify(response, to: request)
        }
    }
}
