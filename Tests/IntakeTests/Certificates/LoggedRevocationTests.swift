// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Safeguarding
import Signing
import Testing
import Wire

@testable import Intake

/// The log says that a certificate was revoked, and the lists at hand do not.
@Suite struct `A certificate that the log has revoked` {
    private static let root = TestAuthority("root")
    private static let middle = TestAuthority("middle", below: root)
    private static let key = PrivateKey.generate(.p256)
    private static let uri = "https://northumbria.police.example"
    private static let day = TestAuthority.day
    /// When the list was issued that named it.
    private static let listedAt = TestAuthority.start + 10 * day
    private static let now = listedAt + 3 * day

    private let leaf = middle.issue(to: uri, key: key, serial: [7])

    private func standing(
        middle lists: [[UInt8]], of certificate: [UInt8]? = nil, revoked: [UInt8]? = nil,
        at now: Int64 = now
    ) throws -> RevocationStanding {
        let anchor = TrustAnchor(try Certificate(der: Self.root.certificate))
        let rootList = Self.root.list(from: now - Self.day)
        let trust = CertificateTrust([
            TrustedAuthority(
                anchor: anchor, lists: try ([rootList] + lists).map(RevocationList.init),
                issuers: [Self.uri])
        ])
        let path = try CertificatePath.verifying(
            try Certificate(der: certificate ?? leaf),
            offered: [try Certificate(der: Self.middle.certificate)], anchors: [anchor],
            at: Self.now, .messages())
        let before = trust.standing(of: path, at: Instant(seconds: now))
        #expect(before != .revoked(position: 0), "no list at hand names it")
        trust.heed([
            LoggedRevocation(
                certificate: SHA256.digest(of: revoked ?? leaf), since: Instant(seconds: 0),
                list: SHA256.digest(of: [1]), listedAt: Self.listedAt)
        ])
        return trust.standing(of: path, at: Instant(seconds: now))
    }

    private func list(daysAfter days: Int64) -> [UInt8] {
        Self.middle.list(from: Self.listedAt + days * Self.day)
    }

    @Test func `stays so under an older list, or none`() throws {
        #expect(try standing(middle: [list(daysAfter: -1)]) == .revoked(position: 0))
        #expect(try standing(middle: [list(daysAfter: 0)]) == .revoked(position: 0))
        #expect(try standing(middle: []) == .revoked(position: 0))
        // One that is issued tomorrow says nothing today.
        #expect(try standing(middle: [list(daysAfter: 4)]) == .revoked(position: 0))
    }

    @Test func `is cleared by a later list that does not name it, in date or not`() throws {
        #expect(try standing(middle: [list(daysAfter: 1)]) == .clear)
        #expect(try standing(middle: [list(daysAfter: -1), list(daysAfter: 1)]) == .clear)
        let late = Self.listedAt + 30 * Self.day
        let doubtful = try standing(middle: [list(daysAfter: 1)], at: late)
        guard case .doubtful = doubtful else {
            return #expect(Bool(false), "a list that is out of date stops nobody: \(doubtful)")
        }
    }

    @Test func `is not cleared by a later list that cannot speak of it`() throws {
        let stranger = TestAuthority("middle", below: Self.root).list(
            from: Self.listedAt + Self.day)
        #expect(try standing(middle: [stranger]) == .revoked(position: 0))
        let scope = Self.middle.list(from: Self.listedAt + Self.day) { draft in
            // onlyContainsCACerts (RFC 5280 section 5.2.5)
            draft.extensions.append(
                .init(
                    "2.5.29.28", isCritical: true,
                    DraftDER.sequence(DraftDER.tagged(0x82, [0xFF]))))
        }
        #expect(try standing(middle: [scope]) == .revoked(position: 0))
    }

    @Test(arguments: [ExtensionOID.listNumber, ExtensionOID.authorityKeyIdentifier])
    func `is not cleared by a later list that cannot be used as it is`(missing: String) throws {
        let list = Self.middle.list(from: Self.listedAt + Self.day) { draft in
            draft.extensions.removeAll { $0.name == missing }
        }
        #expect(try standing(middle: [list]) == .revoked(position: 0))
        let strange = Self.middle.list(from: Self.listedAt + Self.day) { draft in
            draft.extensions.append(.init("1.2.3.4", isCritical: true, [5, 0]))
        }
        #expect(try standing(middle: [strange]) == .revoked(position: 0))
    }

    /// One list clears it; the lists of later loads, in their order, say nothing of it.
    private func standing(
        after loads: [[[UInt8]]], of certificate: [UInt8]? = nil, at now: Int64 = now,
        listedAt: Int64 = listedAt
    ) throws -> RevocationStanding {
        let anchor = TrustAnchor(try Certificate(der: Self.root.certificate))
        let path = try CertificatePath.verifying(
            try Certificate(der: certificate ?? leaf),
            offered: [try Certificate(der: Self.middle.certificate)], anchors: [anchor],
            at: Self.now, .messages())
        let logged = LoggedRevocation(
            certificate: path.signer.digest, since: Instant(seconds: 0),
            list: SHA256.digest(of: [1]), listedAt: listedAt)
        var trust: CertificateTrust?
        for lists in loads {
            let next = CertificateTrust([
                TrustedAuthority(
                    anchor: anchor,
                    lists: try ([Self.root.list(from: now - Self.day)] + lists).map(
                        RevocationList.init), issuers: [Self.uri])
            ])
            next.heed([logged], after: trust)
            trust = next
        }
        return try #require(trust).standing(of: path, at: Instant(seconds: now))
    }

