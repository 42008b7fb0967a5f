// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Safeguarding
import Signing
import Testing
import Wire

@testable import Intake

@Suite struct `A message signed under a certificate` {
    private static let root = TestAuthority("root")
    private static let middle = TestAuthority("middle", below: root)
    private static let key = PrivateKey.generate(.p256)
    private static let uri = "https://northumbria.police.example"
    private static let now = TestAuthority.start + 3 * TestAuthority.day

    private static func authority(
        issuers: [String] = [uri], lists: [[UInt8]] = [], certificates: [[UInt8]] = []
    ) throws -> TrustedAuthority {
        TrustedAuthority(
            anchor: TrustAnchor(try Certificate(der: root.certificate)),
            certificates: try certificates.map(Certificate.init),
            lists: try lists.map(RevocationList.init), issuers: issuers)
    }

    private func keyring(
        _ authorities: TrustedAuthority..., keys: [RegisteredKey] = []
    ) throws -> Keyring {
        Keyring(
            keys, trust: CertificateTrust(authorities),
            agencies: [try AgencyID(Self.uri), try AgencyID("https://school.example")])
    }

    private func signer(
        _ uri: String = uri, changing change: (inout CertificateDraft) -> Void = { _ in }
    ) -> [UInt8] { Self.middle.issue(to: uri, key: Self.key, changing: change) }

    private func token(
        chain: [[UInt8]]?, digest: SHA256Digest? = nil, kid: String? = nil, iss: String = uri,
        iat: Int64 = now
    ) throws -> [UInt8] {
        var header: [JSONMember] = [
            JSONMember("alg", "ES256"), JSONMember("typ", "secevent+jwt"),
        ]
        if let chain {
            let texts = chain.map { JSONValue.string(Base64.encode($0)) }
            header.append(JSONMember("x5c", .array(texts)))
        }
        if let digest { header.append(JSONMember("x5t#S256", .string(digest.description))) }
        if let kid { header.append(JSONMember("kid", .string(kid))) }
        let payload = try JSONDocument(
            parsing: Array("{\"iss\":\"\(iss)\",\"iat\":\(iat)}".utf8), limits: .message)
        return try CompactJWS.signed(
            header: .object(header), payload: payload.root.value.canonical, by: Self.key,
            algorithm: .es256
        ).token
    }

    private func verify(_ token: [UInt8], _ keyring: Keyring) throws -> VerifiedToken {
        try keyring.verify(ReceivedToken(parsing: token, limits: IntakeLimits()))
    }

    private func fault(_ token: [UInt8], _ keyring: Keyring) -> CertificateFault? {
        let refusal = #expect(throws: RefusedToken.self) { try verify(token, keyring) }
        guard case .certificate(let fault) = refusal?.reasons.first else { return nil }
        #expect(refusal?.reasons.first?.explanation.isEmpty == false)
        return fault
    }

    @Test func `is its agency's`() throws {
        let ring = try keyring(Self.authority())
        let leaf = signer()
        let verified = try verify(token(chain: [leaf, Self.middle.certificate]), ring)
        #expect(verified.key.agency.uri == Self.uri)
        #expect(verified.key.kid == SHA256.digest(of: leaf).description)
        #expect(verified.key.path?.certificates.count == 3)
        let both = try token(
            chain: [leaf, Self.middle.certificate], digest: SHA256.digest(of: leaf))
        #expect(throws: Never.self) { try verify(both, ring) }
    }

    @Test func `may name by its digest what the operator holds`() throws {
        let leaf = signer()
        let held = try Self.authority(certificates: [leaf, Self.middle.certificate])
        let named = try token(chain: nil, digest: SHA256.digest(of: leaf))
        #expect(throws: Never.self) { try verify(named, keyring(held)) }
        let unknown = fault(named, try keyring(Self.authority()))
        #expect(unknown == .unknownDigest(SHA256.digest(of: leaf)))
    }

    @Test func `is taken however many certificates the operator holds`() throws {
        let leaf = signer()
        let others = Array(
            repeating: signer("https://school.example"), count: CertificateLimits.offered)
        let held = try Self.authority(certificates: others + [leaf, Self.middle.certificate])
        let named = try token(chain: nil, digest: SHA256.digest(of: leaf))
        #expect(throws: Never.self) { try verify(named, keyring(held)) }
        let shown = try token(chain: [leaf])
        #expect(throws: Never.self) { try verify(shown, keyring(held)) }
    }

    @Test func `is nobody's when the digest is another's`() throws {
        let digest = SHA256.digest(of: [1])
        let token = try token(chain: [signer(), Self.middle.certificate], digest: digest)
        #expect(fault(token, try keyring(Self.authority())) == .thumbprintDiffers)
    }

