// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Signing
import Testing

/// A change to a good list, and the rule that it breaks.
struct BadList: Sendable, CustomTestStringConvertible {
    let rule: ListRule
    let change: @Sendable (inout RevocationListDraft) -> Void

    init(_ rule: ListRule, _ change: @escaping @Sendable (inout RevocationListDraft) -> Void) {
        self.rule = rule
        self.change = change
    }

    var testDescription: String { "\(rule)" }
}

private let badLists = [
    BadList(.nextUpdate) { $0.nextUpdate = nil },
    BadList(.number) { draft in
        draft.extensions.removeAll { $0.name == ExtensionOID.listNumber }
    },
    BadList(.authorityKeyIdentifier) { draft in
        draft.extensions.removeAll { $0.name == ExtensionOID.authorityKeyIdentifier }
    },
    BadList(.repeatedExtension) { $0.extensions += $0.extensions },
    BadList(.freshestList) { draft in
        draft.extensions.append(.init("2.5.29.46", isCritical: true, DraftDER.sequence([])))
    },
]

@Suite struct `A revocation list` {
    private static let root = TestAuthority("root")
    private static let middle = TestAuthority("middle", below: root)
    private static let signer = middle.issue(
        to: "https://school.example", key: PrivateKey.generate(.p256), serial: [7])

    private func faults(
        _ lists: [[UInt8]], at seconds: Int64 = TestAuthority.start + 1,
        _ revocation: PathRules.Revocation = .path, signer: [UInt8] = signer,
        offered: [TestAuthority] = [middle]
    ) throws -> [PathFault] {
        var rules = PathRules.messages()
        rules.revocation = revocation
        let anchor = TrustAnchor(try Certificate(der: Self.root.certificate))
        do {
            _ = try CertificatePath.verifying(
                try Certificate(der: signer),
                offered: offered.map { try Certificate(der: $0.certificate) }, anchors: [anchor],
                lists: lists.map(RevocationList.init), at: seconds, rules)
            return []
        } catch let error as PathFaults { return error.faults }
    }

    @Test func `clears whom it does not name`() throws {
        #expect(try faults([Self.root.list(), Self.middle.list(revoking: [[8]])]) == [])
    }

    @Test func `revokes a signer, and an authority`() throws {
        let signer = try faults([Self.root.list(), Self.middle.list(revoking: [[8], [7]])])
        #expect(signer.map(\.rule) == [.revoked])
        #expect(signer.map(\.position) == [0])
        let authority = try faults([Self.root.list(revoking: [[3]]), Self.middle.list()])
        #expect(authority.map(\.rule) == [.revoked])
        #expect(authority.map(\.position) == [1])
    }

    @Test func `is missed where it is asked for`() throws {
        #expect(try faults([Self.middle.list()]).map(\.rule) == [.listMissing])
        #expect(try faults([Self.middle.list()], .signer) == [])
        #expect(try faults([]).map(\.position) == [0, 1])
        #expect(try faults([], .unchecked) == [])
    }

    @Test func `that is out of date is a doubt, and still revokes`() throws {
        let late = TestAuthority.start + 8 * TestAuthority.day
        let root = Self.root.list(from: late)
        let doubt = try faults([root, Self.middle.list()], at: late + 1)
        #expect(doubt.map(\.rule) == [.listOutOfDate])
        #expect(doubt.allSatisfy { $0.rule.isListDoubt })
        let both = try faults([root, Self.middle.list(revoking: [[7]])], at: late + 1)
        #expect(Set(both.map(\.rule)) == [.listOutOfDate, .revoked])
    }

    @Test func `of a forger is not believed`() throws {
        let forger = TestAuthority("middle", below: Self.root)
        let found = try faults([Self.root.list(), forger.list()])
        #expect(found.allSatisfy { $0.rule.isListDoubt } && !found.isEmpty)
        let list = try RevocationList(der: forger.list())
        #expect(!list.isIssued(by: try Certificate(der: Self.middle.certificate)))
        #expect(list.isIssued(by: try Certificate(der: forger.certificate)))
    }

    @Test(arguments: badLists)
    func `of no conforming issuer is a doubt`(bad: BadList) throws {
        let list = Self.middle.list(changing: bad.change)
        let found = try faults([Self.root.list(), list]).map(\.rule)
        #expect(found.contains(.list(bad.rule)))
    }

