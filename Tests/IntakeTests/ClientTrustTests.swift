// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import SampleTown
import Signing
import Testing

@testable import Intake

@Suite struct `The trust in client certificates` {
    private static let day: Int64 = 86_400
    private let now = SampleTown.morning
    private let uri = "https://northumbria.police.example"
    private let authority: CertificateIssuer
    private let span: ClosedRange<Int64>

    init() {
        span = (now.seconds - Self.day)...(now.seconds + 90 * Self.day)
        authority = CertificateIssuer(named: "An authority", validity: span)
    }

    private func certificate(
        _ terms: CertificateTerms, by issuer: CertificateIssuer? = nil
    ) -> Certificate { (issuer ?? authority).issue(terms, for: .generate(.p256)) }

    private func client(_ names: String, validity: ClosedRange<Int64>? = nil) -> Certificate {
        var terms = CertificateTerms.client(of: uri, validity: validity ?? span)
        terms.extensions.removeAll { $0.name == "subjectAltName" }
        if !names.isEmpty { terms.extensions.append(.plain("subjectAltName", names)) }
        return certificate(terms)
    }

    private func trust(_ lists: [RevocationList] = []) -> ClientTrust {
        ClientTrust(anchors: [TrustAnchor(authority.certificate)], lists: lists)
    }

    private func refusal(
        _ chain: [Certificate], _ trust: ClientTrust? = nil, at moment: Instant? = nil
    ) -> ClientRefusal? {
        do throws(ClientRefusal) {
            _ = try (trust ?? self.trust()).identity(of: chain, at: moment ?? now)
            return nil
        } catch { return error }
    }

    private func rules(_ refusal: ClientRefusal?) -> [PathRule] {
        guard case .path(let faults)? = refusal else { return [] }
        return faults.faults.map(\.rule)
    }

    @Test func `knows the agency by the one https name`() throws {
        let identity = try trust().identity(
            of: [client("URI:\(uri),DNS:node.police.example")], at: now)
        #expect(identity.agency.uri == uri)
        #expect(!identity.isRevocationInDoubt)
    }

    @Test func `is shown a whole path and no more`() throws {
        let leaf = client("URI:\(uri)")
        let most = CertificateLimits.pathLength
        for (count, wanted) in [
            (most, []), (most + 1, [PathRule.tooManyOffered(most, limit: most - 1)]),
        ] {
            let above = Array(repeating: authority.certificate, count: count - 1)
            #expect(rules(refusal([leaf] + above)) == wanted)
        }
    }

    @Test func `finds the way over an authority between`() throws {
        let between = authority.issueAuthority(named: "Between", validity: span)
        let leaf = certificate(.client(of: uri, validity: span), by: between)
        #expect(try trust().identity(of: [leaf, between.certificate], at: now).agency.uri == uri)
        #expect(rules(refusal([leaf])) == [.noPath])
    }

    @Test(arguments: [
        ("", 0), ("DNS:northumbria.police.example", 0), ("URI:urn:x:y", 0),
        ("URI:https://a.example,URI:https://b.example", 2),
        ("URI:https://a.example,URI:HTTPS://a.example", 2),
        ("URI:https://a.example,URI:https://A.example", 2),
    ])
    func `refuses what has not exactly one https name`(_ names: String, _ count: Int) {
        #expect(refusal([client(names)]) == .names(count))
    }

    @Test(arguments: [
        "https://police.example/", "https://POLICE.example", "HTTPS://police.example",
        "https:police",
    ])
    func `refuses a name that is not as an agency's is written`(_ name: String) {
        #expect(refusal([client("URI:\(name)")]) == .noAgency(name))
    }

    @Test func `refuses who shows nothing`() {
        #expect(refusal([]) == .noCertificate)
    }

    @Test func `refuses a stranger's, one that has ended and one that is made for a listener`() {
        let stranger = CertificateIssuer(named: "A stranger", validity: span)
        let strange = certificate(.client(of: uri, validity: span), by: stranger)
        #expect(rules(refusal([strange, stranger.certificate])) == [.noPath])
        let good = client("URI:\(uri)", validity: span.lowerBound...now.seconds)
        #expect(refusal([good]) == nil)
        #expect(rules(refusal([good], at: Instant(seconds: now.seconds + 1))) == [.expired])
        let listener = certificate(.server(["URI:\(uri)"], validity: span))
        #expect(rules(refusal([listener])).contains(.purpose))
    }