    @Test func `is not refused again, once cleared, by a list that says nothing of it`() throws {
        let strange = Self.middle.list(from: Self.listedAt + 2 * Self.day) { draft in
            draft.extensions.append(.init("1.2.3.4", isCritical: true, [5, 0]))
        }
        let clearing = list(daysAfter: 1)
        for loads in [[[clearing], [strange]], [[clearing], [strange], [], [strange]]] {
            guard case .doubtful = try standing(after: loads) else {
                return #expect(Bool(false), "it was cleared, and nobody says otherwise")
            }
        }
        #expect(try standing(after: [[strange]]) == .revoked(position: 0))
        // A list of its authority named it after it was cleared.
        let again = Self.listedAt + Self.day + 1
        #expect(
            try standing(after: [[clearing], [strange]], listedAt: again)
                == .revoked(position: 0))
        // What stood in a list that was not valid yet was never in force.
        #expect(try standing(after: [[list(daysAfter: 4)], [strange]]) == .revoked(position: 0))
        // A list in force names it, whatever cleared it before.
        let naming = Self.middle.list(revoking: [[7]], from: Self.listedAt + 2 * Self.day)
        #expect(try standing(after: [[clearing], [naming]]) == .revoked(position: 0))
    }

    @Test func `is not cleared by a list that came later and names it still`() throws {
        let strange = Self.middle.list(from: Self.listedAt + 2 * Self.day) { draft in
            draft.extensions.append(.init("1.2.3.4", isCritical: true, [5, 0]))
        }
        let renewed = Self.middle.list(
            revoking: [[7]], from: Self.listedAt + Self.day + Self.day / 2)
        let clearing = list(daysAfter: 1)
        for loads in [
            [[renewed], [strange]], [[renewed], []], [[clearing], [renewed], [strange]],
        ] {
            #expect(try standing(after: loads) == .revoked(position: 0))
        }
        // It was released afterwards.
        let loads = [[renewed], [list(daysAfter: 2)], [strange]]
        #expect(try standing(after: loads) != .revoked(position: 0))
        // Who has ended need not be named any more.
        let short = Self.middle.issue(to: Self.uri, key: Self.key, serial: [7]) {
            $0.notAfter = Self.now
        }
        let after = Self.now + Self.day
        let silent = Self.middle.list(from: after - 1)
        #expect(
            try standing(after: [[renewed], [silent]], of: short, at: after)
                == .revoked(position: 0))
    }

    @Test func `stays cleared after its end`() throws {
        let short = Self.middle.issue(to: Self.uri, key: Self.key, serial: [7]) {
            $0.notAfter = Self.now
        }
        let after = Self.now + Self.day
        let later = Self.middle.list(from: after - 1)
        #expect(
            try standing(after: [[list(daysAfter: 1)], [later]], of: short, at: after) == .clear)
    }

    @Test func `is remembered as cleared by so many loads before, and no more`() throws {
        let strange = Self.middle.list(from: Self.listedAt + 2 * Self.day) { draft in
            draft.extensions.append(.init("1.2.3.4", isCritical: true, [5, 0]))
        }
        let others = (0..<CertificateTrust.rememberedLists).map { number in
            [Self.middle.list(from: Self.listedAt - Int64(number + 1))]
        }
        let loads = [[list(daysAfter: 1)]] + others + [[strange]]
        #expect(try standing(after: loads) == .revoked(position: 0))
    }

    @Test func `is not cleared by a list that was issued after its end`() throws {
        let short = Self.middle.issue(to: Self.uri, key: Self.key, serial: [7]) {
            $0.notAfter = Self.now
        }
        let after = Self.now + Self.day
        let list = Self.middle.list(from: after - 1)
        #expect(
            try standing(middle: [list], of: short, revoked: short, at: after)
                == .revoked(position: 0))
    }

    @Test func `is released by a delta list that takes it off hold`() throws {
        let delta = Self.middle.list(revoking: [[7]], from: Self.listedAt + Self.day) { draft in
            draft.extensions.append(
                .init("2.5.29.27", isCritical: true, DraftDER.tagged(0x02, [1])))
            draft.reason = 8
        }
        let standing = try standing(middle: [list(daysAfter: -1), delta])
        #expect(standing != .revoked(position: 0))
    }

    @Test func `takes nothing from another`() throws {
        let other = Self.middle.issue(to: Self.uri, key: Self.key, serial: [8])
        #expect(try standing(middle: [list(daysAfter: -1)], of: other) == .clear)
        guard case .doubtful = try standing(middle: [], of: other) else {
            return #expect(Bool(false), "a list that is missing stops nobody")
        }
    }

    @Test func `stands in for all below it where it is an authority's`() throws {
        let standing = try standing(
            middle: [list(daysAfter: 1)], revoked: Self.middle.certificate, at: Self.listedAt + 1)
        #expect(standing == .revoked(position: 1))
    }
}
