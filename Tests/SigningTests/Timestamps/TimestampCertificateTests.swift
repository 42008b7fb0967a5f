// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Signing
import StampingAuthority
import Testing
import Wire

/// Who may stamp: each rule of RFC 3161 section 2.3 and of the chain, broken once.
@Suite(.enabled(if: TimestampAuthority.isInstalled, "openssl is not installed"))
final class `The certificate of a time stamping authority` {
    let authority: TimestampAuthority
    let note = MessageImprint(SHA256.digest(of: [1, 2, 3]))
    let info: [UInt8]

    init() async throws {
        authority = try await TimestampAuthority()
        let request = TimestampRequest(for: SHA256.digest(of: [1, 2, 3]))
        let response = try await TimestampResponse(
            parsing: authority.answer(request.der, named: false))
        info = try await authority.moved(
            authority.info(of: #require(response.token)), bySeconds: 3600)
    }

    deinit { authority.remove() }

    private func fault(_ token: [UInt8], trusting names: [String] = ["root"]) throws
        -> TimestampFault?
    {
        let trust = try TimestampTrust(
            certificates: names.flatMap { try authority.certificates($0) })
        do throws(TimestampFault) {
            _ = try trust.verify(token, over: note)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("keyUsage = critical, digitalSignature", TimestampUsageFault.noExtendedKeyUsage),
        ("extendedKeyUsage = timeStamping", .notCritical),
        ("extendedKeyUsage = critical, timeStamping, emailProtection", .notTimeStampingAlone),
        ("extendedKeyUsage = critical, timeStamping, 1.2.3.4", .notTimeStampingAlone),
        ("extendedKeyUsage = critical, anyExtendedKeyUsage", .notTimeStampingAlone),
        (
            "extendedKeyUsage = critical, timeStamping\nkeyUsage = critical, keyEncipherment",
            .keyUsage
        ),
        (
            "extendedKeyUsage = critical, timeStamping\n"
                + "keyUsage = digitalSignature, keyEncipherment", .keyUsage
        ),
        (
            "extendedKeyUsage = critical, timeStamping\nbasicConstraints = CA:TRUE", .authority
        ),
    ])
    func `is for stamping and for nothing else`(
        extensions: String, expected: TimestampUsageFault
    ) async throws {
        try await authority.makeCertificate("odd", extensions: extensions)
        #expect(try await fault(authority.token(over: info, by: ["odd"])) == .usage(expected))
    }

    @Test(arguments: [
        "keyUsage = nonRepudiation", "keyUsage = nonRepudiation, digitalSignature", "",
    ])
    func `may promise, or say nothing of its key`(usage: String) async throws {
        try await authority.makeCertificate(
            "plain", extensions: "extendedKeyUsage = critical, timeStamping\n" + usage)
        #expect(try await fault(authority.token(over: info, by: ["plain"])) == nil)
    }

    @Test func `leads to an anchor over authorities, each of which may issue it`() async throws {
        let good = "basicConstraints = critical, CA:TRUE\n"
        try await authority.makeCertificate("middle", extensions: good)
        try await authority.makeCertificate("leaf", issuer: "middle")
        let token = try await authority.token(
            over: info, by: ["leaf"], options: ["-cades", "-certfile", "middle.pem"])
        #expect(try fault(token) == nil)
        let without = try await authority.token(over: info, by: ["leaf"])
        guard case .chain(_, depth: 0) = try fault(without) else {
            Issue.record("the path has a gap")
            return
        }
        #expect(try fault(without, trusting: ["root", "middle"]) == nil)
        #expect(throws: TimestampFault.noAnchor) { try self.fault(without, trusting: ["middle"]) }

        try await authority.makeCertificate(
            "mail", extensions: good + "extendedKeyUsage = emailProtection")
        try await authority.makeCertificate("under", issuer: "mail")
        #expect(
            try await fault(authority.token(over: info, by: ["under"]), trusting: ["root", "mail"])
                == .usage(.issuerNotForTimeStamping(depth: 1)))
        try await authority.makeCertificate("loose", extensions: "keyUsage = keyCertSign")
        try await authority.makeCertificate("below", issuer: "loose")
        #expect(
            try await fault(
                authority.token(over: info, by: ["below"]), trusting: ["root", "loose"])
                == .chain(reason: "invalid CA certificate", depth: 1))
    }