    @Test func `refuses one that is valid for longer than the limit, and takes the longest`() {
        let limit = CertificateLimits.signerSeconds
        let authority = CertificateIssuer(
            named: "Old", validity: span.lowerBound...(span.lowerBound + 2 * limit))
        let trust = ClientTrust(anchors: [TrustAnchor(authority.certificate)], lists: [])
        func leaf(_ seconds: Int64) -> Certificate {
            certificate(
                .client(of: uri, validity: span.lowerBound...(span.lowerBound + seconds)),
                by: authority)
        }
        // Both ends count (RFC 5280 section 4.1.2.5).
        #expect(refusal([leaf(limit - 1)], trust) == nil)
        #expect(!rules(refusal([leaf(limit)], trust)).isEmpty)
    }

    @Test func `refuses what a list revokes, and no other`() {
        let (bad, good) = (client("URI:\(uri)"), client("URI:\(uri)"))
        let list = authority.revoke(
            [bad], at: now.seconds - 60, next: now.seconds + 7 * Self.day)
        #expect(refusal([bad], trust([list])) == .revoked(position: 0))
        #expect(refusal([good], trust([list])) == nil)
    }

    @Test func `stops nobody by a list that is out of date or missing, and says so`() throws {
        let (bad, good) = (client("URI:\(uri)"), client("URI:\(uri)"))
        let old = authority.revoke(
            [bad], at: now.seconds - 9 * Self.day, next: now.seconds - 2 * Self.day)
        #expect(try trust([old]).identity(of: [good], at: now).isRevocationInDoubt)
        #expect(refusal([bad], trust([old])) == .revoked(position: 0))
        let stranger = CertificateIssuer(named: "A stranger", validity: span)
        let other = stranger.revoke([], at: now.seconds - 60, next: now.seconds + Self.day)
        #expect(try trust([other]).identity(of: [good], at: now).isRevocationInDoubt)
    }

    /// A root and the authority below it, each with its list: what most agencies' authorities are.
    @Test func `is in no doubt of a chain of two authorities with current lists`() throws {
        let below = authority.issueAuthority(named: "Issuing", validity: span)
        let leaf = certificate(.client(of: uri, validity: span), by: below)
        func list(_ issuer: CertificateIssuer) -> RevocationList {
            issuer.revoke([], at: now.seconds - 60, next: now.seconds + Self.day)
        }
        let anchors = [authority, below].map { TrustAnchor($0.certificate) }
        let lists = [list(authority), list(below)]
        for (anchors, lists) in [(anchors, lists), (anchors.reversed(), lists.reversed())] {
            let trust = ClientTrust(anchors: anchors, lists: lists)
            for shown in [[leaf], [leaf, below.certificate]] {
                #expect(try !trust.identity(of: shown, at: now).isRevocationInDoubt)
            }
        }
        let one = ClientTrust(anchors: anchors, lists: [lists[0]])
        #expect(try one.identity(of: [leaf], at: now).isRevocationInDoubt)
    }

    @Test func `looks again when the day, the certificate or a list ends`() throws {
        let midnight = Instant.at("2026-11-26T00:00:00Z")
        let (long, short) = (
            client("URI:\(uri)"),
            client("URI:\(uri)", validity: span.lowerBound...(now.seconds + 60))
        )
        #expect(try trust().identity(of: [long], at: now).judgedUntil == midnight)
        let list = authority.revoke([], at: now.seconds - 60, next: now.seconds + 45)
        let (ends, listed) = (Instant(seconds: now.seconds + 45), self.trust([list]))
        #expect(try listed.identity(of: [long], at: now).judgedUntil == ends)
        #expect(try listed.identity(of: [long], at: ends).isRevocationInDoubt)
        let trust = trust()
        let identity = try trust.identity(of: [short], at: now)
        #expect(identity.judgedUntil == Instant(seconds: now.seconds + 61))
        #expect(refusal([short], trust, at: identity.judgedUntil) != nil)
    }

    @Test func `remembers what was shown with a certificate, for who resumes a session`() throws {
        let trust = trust()
        let leaf = client("URI:\(uri)")
        #expect(trust.chain(shownWith: leaf.digest) == nil)
        _ = try trust.identity(of: [leaf], at: now)
        #expect(trust.chain(shownWith: leaf.digest) == [leaf])
    }
}
