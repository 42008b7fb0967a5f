// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import Fixtures
import Signing
import Testing

/// A key that OpenSSL takes, under which it computes a hundred times as long as under others.
///
/// Its modulus is the prime p of group 15 (RFC 3526 section 4) and its exponent (p + 1) / 2, nearly as long.
/// So whatever is a square modulo p signs itself: by Euler's criterion s^((p + 1) / 2) is s. One in two is.
@Suite struct `A costly key in a certificate` {
    private static let root = TestAuthority("root")
    private static let modulus = number { BN_get_rfc3526_prime_3072(nil) }
    private static let exponent = number {
        let half = BN_get_rfc3526_prime_3072(nil)
        BN_rshift1(half, half)
        BN_add_word(half, 1)
        return half
    }
    /// Signed by the root, and bears the costly key.
    private static let middle = TestAuthority("middle", below: root) {
        $0.key = DraftDER.rsaKey(modulus: modulus, exponent: exponent)
    }

    private static func number(_ make: () -> OpaquePointer?) -> [UInt8] {
        let number = make()
        defer { BN_free(number) }
        return [UInt8](unsafeUninitializedCapacity: 384) { bytes, count in
            count = Int(BN_bn2bin(number, bytes.baseAddress))
        }
    }

    /// sha256WithRSAEncryption (RFC 8017, appendix A.2.4).
    private static let algorithm = DraftDER.sequence(
        DraftDER.identifier("1.2.840.113549.1.1.11") + [0x05, 0x00])

    /// A certificate of the middle one, with what is to be signed as the signature.
    private static func signer(_ serial: UInt8) -> [UInt8] {
        let draft = middle.issue(
            to: "https://school.example", key: .generate(.p256), serial: [serial]
        ) { $0.algorithms = (outer: algorithm, inner: algorithm) }
        let fields = Array(draft[4..<(8 + Int(draft[6]) << 8 + Int(draft[7]))])
        let digest = SHA256.digest(of: fields).bytes
        let information =
            DraftDER.sequence(
                DraftDER.sequence(DraftDER.identifier("2.16.840.1.101.3.4.2.1") + [0x05, 0x00])
                    + DraftDER.tagged(0x04, digest))
        let padding = [UInt8](repeating: 0xFF, count: 384 - 3 - information.count)
        let signature = [0x00, 0x01] + padding + [0x00] + information
        return DraftDER.sequence(fields + algorithm + DraftDER.tagged(0x03, [0x00] + signature))
    }

    @Test func `verifies nothing in the search for a path, though what it signed is good`() throws {
        let anchor = TrustAnchor(try Certificate(der: Self.root.certificate))
        let offered = [try Certificate(der: Self.middle.certificate)]
        for serial in 2..<18 as Range<UInt8> {
            let signer = try Certificate(der: Self.signer(serial))
            let fault = #expect(throws: PathFaults.self) {
                try CertificatePath.verifying(
                    signer, offered: offered, anchors: [anchor], at: TestAuthority.start + 1,
                    .messages())
            }
            // Had it been verified, the path would be there and its key refused.
            #expect(fault?.faults.map(\.rule) == [.signature], "serial \(serial)")
        }
    }
}
