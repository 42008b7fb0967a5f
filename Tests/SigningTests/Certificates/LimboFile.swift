// SPDX-License-Identifier: Apache-2.0

import Foundation
import Signing
import Wire

/// One file of x509-limbo.
///
/// What stands in its name space `webpki` are rules of the CA/Browser Forum for public websites. Baton
/// has some of them too: an authority does not sign messages, and a signer's certificate names its
/// purpose. Those are applied there. The others are left out by name, each with its reason.
struct LimboFile {
    let root: JSONNode

    /// Judges every case of the file.
    func tally() -> VectorTally {
        var tally = VectorTally()
        for test in root["testcases"]?.elements.map({ $0 }) ?? [] {
            let name = test["id"]?.string ?? ""
            let accept = test["expected_result"]?.string == "SUCCESS"
            let verdict = verdict(test, name)
            if verdict == .accepted, !accept, let reason = Self.browserRule(name) {
                tally.leftOut[reason, default: 0] += 1
            } else {
                tally.count(verdict, accept: accept, refusalSuffices: true, name)
            }
        }
        return tally
    }

    private func verdict(_ test: JSONNode, _ name: String) -> VectorVerdict {
        let lists = test["crls"]?.elements.map { $0.string } ?? []
        var rules = rules(test, isWebsite: name.hasPrefix("webpki::"))
        rules.revocation = lists.isEmpty ? .unchecked : .signer
        let blocks = lists.compactMap { $0.flatMap { try? PEMBlock.reading(Array($0.utf8)) } }
        let path = PathCase(
            name: name, signer: VectorTally.certificate(test["peer_certificate"]),
            offered: VectorTally.certificates(test["untrusted_intermediates"]),
            anchors: VectorTally.certificates(test["trusted_certs"]).map { TrustAnchor($0) },
            lists: blocks.joined().compactMap { try? RevocationList(der: $0.bytes) },
            seconds: seconds(test["validation_time"]?.string), rules: rules)
        let verdict = path.verdict()
        guard verdict == .accepted, let signer = path.signer else { return verdict }
        return isPeer(signer, test) ? .accepted : .refused("another peer")
    }

    private func rules(_ test: JSONNode, isWebsite: Bool) -> PathRules {
        var rules = PathRules()
        rules.signerMayBeAuthority = !isWebsite
        let named = (test["extended_key_usage"]?.elements.map { $0 } ?? []).compactMap(\.string)
        let usual = test["validation_kind"]?.string == "CLIENT" ? "clientAuth" : "serverAuth"
        let purposes = (named.isEmpty ? [usual] : named).compactMap { Self.purposes[$0] }
        if !named.contains("anyExtendedKeyUsage") {
            rules.purpose = PurposeRule(Set(purposes), signerMustName: isWebsite)
        }
        for usage in test["key_usage"]?.elements.map({ $0 }) ?? [] {
            rules.signerUsage.formUnion(Self.usages[usage.string ?? ""] ?? [])
        }
        if let depth = test["max_chain_depth"]?.integer { rules.longestBetween = Int(depth) }
        return rules
    }

    private func isPeer(_ signer: Certificate, _ test: JSONNode) -> Bool {
        let one = test["expected_peer_name"].flatMap { $0.kind == .object ? $0 : nil }
        let several = test["expected_peer_names"]?.elements.map { $0 } ?? []
        return ([one].compactMap { $0 } + several).allSatisfy { peer in
            let value = peer["value"]?.string ?? ""
            return switch peer["kind"]?.string {
            case "DNS": signer.names(.host(value))
            case "IP": signer.names(.address(value))
            default: signer.names(.mailbox(value))
            }
        }
    }

    /// Certificates are valid to the second (RFC 5280 section 4.1.2.5): what follows is cut off.
    private func seconds(_ text: String?) -> Int64 {
        guard let text else { return Int64(Date().timeIntervalSince1970) }
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: text.contains("."))
        let date = try? Date(text, strategy: style)
        return date.map { Int64($0.timeIntervalSince1970.rounded(.down)) } ?? 0
    }

    /// Why Baton takes what a browser must refuse, by the kind of case.
    private static func browserRule(_ name: String) -> String? {
        let parts = name.split(separator: ":", omittingEmptySubsequences: true)
        guard parts.count > 1, parts[0] == "webpki" else { return nil }
        return reasons[String(parts[1])] ?? "browser policy: certificates of public websites"
    }

    private static let reasons = [
        "aki": "browser policy: shape of a root's authority key identifier",
        "cn": "browser policy: common names, which Baton does not read",
        "eku": "browser policy: usages of roots, and whether usages are critical",
        "san": "browser policy: public suffixes, and whether names are critical",
        "nc": "browser policy: name constraints of websites",
    ]
    private static let purposes = [
        "serverAuth": PurposeRule.serverAuth, "clientAuth": PurposeRule.clientAuth,
        "codeSigning": ASN1Name("1.3.6.1.5.5.7.3.3"),
        "emailProtection": PurposeRule.emailProtection,
        "timeStamping": ASN1Name("1.3.6.1.5.5.7.3.8"),
        "OCSPSigning": ASN1Name("1.3.6.1.5.5.7.3.9"),
    ].compactMapValues { $0 }
    private static let usages: [String: KeyUsage] = [
        "digitalSignature": .digitalSignature, "contentCommitment": .contentCommitment,
        "keyEncipherment": .keyEncipherment, "dataEncipherment": .dataEncipherment,
        "keyAgreement": .keyAgreement, "keyCertSign": .keyCertSign, "cRLSign": .cRLSign,
        "encipherOnly": .encipherOnly, "decipherOnly": .decipherOnly,
    ]
}
