// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Glibc
import Safeguarding
import Signing
import Wire

extension Arena {
    /// Trusts an authority made on the spot, whose list is current, to speak for the school.
    ///
    /// - Returns: what the header of the school's messages carries: its certificate, in base64.
    func trustCertificates() throws -> [String] {
        let now = Int64(time(nil))
        let validity = (now - 3_600)...(now + 86_400)
        let school = try node(.school)
        let authority = CertificateIssuer(named: "The bench", validity: validity)
        let signer = authority.issue(
            .client(of: school.agency.uri, validity: validity), for: school.key)
        let list = authority.revoke([], at: now - 60, next: now + 86_400)
        try write("anchor.pem", PEMBlock.text("CERTIFICATE", authority.certificate.der))
        try write("anchor.crl", PEMBlock.text("X509 CRL", list.der))
        let place = URL(filePath: path("baton.yaml"))
        let text = String(decoding: try Data(contentsOf: place), as: UTF8.self)
        try write(
            "baton.yaml",
            text + """

                trust:
                  - {anchor: anchor.pem, lists: [anchor.crl], issuers: [\(school.agency.uri)]}

                """)
        return [Data(signer.der).base64EncodedString()]
    }

    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path(name)))
    }
}

extension CompactJWS {
    /// The same payload under a header that carries certificates instead of a key's name.
    func signed(again key: PrivateKey, showing certificates: [String]) throws -> CompactJWS {
        let header: JSONValue = [
            "alg": .string(SignatureAlgorithm.es256.rawValue),
            "typ": .string(TokenType.securityEvent.rawValue),
            "x5c": .array(certificates.map(JSONValue.string)),
        ]
        return try CompactJWS.signed(
            header: header, payload: payloadBytes, by: key, algorithm: .es256)
    }
}