    @Test func `says since when it revokes, and rather since when the key was known to others`()
        throws
    {
        let start = TestAuthority.start
        let (named, other) = (
            try Certificate(der: Self.signer),
            try Certificate(
                der: Self.middle.issue(
                    to: "https://school.example", key: PrivateKey.generate(.p256), serial: [9]))
        )
        let plain = try RevocationList(der: Self.middle.list(revoking: [[7]], from: start))
        #expect(plain.revokedSince(named) == start)
        #expect(plain.revokedSince(other) == nil)
        for (invalid, since) in [(-86_400, -86_400), (86_400, 0)] as [(Int64, Int64)] {
            let list = Self.middle.list(revoking: [[7]], from: start) {
                $0.invalidSince = start + invalid
            }
            #expect(try RevocationList(der: list).revokedSince(named) == start + since)
        }
        // A serial number is one authority's alone.
        let elsewhere = try RevocationList(der: Self.root.list(revoking: [[7]], from: start))
        #expect(elsewhere.revokedSince(named) == nil)
    }

    @Test func `may be signed with a key for lists alone`() throws {
        let forCertificates = TestAuthority("two keys", below: Self.root) { draft in
            draft[ExtensionOID.keyUsage]?.value = DraftDER.tagged(0x03, [2, 0x04])
        }
        let forLists = TestAuthority("two keys", below: Self.root) { draft in
            draft[ExtensionOID.keyUsage]?.value = DraftDER.tagged(0x03, [1, 0x02])
            draft.serial = [4]
        }
        let signer = forCertificates.issue(
            to: "https://school.example", key: PrivateKey.generate(.p256), serial: [7])
        func rules(_ list: [UInt8], offering more: [TestAuthority]) throws -> [PathRule] {
            try faults(
                [Self.root.list(), list], signer: signer, offered: [forCertificates] + more
            ).map(\.rule)
        }
        #expect(try rules(forLists.list(), offering: [forLists]) == [])
        #expect(try rules(forLists.list(revoking: [[7]]), offering: [forLists]) == [.revoked])
        #expect(try rules(forLists.list(), offering: []).allSatisfy(\.isListDoubt))
        #expect(try rules(forLists.list(), offering: []) != [])
    }

    @Test func `says when it was made and when the next one comes`() throws {
        let list = try RevocationList(der: Self.root.list())
        #expect(list.thisUpdate == TestAuthority.start)
        #expect(list.nextUpdate == TestAuthority.start + 7 * TestAuthority.day)
    }

