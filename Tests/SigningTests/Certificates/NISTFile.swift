// SPDX-License-Identifier: Apache-2.0

import Foundation
import Signing
import Testing
import Wire

/// One file of NIST's test suite for the validation of paths (PKITS).
struct NISTFile {
    let root: JSONNode

    /// Judges every case of the file.
    func tally() throws -> VectorTally {
        var tally = VectorTally()
        let time = try #require(root["time_utc"]?.string)
        let seconds = Int64(try Date(time, strategy: .iso8601).timeIntervalSince1970)
        for test in root["tests"]?.elements.map({ $0 }) ?? [] {
            let number = test["number"]?.string ?? ""
            let path = path(test, name: "\(number) \(test["name"]?.string ?? "")", at: seconds)
            tally.count(
                path.verdict(), accept: test["shouldValidate"]?.boolean, refusalSuffices: true,
                path.name)
        }
        return tally
    }

    /// The suite is of certificates from before some rules, so it is judged by section 6 alone.
    private func path(_ test: JSONNode, name: String, at seconds: Int64) -> PathCase {
        var rules = PathRules(conformance: .path)
        rules.signerMayBeAuthority = true
        rules.revocation = .path
        let certificates = (test["certs"]?.elements.map { $0 } ?? []).map { name in
            bytes("certs_der_b64", name.string).flatMap { try? Certificate(der: $0) }
        }
        let lists = (test["crls"]?.elements.map { $0 } ?? []).compactMap { name in
            bytes("crls_der_b64", name.string).flatMap { try? RevocationList(der: $0) }
        }
        let anchor = certificates.first.flatMap { $0 }
        return PathCase(
            name: name, signer: certificates.last ?? nil,
            offered: certificates.dropFirst().dropLast().compactMap { $0 },
            anchors: [anchor].compactMap { $0 }.map { TrustAnchor($0) }, lists: lists,
            seconds: seconds, rules: rules)
    }

    private func bytes(_ member: String, _ name: String?) -> [UInt8]? {
        name.flatMap { root[member]?[$0]?.string }.flatMap { try? Base64.decode($0) }
    }
}