    @Test func `must be named by its issuer, character for character`() throws {
        let ring = try keyring(Self.authority(issuers: ["https://"]))
        let school = "https://school.example"
        let chain = [signer(), Self.middle.certificate]
        #expect(fault(try token(chain: chain, iss: school), ring) == .namesAnother([Self.uri]))
        // Judged the same once its rightful owner has used it.
        #expect(throws: Never.self) { try verify(token(chain: chain), ring) }
        #expect(fault(try token(chain: chain, iss: school), ring) == .namesAnother([Self.uri]))
        let slashed = [signer(Self.uri + "/"), Self.middle.certificate]
        #expect(fault(try token(chain: slashed), ring) == .namesAnother([Self.uri + "/"]))
        let two = signer { draft in
            let names = [Self.uri, school].flatMap { DraftDER.tagged(0x86, Array($0.utf8)) }
            draft[ExtensionOID.alternativeName]?.value = DraftDER.sequence(names)
        }
        let both = try token(chain: [two, Self.middle.certificate])
        #expect(fault(both, ring) == .namesAnother([Self.uri, school]))
        // A scheme in other letters is the same scheme, and so another name (RFC 3986 section 3.1).
        for name in ["HTTPS://northumbria.police.example", "hTTps://Northumbria.Police.Example"] {
            let twice = signer { draft in
                let names = [Self.uri, name].flatMap { DraftDER.tagged(0x86, Array($0.utf8)) }
                draft[ExtensionOID.alternativeName]?.value = DraftDER.sequence(names)
            }
            let token = try token(chain: [twice, Self.middle.certificate])
            #expect(fault(token, ring) == .namesAnother([Self.uri, name]))
            let loud = try self.token(chain: [signer(name), Self.middle.certificate])
            #expect(fault(loud, ring) == .namesAnother([name]))
        }
    }

    @Test(arguments: [
        ("https://northumbria.police.example", true), ("https://", true),
        ("https://northumbria.police.exam", false), ("https://northumbria", false),
        ("https://school.example", false), ("https://northumbria.police.example/", false),
    ])
    func `is taken from whom may speak for its issuer`(prefix: String, isTaken: Bool) throws {
        let ring = try keyring(Self.authority(issuers: [prefix]))
        let token = try token(chain: [signer(), Self.middle.certificate])
        if isTaken {
            #expect(throws: Never.self) { try verify(token, ring) }
        } else {
            #expect(fault(token, ring) == .nobodySpeaks)
        }
    }

