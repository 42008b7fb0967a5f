// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Signing
import Testing

/// A change to a good certificate, and the rule that it breaks.
struct BadCertificate: Sendable, CustomTestStringConvertible {
    let rule: ProfileRule
    let note: String
    let change: @Sendable (inout CertificateDraft) -> Void

    init(
        _ rule: ProfileRule, _ note: String = "",
        _ change: @escaping @Sendable (inout CertificateDraft) -> Void
    ) {
        self.rule = rule
        self.note = note
        self.change = change
    }

    var testDescription: String { "\(rule) \(note)" }
}

private func names(_ tag: UInt8, _ text: String) -> [UInt8] {
    DraftDER.sequence(DraftDER.tagged(tag, Array(text.utf8)))
}

private func policyInformation(_ dotted: String) -> [UInt8] {
    DraftDER.sequence(DraftDER.identifier(dotted))
}

private let badCertificates = [
    BadCertificate(.version) { $0.version = 1 },
    BadCertificate(.version, "absent") { $0.version = nil },
    BadCertificate(.serialNotPositive, "zero") { $0.serial = [0] },
    BadCertificate(.serialNotPositive, "negative") { $0.serial = [0x80, 1] },
    BadCertificate(.serialTooLong) { $0.serial = [1] + [UInt8](repeating: 0, count: 20) },
    BadCertificate(.repeatedExtension) { draft in
        let usage = draft.extensions.filter { $0.name == ExtensionOID.keyUsage }
        draft.extensions += usage
    },
    BadCertificate(.keyUsage) { draft in
        draft[ExtensionOID.keyUsage]?.value = DraftDER.tagged(0x03, [0])
    },
    BadCertificate(.extendedKeyUsage) { draft in
        draft[ExtensionOID.extendedKeyUsage]?.value = DraftDER.sequence([])
    },
    BadCertificate(.malformedExtension) { draft in
        draft.extensions.append(
            .init("1.3.6.1.5.5.7.1.1", DraftDER.sequence(DraftDER.tagged(0x02, [1]))))
    },
    BadCertificate(.mustNotBeCritical) { draft in
        let location = DraftDER.tagged(0x86, Array("http://a.example/".utf8))
        let description = DraftDER.sequence(
            DraftDER.identifier("1.3.6.1.5.5.7.48.2") + location)
        draft.extensions.append(
            .init("1.3.6.1.5.5.7.1.1", isCritical: true, DraftDER.sequence(description)))
    },
    BadCertificate(.authorityKeyIdentifier) { draft in
        let key = draft[ExtensionOID.authorityKeyIdentifier]?.value.dropFirst(2) ?? []
        draft[ExtensionOID.authorityKeyIdentifier]?.value = DraftDER.sequence(
            Array(key) + DraftDER.tagged(0x82, [1]))
    },
    BadCertificate(.repeatedPolicy) { draft in
        let twice = policyInformation("1.2.3.4") + policyInformation("1.2.3.4")
        draft[ExtensionOID.policies] = .init(ExtensionOID.policies, DraftDER.sequence(twice))
    },
    BadCertificate(.alternativeName, "host") { draft in
        draft[ExtensionOID.alternativeName]?.value = names(0x82, "a_b.example")
    },
    BadCertificate(.alternativeName, "address as host") { draft in
        draft[ExtensionOID.alternativeName]?.value = names(0x82, "192.0.2.1")
    },
    BadCertificate(.alternativeName, "relative URI") { draft in
        draft[ExtensionOID.alternativeName]?.value = names(0x86, "/northumbria")
    },
    BadCertificate(.alternativeName, "mailbox") { draft in
        draft[ExtensionOID.alternativeName]?.value = names(0x81, "nobody")
    },
    BadCertificate(.alternativeName, "address") { draft in
        draft[ExtensionOID.alternativeName]?.value = names(0x87, "12345")
    },
    BadCertificate(.nameConstraints, "of a signer") { draft in
        draft[ExtensionOID.nameConstraints] = .init(
            ExtensionOID.nameConstraints, isCritical: true,
            DraftDER.sequence(DraftDER.tagged(0xA0, names(0x86, ".police.example"))))
    },
    BadCertificate(.policyConstraints) { draft in
        draft[ExtensionOID.policyConstraints] = .init(
            ExtensionOID.policyConstraints, DraftDER.sequence(DraftDER.tagged(0x81, [0])))
    },
    BadCertificate(.inhibitAnyPolicy) { draft in
        draft[ExtensionOID.inhibitAnyPolicy] = .init(
            ExtensionOID.inhibitAnyPolicy, DraftDER.tagged(0x02, [0]))
    },
]

@Suite struct `A certificate of no conforming authority` {
    private static let root = TestAuthority("root")
    private static let key = PrivateKey.generate(.p256)

    private func faults(
        _ rules: PathRules = .messages(), _ change: (inout CertificateDraft) -> Void
    ) throws -> [PathRule] {
        let der = Self.root.issue(
            to: "https://school.example", key: Self.key, changing: change)
        let anchor = TrustAnchor(try Certificate(der: Self.root.certificate))
        do {
            _ = try CertificatePath.verifying(
                try Certificate(der: der), offered: [], anchors: [anchor],
                at: TestAuthority.start + 1, rules)
            return []
        } catch let error as PathFaults { return error.faults.map(\.rule) }
    }

    @Test(arguments: badCertificates)
    func `is refused by the rule that it breaks`(bad: BadCertificate) throws {
        #expect(try faults(change: bad.change).contains(.profile(bad.rule)))
    }

    @Test func `is refused as an anchor that names two algorithms`() throws {
        let root = TestAuthority("root") { draft in
            draft.algorithms.outer = DraftDER.sequence(
                DraftDER.identifier("1.2.840.10045.4.3.2") + [0x05, 0x00])
        }
        let signer = try Certificate(der: root.issue(to: "https://a.example", key: Self.key))
        let anchor = TrustAnchor(try Certificate(der: root.certificate))
        let refusal = #expect(throws: PathFaults.self) {
            try CertificatePath.verifying(
                signer, offered: [], anchors: [anchor], at: TestAuthority.start + 1, .messages())
        }
        #expect(refusal?.faults.contains { $0.rule == .profile(.algorithmsDiffer) } == true)
        #expect(refusal?.faults.allSatisfy { $0.position == 1 } == true)
    }

    private func faults(
        change: (inout CertificateDraft) -> Void
    ) throws -> [PathRule] { try faults(.messages(), change) }

    @Test func `is told by the section that it breaks`() {
        #expect(ProfileRule.allCases.allSatisfy { $0.rawValue.hasPrefix("4.") })
        #expect(ListRule.allCases.allSatisfy { $0.rawValue.contains(":") || $0 == .weakSignature })
    }

    @Test func `is a good one up to the limit of its serial number`() throws {
        #expect(try faults { $0.serial = [0x7F] + [UInt8](repeating: 1, count: 19) } == [])
    }

    @Test func `is judged by validation alone where that is asked`() throws {
        var rules = PathRules(conformance: .path)
        rules.signerMayBeAuthority = true
        #expect(try faults(rules) { $0.serial = [0] } == [])
    }
}
