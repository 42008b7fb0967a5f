// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Signing
import Testing

@Suite struct `The search for a path` {
    private static let root = TestAuthority("root")
    private static let key = PrivateKey.generate(.p256)

    private func verify(
        _ signer: [UInt8], _ offered: [[UInt8]], between: Int? = nil
    ) throws -> Result<Int, PathFaults> {
        var rules = PathRules.messages()
        if let between { rules.longestBetween = between }
        let anchor = TrustAnchor(try Certificate(der: Self.root.certificate))
        do {
            let path = try CertificatePath.verifying(
                try Certificate(der: signer), offered: offered.map(Certificate.init),
                anchors: [anchor], at: TestAuthority.start + 1, rules)
            return .success(path.certificates.count)
        } catch let error as PathFaults { return .failure(error) }
    }

    @Test func `goes back when a way comes to nothing`() throws {
        let old = TestAuthority("middle", below: Self.root) { $0.notAfter = $0.notBefore }
        let above = TestAuthority("above", below: Self.root)
        let signer = old.issue(to: "https://school.example", key: Self.key)
        // The same name and key again, by another and for longer.
        let cross = TestAuthority("middle", below: above, key: old.key)
        let offered = [old, above, cross].map(\.certificate)
        #expect(try verify(signer, offered).get() == 4)
    }

    @Test func `stops at the longest path`() throws {
        var authorities = [Self.root]
        for number in 1...3 {
            authorities.append(TestAuthority("a\(number)", below: authorities[number - 1]))
        }
        let signer = authorities[3].issue(to: "https://school.example", key: Self.key)
        let offered = authorities.dropFirst().map(\.certificate)
        #expect(try verify(signer, Array(offered), between: 3).get() == 5)
        let short = try verify(signer, Array(offered), between: 2)
        #expect(throws: PathFaults.self) { try short.get() }
    }

    @Test func `takes no more certificates than the limit`() throws {
        let signer = Self.root.issue(to: "https://school.example", key: Self.key)
        let most = Array(repeating: Self.root.certificate, count: CertificateLimits.offered)
        #expect(try verify(signer, most).get() == 2)
        let more = try verify(signer, most + [Self.root.certificate])
        let fault = #expect(throws: PathFaults.self) { try more.get() }
        #expect(fault?.faults.map(\.rule) == [.tooManyOffered(129, limit: 128)])
    }

    /// Authorities that all sign each other: without limits there are more ways than can be gone.
    @Test func `stops where everybody signs everybody`() throws {
        let bare = { (draft: inout CertificateDraft) in draft.extensions = [] }
        let authorities = (0..<12).map { TestAuthority("m\($0)", changing: bare) }
        var offered = authorities.flatMap { child in
            authorities.filter { $0.name != child.name }.map { issuer in
                TestAuthority(child.name, below: issuer, key: child.key, changing: bare).certificate
            }
        }
        offered = Array(offered.prefix(CertificateLimits.offered - 1))
        // One bears the name of one that the anchor issued, so that there is hope for all.
        offered.append(TestAuthority("m0", below: Self.root).certificate)
        let signer = authorities[5].issue(
            to: "https://school.example", key: Self.key, changing: bare)
        let found = try verify(signer, offered)
        let fault = #expect(throws: PathFaults.self) { try found.get() }
        #expect(fault?.faults.map(\.rule) == [.searchTooLong])
    }
}