    @Test func `is judged at the time at which it says it was issued`() throws {
        let ring = try keyring(Self.authority())
        let leaf = signer { $0.notAfter = Self.now }
        let chain = [leaf, Self.middle.certificate]
        #expect(throws: Never.self) { try verify(token(chain: chain), ring) }
        let late = fault(try token(chain: chain, iat: Self.now + 1), ring)
        let valid = TestAuthority.start...Self.now
        #expect(late == .outOfTime(issuedAt: Self.now + 1, valid: valid))
        let times = [Self.now + 1, valid.lowerBound, valid.upperBound].map {
            Instant(seconds: $0).rfc3339
        }
        #expect(
            late?.explanation
                == "`iat` is \(times[0]), and the certificate is valid from \(times[1]) to "
                + "\(times[2]): sign with another, or set the sending system's clock.")
    }

    @Test func `is refused with what is wrong with its path`() throws {
        let ring = try keyring(Self.authority())
        guard case .path(let faults) = fault(try token(chain: [signer()]), ring) else {
            return #expect(Bool(false), "a path without its issuer leads nowhere")
        }
        #expect(faults.faults.map(\.rule) == [.noPath])
        #expect(
            fault(try token(chain: [signer(), [1, 2, 3]]), ring)
                == .unreadable(position: 1, .malformed(.outer)))
    }

    @Test func `is verified by the certificate's key and no other`() throws {
        let other = Self.middle.issue(to: Self.uri, key: PrivateKey.generate(.p256))
        let ring = try keyring(Self.authority())
        let token = try token(chain: [other, Self.middle.certificate])
        let refusal = #expect(throws: RefusedToken.self) { try verify(token, ring) }
        let kid = SHA256.digest(of: other).description
        #expect(refusal?.reasons == [.signatureDoesNotVerify(kid: kid)])
    }

    private func pinned(revokedAt: Instant? = nil) throws -> RegisteredKey {
        RegisteredKey(
            agency: try AgencyID(Self.uri), node: "main", kid: "k", key: Self.key.publicKey,
            algorithms: [.es256], from: Instant(seconds: 0), revokedAt: revokedAt)
    }

    /// RFC 7515 section 4.1.6: the first certificate holds the key that signed.
    @Test func `must not contradict a pinned key, by which it is judged`() throws {
        let ring = try keyring(Self.authority(), keys: [pinned()])
        let alone = Keyring([try pinned()])
        let other = Self.middle.issue(to: Self.uri, key: PrivateKey.generate(.p256))
        for ring in [ring, alone] {
            let own = try token(chain: [signer()], kid: "k")
            #expect(try verify(own, ring).key.path == nil)
            let unknown = try token(chain: nil, digest: SHA256.digest(of: [1]), kid: "k")
            #expect(try verify(unknown, ring).key.kid == "k")
            #expect(fault(try token(chain: [other], kid: "k"), ring) == .ofAnotherKey("k"))
            let none = fault(try token(chain: [[1]], kid: "k"), ring)
            #expect(none == .unreadable(position: 0, .malformed(.outer)))
            let named = try token(chain: [signer()], digest: SHA256.digest(of: other), kid: "k")
            #expect(fault(named, ring) == .thumbprintDiffers)
        }
        let held = try keyring(Self.authority(certificates: [other]), keys: [pinned()])
        let known = try token(chain: nil, digest: SHA256.digest(of: other), kid: "k")
        #expect(fault(known, held) == .digestOfAnotherKey("k"))
        // An anchor is held here as well as what stands below it.
        let root = SHA256.digest(of: Self.root.certificate)
        let anchor = try token(chain: nil, digest: root, kid: "k")
        #expect(fault(anchor, held) == .digestOfAnotherKey("k"))
        #expect(CertificateFault.digestOfAnotherKey("k").parameter == "x5t#S256")
        // What is wrong with a certificate is said of the parameter that named it.
        let middle = SHA256.digest(of: Self.middle.certificate)
        let authority = try keyring(Self.authority(certificates: [Self.middle.certificate]))
        let wrong = fault(try token(chain: nil, digest: middle), authority)
        #expect(wrong == .named(.namesAnother([])))
        #expect(wrong?.parameter == "x5t#S256")
        let sent = fault(try token(chain: [Self.middle.certificate]), authority)
        #expect(sent == .namesAnother([]))
        #expect(sent?.parameter == "x5c")
    }

    @Test func `under a key that was declared lost is so under its certificate too`() throws {
        let time = Instant(seconds: Self.now + 5)
        let ring = try keyring(Self.authority(), keys: [pinned(revokedAt: time)])
        let chain = [signer(), Self.middle.certificate]
        #expect(try verify(token(chain: chain), ring).key.revokedAt == time)
    }

    @Test func `is proven by what it shows, and not by what was shown before`() throws {
        let (leaf, ring) = (signer(), try keyring(Self.authority()))
        let middle = SHA256.digest(of: Self.middle.certificate)
        let chain = [leaf, Self.middle.certificate]
        #expect(throws: Never.self) { try verify(token(chain: chain), ring) }
        #expect(fault(try token(chain: [leaf], digest: middle), ring) == .thumbprintDiffers)
        let held = try keyring(Self.authority(certificates: [Self.middle.certificate]))
        #expect(throws: Never.self) { try verify(token(chain: [leaf]), held) }
        let alone = try token(chain: nil, digest: SHA256.digest(of: leaf))
        #expect(fault(alone, held) == .unknownDigest(SHA256.digest(of: leaf)))
    }

    @Test func `is told what its own authority misses, and not what another does`() throws {
        let stranger = TrustedAuthority(
            anchor: TrustAnchor(try Certificate(der: TestAuthority("stranger").certificate)),
            issuers: [Self.uri])
        let unmarked = signer { $0[ExtensionOID.keyUsage] = nil }
        for authorities in [[stranger, try Self.authority()], [try Self.authority(), stranger]] {
            let ring = Keyring(
                [], trust: CertificateTrust(authorities), agencies: [try AgencyID(Self.uri)])
            let token = try token(chain: [unmarked, Self.middle.certificate])
            guard case .path(let faults) = fault(token, ring) else {
                return #expect(Bool(false), "it is not good")
            }
            #expect(faults.faults.contains { $0.rule == .keyUsage })
        }
    }

    @Test(arguments: ["\"x\"", "1.5", "4611686018427387904"])
    func `is told what is wrong with its time`(iat: String) throws {
        let payload = try JSONDocument(
            parsing: Array("{\"iss\":\"\(Self.uri)\",\"iat\":\(iat)}".utf8), limits: .message)
        let token = try CompactJWS.signed(
            header: [
                "alg": "ES256", "typ": "secevent+jwt",
                "x5c": [.string(Base64.encode(signer()))],
            ], payload: payload.root.value.canonical, by: Self.key, algorithm: .es256
        ).token
        let refusal = #expect(throws: RefusedToken.self) {
            try verify(token, keyring(Self.authority()))
        }
        guard case .claim(.wrongType("iat", _)) = refusal?.reasons.first else {
            return #expect(Bool(false), "\(String(describing: refusal?.reasons))")
        }
    }

    @Test func `needs a certificate or a registered key`() throws {
        let police = try AgencyID(Self.uri)
        let unknown = #expect(throws: RefusedToken.self) {
            try verify(self.token(chain: [signer()]), Keyring([pinned()]))
        }
        #expect(unknown?.reasons == [.unknownKey(issuer: police, kid: "")])
    }

    @Test func `is remembered, in bounded number, and nothing else is`() throws {
        let trust = CertificateTrust([try Self.authority()])
        let ring = Keyring([], trust: trust, agencies: [try AgencyID(Self.uri)])
        _ = fault(try token(chain: [signer()]), ring)
        #expect(trust.rememberedCount == 0)
        for serial in 0...CertificateTrust.rememberedPaths {
            let number = [UInt8(1 + serial >> 8), UInt8(serial & 0xFF)]
            let leaf = signer { $0.serial = number }
            _ = try verify(token(chain: [leaf, Self.middle.certificate]), ring)
            let count = serial < CertificateTrust.rememberedPaths ? serial + 1 : 1
            #expect(trust.rememberedCount == count)
        }
    }

    private func standing(
        _ leaf: [UInt8], _ lists: [[UInt8]], beside: [[UInt8]] = []
    ) throws -> RevocationStanding? {
        let ring = try keyring(Self.authority(lists: lists, certificates: beside))
        let token = try token(chain: [leaf, Self.middle.certificate])
        let path = try #require(try verify(token, ring).key.path)
        return ring.trust?.standing(of: path, at: Instant(seconds: Self.now))
    }

    /// RFC 5280 section 6.3.3: an authority may sign its lists with another key than its certificates.
    @Test func `stands by the list of its authority under a renewed key`() throws {
        let renewed = TestAuthority("middle", below: Self.root) { $0.serial = [4] }
        let lists = [Self.root.list(), renewed.list(revoking: [[7]])]
        let beside = [renewed.certificate]
        #expect(
            try standing(signer { $0.serial = [7] }, lists, beside: beside) == .revoked(position: 0)
        )
        #expect(try standing(signer { $0.serial = [8] }, lists, beside: beside) == .clear)
    }

    @Test func `is revoked by a delta list of which no other list tells`() throws {
        let delta = Self.middle.list(
            revoking: [[7]], from: TestAuthority.start + TestAuthority.day
        ) { draft in
            draft.extensions.append(
                .init("2.5.29.27", isCritical: true, DraftDER.tagged(0x02, [1])))
        }
        let lists = [Self.root.list(), Self.middle.list(), delta]
        #expect(try standing(signer { $0.serial = [7] }, lists) == .revoked(position: 0))
        #expect(try standing(signer { $0.serial = [8] }, lists) == .clear)
    }

    @Test func `stands under an anchor whatever its own list says of that`() throws {
        let lists = [Self.root.list(revoking: [[1]]), Self.middle.list()]
        #expect(try standing(signer { $0.serial = [8] }, lists) == .clear)
    }

    @Test func `stands by the lists at hand`() throws {
        let leaf = signer { $0.serial = [7] }
        func standing(_ lists: [[UInt8]], at now: Int64 = Self.now) throws -> RevocationStanding? {
            let ring = try keyring(Self.authority(lists: lists))
            let token = try token(chain: [leaf, Self.middle.certificate])
            let path = try #require(try verify(token, ring).key.path)
            let first = ring.trust?.standing(of: path, at: Instant(seconds: now))
            #expect(first == ring.trust?.standing(of: path, at: Instant(seconds: now)))
            return first
        }
        let root = Self.root.list()
        #expect(try standing([root, Self.middle.list()]) == .clear)
        #expect(
            try standing([root, Self.middle.list(revoking: [[7]])]) == .revoked(position: 0))
        #expect(
            try standing([Self.root.list(revoking: [[3]]), Self.middle.list()])
                == .revoked(position: 1))
        guard case .doubtful(let faults) = try standing([root]) else {
            return #expect(Bool(false), "a missing list is a doubt")
        }
        #expect(faults.map(\.rule) == [.listMissing])
        let late = Self.now + 30 * TestAuthority.day
        guard case .doubtful = try standing([root, Self.middle.list()], at: late) else {
            return #expect(Bool(false), "a list that is out of date is a doubt")
        }
        let gone = [root, Self.middle.list(revoking: [[7]])]
        #expect(try standing(gone, at: late) == .revoked(position: 0))
        let over = Self.now + 500 * TestAuthority.day
        #expect(try standing(gone, at: over) == .revoked(position: 0))
    }
}
