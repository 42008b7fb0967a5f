// SPDX-License-Identifier: Apache-2.0

import Foundation
import Signing
import Wire

/// One file of the chain tests of BoringSSL: a chain, how far its last certificate is trusted, and for
/// what the first is used.
struct ChainFile {
    let root: JSONNode
    /// 2021-10-05T12:00:00Z, which the layout calls DEFAULT.
    private static let usualSeconds: Int64 = 1_633_435_200

    /// Judges every case of the file.
    func tally() -> VectorTally {
        var tally = VectorTally()
        for test in root["tests"]?.elements.map({ $0 }) ?? [] {
            let name = "\(test["dir"]?.string ?? "")/\(test["test"]?.string ?? "")"
            tally.count(
                verdict(test, name), accept: test["expect"]?.string == "valid",
                refusalSuffices: true, name)
        }
        return tally
    }

    private func verdict(_ test: JSONNode, _ name: String) -> VectorVerdict {
        var rules = PathRules(conformance: .path)
        rules.signerMayBeAuthority = true
        let purpose = test["key_purpose"]?.string ?? ""
        guard purpose == "ANY_EKU" || Self.purposes[purpose] != nil else {
            return .notSpoken("the purpose \(purpose): refused")
        }
        rules.purpose = Self.purposes[purpose]
        let chain = test["chain_pem_leaf_first"]?.elements.map { VectorTally.certificate($0) } ?? []
        let trust = test["last_cert_trust"]?.string ?? ""
        let path = PathCase(
            name: name, signer: chain.first ?? nil, offered: chain.compactMap { $0 },
            anchors: anchors(chain.last ?? nil, trust, isAlone: chain.count == 1),
            seconds: Self.seconds(test["utc_time"]?.string ?? ""), rules: rules)
        let verdict = path.verdict()
        guard trust.contains("LEAF"), chain.count == 1, verdict != .accepted else { return verdict }
        return .notSpoken("trust in the signer's own certificate, given by pinned keys: refused")
    }

    private func anchors(_ last: Certificate?, _ trust: String, isAlone: Bool) -> [TrustAnchor] {
        guard let last, trust.hasPrefix("TRUSTED_ANCHOR") else { return [] }
        if trust.contains("REQUIRE_BASIC_CONSTRAINTS"), !last.isAuthority { return [] }
        var contents: TrustAnchor.Contents = []
        if trust.contains("CONSTRAINTS"), !trust.contains("REQUIRE") { contents = .constraints }
        if trust.contains("EXPIRATION") { contents.insert(.validity) }
        return [TrustAnchor(last, contents: contents)]
    }

    /// YYMMDDhhmmssZ.
    private static func seconds(_ text: String) -> Int64 {
        let digits = text.utf8.dropLast().map { Int($0) - 0x30 }
        guard text != "DEFAULT", digits.count == 12 else { return usualSeconds }
        let numbers = stride(from: 0, to: 12, by: 2).map { digits[$0] * 10 + digits[$0 + 1] }
        let iso = numbers.map { ($0 < 10 ? "0" : "") + "\($0)" }
        let text =
            "20\(iso[0])-\(iso[1])-\(iso[2])T\(iso[3]):\(iso[4]):\(iso[5])Z"
        return (try? Date(text, strategy: .iso8601)).map { Int64($0.timeIntervalSince1970) } ?? 0
    }

    private static let server: Set = [PurposeRule.serverAuth]
    private static let client: Set = [PurposeRule.clientAuth]
    private static let purposes = [
        "SERVER_AUTH": PurposeRule(server),
        "SERVER_AUTH_STRICT": PurposeRule(
            server, signerMustName: true, issuers: .mustNameIfAny, forbidden: PurposeRule.lone),
        "SERVER_AUTH_STRICT_LEAF": PurposeRule(
            server, signerMustName: true, forbidden: PurposeRule.lone),
        "CLIENT_AUTH": PurposeRule(client),
        "CLIENT_AUTH_STRICT": PurposeRule(
            client, signerMustName: true, issuers: .mustName, forbidden: PurposeRule.lone),
        "CLIENT_AUTH_STRICT_LEAF": PurposeRule(
            client, signerMustName: true, forbidden: PurposeRule.lone),
    ]
}