    @Test func `has its limit of bytes`() {
        let over = [UInt8](repeating: 0, count: CertificateLimits.listBytes + 1)
        #expect(throws: CertificateError.tooLong(over.count, limit: over.count - 1)) {
            try RevocationList(der: over)
        }
        #expect(throws: CertificateError.malformed(.list)) {
            try RevocationList(der: Array(over.dropLast()))
        }
    }

    /// A list with a number, issued so many seconds after the first.
    private func numbered(
        _ number: [UInt8], seconds: Int64 = 0, by authority: TestAuthority = middle,
        changing change: (inout RevocationListDraft) -> Void = { _ in }
    ) throws -> RevocationList {
        try RevocationList(
            der: authority.list(from: TestAuthority.start + seconds) { draft in
                draft.extensions.removeAll { $0.name == ExtensionOID.listNumber }
                if !number.isEmpty {
                    draft.extensions.append(
                        .init(ExtensionOID.listNumber, DraftDER.tagged(0x02, number)))
                }
                change(&draft)
            })
    }

    @Test func `is older by its number, or by when it was issued`() throws {
        let (two, ten, long) = (try numbered([2]), try numbered([10]), try numbered([1, 0]))
        #expect(two.isOlder(than: ten) && !ten.isOlder(than: two))
        #expect(ten.isOlder(than: long) && !long.isOlder(than: ten))
        #expect(!two.isOlder(than: two))
        #expect(try !numbered([0, 0xFF]).isOlder(than: numbered([0x7F])))
        #expect(try numbered([3]).isOlder(than: numbered([2], seconds: 1)))
        #expect(try numbered([]).isOlder(than: numbered([], seconds: 1)))
        #expect(try !numbered([]).isOlder(than: numbered([5])))
        #expect(try numbered([]).number == nil)
        #expect(try numbered([0x80]).number == nil)
        #expect(two.number == [2])
    }

    @Test func `is of a sequence with those of its issuer, key and scope`() throws {
        let one = try numbered([1])
        #expect(try one.isOfSequence(of: numbered([2]), signedUnder: []))
        #expect(try !one.isOfSequence(of: numbered([2], by: Self.root), signedUnder: []))
        let renewed = TestAuthority("middle", below: Self.root)
        let both = try [Self.middle, renewed].map { try Certificate(der: $0.certificate) }
        #expect(try !one.isOfSequence(of: numbered([2], by: renewed), signedUnder: both))
        for name in [ExtensionOID.issuingDistributionPoint, ExtensionOID.deltaListIndicator] {
            let other = try numbered([2]) { draft in
                draft.extensions.append(
                    .init(name, isCritical: true, DraftDER.sequence(DraftDER.tagged(0x81, [0xFF]))))
            }
            #expect(!one.isOfSequence(of: other, signedUnder: both))
            #expect(other.isOfSequence(of: other, signedUnder: []))
        }
    }

    /// RFC 5280 section 4.2.1.1: a list may name the key that signed it by more than the key's identifier.
    @Test func `is of a sequence whatever words it has for its key`() throws {
        let authorities = [try Certificate(der: Self.middle.certificate)]
        let plain = try numbered([1])
        let longer = try numbered([2]) { draft in
            let named = draft.extensions[0].value
            // The identifier, then a serial number beside it.
            let identifier = Array(named.dropFirst(2))
            draft.extensions[0] = .init(
                ExtensionOID.authorityKeyIdentifier,
                DraftDER.sequence(identifier + DraftDER.tagged(0x82, [3])))
        }
        #expect(longer.brokenRules == [])
        #expect(plain.isOfSequence(of: longer, signedUnder: []))
        let unnamed = try numbered([3]) { draft in
            draft.extensions.removeAll { $0.name == ExtensionOID.authorityKeyIdentifier }
        }
        #expect(unnamed.brokenRules == [.authorityKeyIdentifier])
        for other in [plain, longer, unnamed] {
            #expect(unnamed.isOfSequence(of: other, signedUnder: authorities))
            #expect(other.isOfSequence(of: unnamed, signedUnder: authorities))
        }
        let root = [try Certificate(der: Self.root.certificate)]
        #expect(!unnamed.isOfSequence(of: plain, signedUnder: root))
    }

    /// A list's own fault stands where the certificate does that the list would name.
    @Test func `leaves in doubt whom it could name, and nobody else`() throws {
        let unnumbered = { (authority: TestAuthority) in
            authority.list { draft in
                draft.extensions.removeAll { $0.name == ExtensionOID.listNumber }
            }
        }
        let own = try faults([Self.root.list(), unnumbered(Self.middle)])
        #expect(own.map(\.rule) == [.list(.number)])
        #expect(own.map(\.position) == [0])
        let above = try faults([unnumbered(Self.root), Self.middle.list()])
        #expect(above.map(\.rule) == [.list(.number)])
        #expect(above.map(\.position) == [1])
    }

    /// An authority that is an anchor needs no list of whoever issued it, and such a list does no harm.
    @Test func `of who issued the anchor leaves nobody in doubt`() throws {
        var rules = PathRules.messages()
        rules.revocation = .path
        let anchor = TrustAnchor(try Certificate(der: Self.middle.certificate))
        let path = try CertificatePath.verifying(
            try Certificate(der: Self.signer), offered: [], anchors: [anchor],
            at: TestAuthority.start + 1, .messages())
        let root = try Certificate(der: Self.root.certificate)
        func found(_ lists: [[UInt8]]) throws -> [PathFault] {
            path.faults(
                by: try lists.map(RevocationList.init), signedUnder: [root],
                at: TestAuthority.start + 1, rules)
        }
        #expect(try found([Self.middle.list()]) == [])
        #expect(try found([Self.root.list(), Self.middle.list()]) == [])
        #expect(try found([Self.middle.list(), Self.root.list(revoking: [[3]])]) == [])
        #expect(try found([Self.root.list()]).map(\.rule) == [.listMissing])
    }

    @Test func `says by which rules it cannot be used as it is`() throws {
        #expect(try RevocationList(der: Self.middle.list(revoking: [[7]])).brokenRules == [])
        #expect(try numbered([]).brokenRules == [.number])
        let strange = CertificateDraft.Extension("1.2.3.4", isCritical: true, [5, 0])
        let list = try numbered([1]) { $0.extensions.append(strange) }
        #expect(list.brokenRules == [.criticalExtension])
        let within = Self.middle.list(revoking: [[7]]) { $0.entryExtension = strange }
        #expect(try RevocationList(der: within).brokenRules == [.criticalExtension])
        let harmless = try numbered([1]) { draft in
            draft.extensions.append(.init("1.2.3.4", [5, 0]))
        }
        #expect(harmless.brokenRules == [])
        // And then the path check does not use it.
        let found = try faults([Self.root.list(), list.der]).map(\.rule)
        #expect(found.allSatisfy(\.isListDoubt) && !found.isEmpty)
    }
}
