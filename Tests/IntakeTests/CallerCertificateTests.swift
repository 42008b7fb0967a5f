// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Intake
import Safeguarding
import SampleTown
import Signing
import Testing
import Wire

@Suite struct `A bearer token under a certificate` {
    private static let root = TestAuthority("root")
    private let town: SampleTown
    private let key = PrivateKey.generate(.p256)
    private let now = SampleTown.morning
    private var leaf: [UInt8] { Self.root.issue(to: town.police.id.uri, key: key, serial: [7]) }

    init() throws { town = try SampleTown() }

    private func door(
        lists: [[UInt8]] = [], keys: [RegisteredKey] = [], held: [[UInt8]] = [],
        issuers: [String]? = nil
    ) throws -> FrontDoor {
        let authority = TrustedAuthority(
            anchor: TrustAnchor(try Certificate(der: Self.root.certificate)),
            certificates: try held.map(Certificate.init),
            lists: try lists.map(RevocationList.init), issuers: issuers ?? [town.police.id.uri])
        return try town.frontDoor(
            keyring: Keyring(
                keys, trust: CertificateTrust([authority]), agencies: town.residents.map(\.id)))
    }

    private func list(revoking serials: [[UInt8]] = [], from start: Instant) -> [UInt8] {
        Self.root.list(revoking: serials, from: start.seconds)
    }

    private func token(
        _ header: JSONMember, for agency: Resident? = nil, by other: PrivateKey? = nil
    ) throws -> [UInt8] {
        let uri = JSONValue.string((agency ?? town.police).id.uri)
        let claims: JSONValue = [
            "iss": uri, "sub": uri, "aud": .string(town.broker.uri), "iat": .integer(now.seconds),
            "exp": .integer(now.seconds + 300),
        ]
        return try CompactJWS.signed(
            header: .object([JSONMember("alg", "ES256"), JSONMember("typ", "JWT"), header]),
            payload: claims.canonical, by: other ?? key, algorithm: .es256
        ).token
    }

    private func chain(_ certificates: [UInt8]...) -> JSONMember {
        JSONMember("x5c", .array(certificates.map { .string(Base64.encode($0)) }))
    }

    private func refusal(_ token: [UInt8], _ door: FrontDoor, at time: Instant? = nil)
        -> CallerRefusal?
    {
        do throws(CallerRefusal) {
            _ = try door.caller(by: token, now: time ?? now)
            return nil
        } catch { return error }
    }

    @Test func `says who calls, by x5c or by the digest of what is held here`() throws {
        let leaf = leaf
        let current = list(from: now.adding(milliseconds: -1_000))
        let caller = try door(lists: [current]).caller(by: token(chain(leaf)), now: now)
        #expect(caller.caller == Caller(agency: town.police.id, person: nil))
        #expect(caller.kid == SHA256.digest(of: leaf).description)
        #expect(caller.expires == now.adding(milliseconds: 360_000))
        let named = try token(
            JSONMember("x5t#S256", .string(SHA256.digest(of: leaf).description)))
        #expect(refusal(named, try door(held: [leaf])) == nil)
        #expect(
            refusal(named, try door())
                == .certificate(.unknownDigest(SHA256.digest(of: leaf))))
    }

    @Test func `proves nothing of another agency, or by another key, or where nobody is trusted`()
        throws
    {
        let (leaf, door) = (leaf, try door())
        #expect(
            refusal(try token(chain(leaf), for: town.council), door)
                == .certificate(.namesAnother([town.police.id.uri])))
        let other = PrivateKey.generate(.p256)
        #expect(refusal(try token(chain(leaf), by: other), door) == .unproven)
        #expect(refusal(try token(chain(leaf)), try town.frontDoor()) == .unproven)
        let elsewhere = try self.door(issuers: ["https://elsewhere.example"])
        #expect(refusal(try token(chain(leaf)), elsewhere) == .certificate(.nobodySpeaks))
    }

    @Test func `is refused once it is revoked, and not because a list is missing`() throws {
        let token = try token(chain(leaf))
        let before = now.adding(milliseconds: -1_000)
        #expect(refusal(token, try door()) == nil)
        let revoked = try door(lists: [list(revoking: [[7]], from: before)])
        #expect(refusal(token, revoked) == .certificate(.revoked(position: 0)))
        #expect(refusal(token, revoked)?.explanation.contains("has been revoked") == true)
    }

    @Test func `holds no longer than what the lists say of it`() throws {
        let token = try token(chain(leaf))
        let soon = now.adding(milliseconds: 60_000)
        let door = try door(
            lists: [
                list(from: now.adding(milliseconds: -1_000)),
                list(revoking: [[7]], from: soon),
            ])
        #expect(try door.caller(by: token, now: now).expires == soon)
        #expect(refusal(token, door, at: soon) == .certificate(.revoked(position: 0)))
    }

    @Test func `is judged by its pinned key where it names one`() throws {
        let pinned = RegisteredKey(
            agency: town.police.id, node: "main", kid: "k", key: key.publicKey,
            algorithms: [.es256], from: Instant(seconds: 0))
        let door = try door(lists: [list(revoking: [[7]], from: now)], keys: [pinned])
        #expect(try door.caller(by: token(JSONMember("kid", "k")), now: now).node == "main")
    }
}
