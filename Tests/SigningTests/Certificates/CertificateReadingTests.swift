// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Signing
import Testing
import Wire

@Suite struct `Reading a certificate` {
    private static let root = TestAuthority("root")

    @Test func `gives back its bytes and their digest`() throws {
        let certificate = try Certificate(der: Self.root.certificate)
        #expect(certificate.der == Self.root.certificate)
        #expect(certificate.digest == SHA256.digest(of: Self.root.certificate))
        #expect(certificate.notBefore == TestAuthority.start)
        #expect(certificate.serialNumber == "01")
    }

    @Test func `refuses what follows it and what is cut off`() {
        let der = Self.root.certificate
        #expect(throws: CertificateError.trailingBytes(1)) { try Certificate(der: der + [0]) }
        for count in stride(from: 0, to: der.count, by: 7) {
            #expect(throws: CertificateError.self) {
                try Certificate(der: Array(der.prefix(count)))
            }
        }
    }

    @Test func `survives any byte that is changed`() {
        let der = Self.root.certificate
        let digest = SHA256.digest(of: der)
        for position in der.indices {
            var changed = der
            changed[position] ^= 0x41
            let read = try? Certificate(der: changed)
            #expect(read?.digest != digest)
        }
    }

    @Test func `has its limits of bytes and extensions`() throws {
        let limit = CertificateLimits.certificateBytes
        #expect(throws: CertificateError.tooLong(limit + 1, limit: limit)) {
            try Certificate(der: [UInt8](repeating: 0, count: limit + 1))
        }
        #expect(throws: CertificateError.malformed(.outer)) {
            try Certificate(der: [UInt8](repeating: 0, count: limit))
        }
        func with(_ count: Int) -> [UInt8] {
            Self.root.issue(to: "https://a.example", key: Self.root.key) { draft in
                let missing = count - draft.extensions.count
                draft.extensions += (0..<missing).map { .init("1.2.3.\($0)", [0x05, 0x00]) }
            }
        }
        let most = CertificateLimits.extensions
        #expect(throws: Never.self) { try Certificate(der: with(most)) }
        #expect(throws: CertificateError.tooManyExtensions(most + 1, limit: most)) {
            try Certificate(der: with(most + 1))
        }
    }

    @Test func `out of PEM takes every object and says where one is not well formed`() throws {
        let body = Base64.encode(Self.root.certificate)
        let file = "text\r\n-----BEGIN CERTIFICATE-----\r\n\(body)\r\n-----END CERTIFICATE-----\r\n"
        let blocks = try PEMBlock.reading(Array((file + file).utf8))
        #expect(blocks.map(\.line) == [2, 6])
        #expect(blocks.map(\.label) == ["CERTIFICATE", "CERTIFICATE"])
        #expect(blocks.allSatisfy { $0.bytes == Self.root.certificate })
        let bad = [
            ("\n-----BEGIN A-----\nAAAA\n", "what begins here does not end", 2),
            ("-----END A-----", "nothing of this label begins above", 1),
            ("-----BEGIN A-----\n-----END B-----", "nothing of this label begins above", 2),
            ("-----BEGIN A-----\n-----BEGIN B-----", "what begins here does not end", 1),
            ("-----BEGIN A-----\n?\n-----END A-----", "what begins here is not base64", 1),
        ]
        for (text, kind, line) in bad {
            let error = #expect(throws: PEMError.self) { try PEMBlock.reading(Array(text.utf8)) }
            #expect(error?.kind.rawValue == kind)
            #expect(error?.line == line)
        }
    }

    @Test(arguments: ["1.2.840.113549.1.1.11", "2.5.29.32.0", "2.999.3", "0.9.2342", "1.3.6"])
    func `knows an object identifier by its arcs`(dotted: String) {
        #expect(ASN1Name(dotted)?.description == dotted)
    }

    @Test(arguments: ["", "1", "1.40", "3.1", "1.2.x", "1..2", "1.2.99999999999"])
    func `knows what is no object identifier`(dotted: String) {
        #expect(ASN1Name(dotted) == nil)
    }
}
