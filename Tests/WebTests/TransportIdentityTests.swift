// SPDX-License-Identifier: Apache-2.0

import Signing
import Testing

@testable import Web

@Suite struct `The identity of a listener` {
    private static let validity: ClosedRange<Int64> = 1_800_000_000...1_800_086_400
    private let authority = CertificateIssuer(named: "An authority", validity: validity)
    private let key = PrivateKey.generate(.p256)

    private var certificate: [UInt8] {
        let issued = authority.issue(
            .server(["DNS:localhost"], validity: Self.validity), for: key)
        return Array(PEMBlock.text("CERTIFICATE", issued.der).utf8)
    }

    private func pem(_ key: PrivateKey) -> [UInt8] {
        Array(PEMBlock.text("PRIVATE KEY", key.pkcs8).utf8)
    }

    private func fault(
        _ certificate: [UInt8], _ key: [UInt8], _ authorities: [[UInt8]]
    ) -> TransportFault? {
        do throws(TransportFault) {
            _ = try TransportIdentity(
                certificates: certificate, key: key, authorities: authorities)
            return nil
        } catch { return error }
    }

    @Test func `takes a certificate, its key and an authority`() {
        #expect(fault(certificate, pem(key), [authority.certificate.der]) == nil)
    }

    @Test func `says which of them cannot be used`() {
        let (good, no) = (authority.certificate.der, Array("nothing".utf8))
        #expect(fault(no, pem(key), [good]) == .noCertificate)
        #expect(fault([], pem(key), [good]) == .noCertificate)
        #expect(fault(certificate, no, [good]) == .noKey)
        #expect(fault(certificate, pem(key), [good, no]) == .noAuthority)
        guard case .unusable = fault(certificate, pem(.generate(.p256)), [good]) else {
            Issue.record("another certificate's key was taken")
            return
        }
    }
}