    @Test func `stands at most so many certificates from its anchor`() async throws {
        var (issuer, line) = ("root", [String]())
        for number in 0...TimestampLimits.intermediates {
            let leaf = "leaf\(number)"
            try await authority.makeCertificate(leaf, issuer: issuer)
            let token = try await authority.token(over: info, by: [leaf])
            #expect(try fault(token, trusting: ["root"] + line) == nil, "\(number)")
            line.append("middle\(number)")
            try await authority.makeCertificate(
                line[number], extensions: "basicConstraints = critical, CA:TRUE", issuer: issuer)
            issuer = line[number]
        }
        try await authority.makeCertificate("far", issuer: issuer)
        guard
            case .chain = try await fault(
                authority.token(over: info, by: ["far"]), trusting: ["root"] + line)
        else {
            Issue.record("\(line.count) stand between")
            return
        }
    }

    @Test func `comes with at most so many others`() async throws {
        let limit = TimestampLimits.certificates
        var names: [String] = []
        for number in 1...limit {
            names.append("other\(number)")
            try await authority.makeCertificate(names[number - 1])
        }
        func token(with count: Int) async throws -> [UInt8] {
            let text = try names.prefix(count).flatMap { try authority.file("\($0).pem") }
            try Data(text).write(to: authority.folder.appending(path: "others.pem"))
            return try await authority.token(
                over: info, options: ["-cades", "-certfile", "others.pem"])
        }
        #expect(try await fault(token(with: limit - 1)) == nil)
        #expect(
            try await fault(token(with: limit)) == .tooManyCertificates(limit + 1, limit: limit))
    }

    @Test func `has a key that cannot be broken`() async throws {
        try await authority.makeCertificate("weak", key: ["rsa:1024"])
        #expect(
            try await fault(authority.token(over: info, by: ["weak"]))
                == .chain(reason: "EE certificate key too weak", depth: 0))
        try await authority.makeCertificate("strong", key: ["rsa:2048"])
        #expect(try await fault(authority.token(over: info, by: ["strong"])) == nil)
    }

    @Test func `was valid when it stamped, whenever that is looked at`() async throws {
        for (digits, reason) in [
            ("19991231235959", "certificate is not yet valid"),
            ("20490101000000", "certificate has expired"),
        ] {
            let moved = try authority.moved(info, to: digits)
            guard case .chain(reason, _) = try await fault(authority.token(over: moved)) else {
                Issue.record("\(digits)")
                continue
            }
        }
    }

    @Test func `is named by the token`() async throws {
        let request = TimestampRequest(for: SHA256.digest(of: [1, 2, 3]))
        let response = try await TimestampResponse(
            parsing: authority.answer(request.der, named: true))
        let named = try await authority.moved(
            authority.info(of: #require(response.token)), bySeconds: 3600)
        #expect(try await fault(authority.token(over: named)) == nil)
        try await authority.makeCertificate("tsb")
        #expect(try await fault(authority.token(over: named, by: ["tsb"])) == .authorityName)
        try await authority.makeCertificate(
            "tsc",
            extensions: TimestampAuthority.goodExtensions
                + "\nsubjectAltName = dirName:other\n[other]\nCN = Test tsa")
        #expect(try await fault(authority.token(over: named, by: ["tsc"])) == nil)
    }

    @Test func `is the one that the token commits to, whichever is carried`() async throws {
        // Another certificate for the same key, name and number: it must not take the place of the one that
        // signingCertificateV2 names; signingCertificate alone names none.
        let serial = try await authority.serial(of: "tsa")
        try await authority.openssl(
            "x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key",
            "-set_serial", "0x\(serial)", "-days", "2", "-out", "twin.pem", "-extfile", "tsa.ext")
        let token = try await authority.token(over: info, options: ["-cades", "-nocerts"])
        #expect(try fault(token, trusting: ["root", "tsa"]) == nil)
        var request = TimestampRequest(for: SHA256.digest(of: [1, 2, 3])).der.dropLast(3)
        request[1] -= 3
        let older = try await TimestampResponse(
            parsing: authority.answer([UInt8](request), naming: "sha1")
        ).token
        #expect(try fault(token, trusting: ["root", "twin"]) == .signingCertificateMismatch)
        for trusted in ["tsa", "twin"] {
            let found = try fault(#require(older), trusting: ["root", trusted])
            #expect(found == .signingCertificateBySHA1)
        }
    }

    @Test func `is looked up in lists, which may say that older tokens stay good`() async throws {
        let token = try await authority.token(over: info)
        let serial = try await authority.serial(of: "tsa")
        func standing(_ lines: [String]) async throws -> TimestampStanding {
            let list = try await authority.revocationList(lines)
            let trust = try TimestampTrust(
                certificates: authority.certificates("root"), revocationLists: [list])
            return try trust.verify(token, over: note).revocation
        }
        let ends = "491231235959Z"
        #expect(try await standing([]) == .notRevoked)
        #expect(
            try await standing(["R\t\(ends)\t200101000000Z\tFF\tunknown\t/CN=x"]) == .notRevoked)
        let refused = TimestampFault.revoked(depth: 0)
        for moment in [
            "200101000000Z", "200101000000Z,superseded", "480101000000Z",
            "480101000000Z,keyCompromise",
        ] {
            await #expect(throws: refused, "\(moment)") {
                try await standing(["R\t\(ends)\t\(moment)\t\(serial)\tunknown\t/CN=x"])
            }
        }
        for reason in ["superseded", "affiliationChanged", "cessationOfOperation"] {
            let line = "R\t\(ends)\t480101000000Z,\(reason)\t\(serial)\tunknown\t/CN=x"
            #expect(try await standing([line]) == .notRevoked, "\(reason)")
        }
    }

    @Test func `is marked when no list of its issuer is in force`() async throws {
        let token = try await authority.token(over: info)
        let root = try authority.certificates("root")
        let list = try await authority.revocationList([])
        try await authority.makeRoot()
        let foreign = try await authority.revocationList([])
        let trust = try TimestampTrust(certificates: root, revocationLists: [foreign])
        #expect(try trust.verify(token, over: note).revocation == .notKnown)
        let both = try TimestampTrust(certificates: root, revocationLists: [foreign, list])
        #expect(try both.verify(token, over: note).revocation == .notRevoked)
        #expect(throws: TimestampFault.unreadableList(1)) {
            try TimestampTrust(certificates: root, revocationLists: [list, [1]])
        }
        #expect(throws: TimestampFault.unreadableCertificate(1)) {
            try TimestampTrust(certificates: root + [[0x30, 0x00]])
        }
    }

    /// The key of the root, which OpenSSL has made.
    private func rootKey() throws -> PrivateKey {
        let der = try PEMBlock.reading(authority.file("root.key"))[0].bytes
        let (scalar, point) = (der.dropLast(70).suffix(32), der.suffix(64))
        let members = [("d", scalar), ("x", point.prefix(32)), ("y", point.suffix(32))].map {
            JSONMember($0.0, .string(Base64URL.encode(Array($0.1))))
        }
        let jwk = JSONValue.object([JSONMember("crv", "P-256"), JSONMember("kty", "EC")] + members)
        return try PrivateKey(jwk: JSONDocument(parsing: jwk.canonical).root)
    }

    /// X.509 leaves open whether a list says when the next one comes; one that does not is never in force.
    @Test func `is marked when the list of its issuer does not say when the next one comes`()
        async throws
    {
        let token = try await authority.token(over: info)
        let root = TestAuthority("Test root", key: try rootKey())
        for (list, standing) in [
            (root.list { $0.nextUpdate = nil }, TimestampStanding.notKnown),
            (root.list(from: Int64(Date().timeIntervalSince1970) - 60), .notRevoked),
        ] {
            let trust = try TimestampTrust(
                certificates: authority.certificates("root"), revocationLists: [list])
            #expect(try trust.verify(token, over: note).revocation == standing)
        }
    }
}
