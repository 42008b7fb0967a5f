// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Signing
package import Wire

/// Who is calling, as proven by a bearer token (interfaces.md section 2).
///
/// A JWT (RFC 7519) that a node signs with its own key for five minutes at most, for connections
/// on which no client certificate reaches the daemon. A SET is never accepted as one, nor one as a
/// SET: their `typ` differs (RFC 8725 section 3.11).
package struct CallerToken: Sendable, Hashable {
    /// Who calls.
    package let caller: Caller
    /// The node of the agency whose key signed.
    package let node: String
    /// The key's name.
    package let kid: String
    /// The path of certificates that proves the key; nil for one that the configuration names.
    package let path: CertificatePath?
    /// When the token ends, the skew included.
    package let expires: Instant

    /// The longest life of a token, in seconds.
    package static let longestLifeSeconds: Int64 = 300
    /// How far the clocks of node and broker may differ, in seconds.
    package static let skewSeconds: Int64 = 60
    /// The longest token that is read, in bytes.
    package static let limitBytes = 8 * 1024
    /// What the claims may be: those that are not read here too (RFC 7519 section 4) are another's.
    static let claimLimits = JSONLimits(
        bytes: limitBytes, depth: 32, nodes: limitBytes / 2, stringBytes: limitBytes,
        numberBytes: 64)
}

/// Why a bearer token is not accepted; every case is a 401.
package enum CallerRefusal: Error, Sendable, Hashable {
    /// It is not a compact JWS.
    case malformed(JWSError)
    /// Its header breaks a rule; a SET used as bearer token lands here, by its `typ`.
    case header([HeaderFault])
    /// It is longer than the limit.
    case tooLong(limit: Int)
    /// Its payload is not strict JSON.
    case notJSON(JSONError)
    /// Its payload is JSON, but not an object of claims.
    case notAnObject
    /// A claim is missing, has the wrong type or the wrong value.
    case claim(String, expected: String)
    /// `iss` is no agency of this broker, or it has no such key, or the signature does not verify.
    case unproven
    /// The key was not in force.
    case keyNotInForce(KeyStanding)
    /// The certificate that it names does not prove that its key is the agency's, or was revoked.
    case certificate(CertificateFault)
    /// It ended; both times are said.
    case expired(at: Instant, now: Instant)
    /// It is not valid yet; both times are said.
    case issuedInFuture(at: Instant, now: Instant)
    /// Its `nbf` has not come; both times are said.
    case notYet(from: Instant, now: Instant)
    /// It would live longer than is allowed.
    case livesTooLong(seconds: Int64)

    /// What is wrong and what to do, in a sentence.
    package var explanation: String {
        switch self {
        case .malformed(let error): "The bearer token is not a compact JWS: \(error.description)"
        case .header(let faults): faults.map(\.description).joined(separator: " ")
        case .tooLong(let limit): "The bearer token is longer than \(limit) bytes."
        case .notJSON(let error):
            "The bearer token's payload is not strict JSON: \(error.sentence)"
        case .notAnObject: "The bearer token's payload must be a JSON object of claims."
        case .claim(let name, let expected): "Claim `\(name)` of the bearer token \(expected)."
        case .unproven:
            "The bearer token is not signed by a key that is registered for its `iss` and `kid`."
        case .keyNotInForce(let standing): "The bearer token's key \(standing.explanation)"
        case .certificate(let fault): "The bearer token's certificate: \(fault.explanation)"
        case .expired(let at, let now):
            "The bearer token ended at \(at.rfc3339), \(now.milliseconds(since: at) / 1000) s before the "
                + "broker's \(now.rfc3339): make another, or set the calling system's clock."
        case .issuedInFuture(let at, let now):
            "The bearer token was issued at \(at.rfc3339), \(at.milliseconds(since: now) / 1000) s ahead of "
                + "the broker's \(now.rfc3339), \(CallerToken.skewSeconds) s are allowed: set the calling "
                + "system's clock."
        case .notYet(let from, let now):
            "The bearer token is not to be taken before \(from.rfc3339) (`nbf`), and the broker's time is "
                + "\(now.rfc3339): send it then, or set the calling system's clock."
        case .livesTooLong(let seconds):
            "The bearer token lives \(seconds) s; \(CallerToken.longestLifeSeconds) s are allowed."
        }
    }
}

extension FrontDoor {
    /// Proves who calls by a bearer token.
    ///
    /// While the broker's clock is in doubt it goes on from the last time that was good, and after a
    /// restart from the last entry, so it never runs ahead: what has ended by it has ended, and
    /// whether something begins in the future cannot be judged.
    package func caller(
        by bearer: [UInt8], now: Instant, clock: ClockStanding = .believed
    ) throws(CallerRefusal) -> CallerToken {
        let (jws, header) = try bearerToken(bearer)
        let claims = try BearerClaims(jws.payloadBytes, broker: directory.broker)
        let key = try key(header, claims)
        guard key.algorithms.contains(header.algorithm), key.verifies(jws, header.algorithm) else {
            throw .unproven
        }
        if let objection = key.objection(
            issuedAt: claims.issuedAt, receivedAt: now, graceSeconds: limits.keyGraceSeconds)
        {
            throw .keyNotInForce(objection)
        }
        let end = try claims.end(now: now, clock)
        return CallerToken(
            caller: Caller(agency: claims.agency, person: claims.person), node: key.node,
            kid: key.kid, path: key.path,
            expires: min(end, key.revokedAt ?? end, try goodUntil(key, now) ?? end))
    }

    /// The key that the token names: one of the configuration's, else its certificate's.
    private func key(
        _ header: JOSEHeader, _ claims: BearerClaims
    ) throws(CallerRefusal) -> RegisteredKey {
        if let key = keyring.key(header.keyID ?? "", of: claims.agency) {
            do throws(CertificateFault) { try keyring.check(header, against: key) } catch {
                throw .certificate(error)
            }
            return key
        }
        let namesCertificate = header.certificateDigest != nil || !header.certificates.isEmpty
        guard namesCertificate, let trust = keyring.trust, keyring.knows(claims.agency) else {
            throw .unproven
        }
        do throws(CertificateFault) {
            return keyring.heeding(
                try trust.key(header, of: claims.agency, at: claims.issuedAt.seconds))
        } catch { throw .certificate(error) }
    }

    /// Until when the certificates of a key stand as they do now; nil for a key without any.
    ///
    /// A list that is missing or out of date stops nobody (design.md section 5, promise 9).
    private func goodUntil(
        _ key: RegisteredKey, _ now: Instant
    ) throws(CallerRefusal) -> Instant? {
        guard let path = key.path, let trust = keyring.trust else { return nil }
        let verdict = trust.verdict(on: path, at: now)
        if case .revoked(let position) = verdict.standing {
            throw .certificate(.revoked(position: position))
        }
        return verdict.until
    }

    private func bearerToken(
        _ bytes: [UInt8]
    ) throws(CallerRefusal) -> (CompactJWS, JOSEHeader) {
        guard bytes.count <= CallerToken.limitBytes else {
            throw .tooLong(limit: CallerToken.limitBytes)
        }
        let jws: CompactJWS
        do throws(JWSError) { jws = try CompactJWS(parsing: bytes, limits: .bearer) } catch {
            throw .malformed(error)
        }
        do throws(HeaderFaults) {
            return (
                jws,
                try JOSEHeader(
                    jws.header.root, type: .bearer, allowing: SignatureAlgorithm.allCases)
            )
        } catch {
            throw .header(error.faults)
        }
    }
}

extension RegisteredKey {
    fileprivate func verifies(_ jws: CompactJWS, _ algorithm: SignatureAlgorithm) -> Bool {
        (try? key.verify(jws.signature, over: jws.signingInput, algorithm: algorithm)) != nil
    }
}

/// The claims of a bearer token, read strictly.
private struct BearerClaims {
    let agency: AgencyID
    let issuedAt: Instant
    let expiresAt: Instant
    let notBefore: Instant?
    let person: String?

    init(_ payload: [UInt8], broker: AgencyID) throws(CallerRefusal) {
        let claims = try Self.claims(payload)
        agency = try Self.agency(claims)
        guard Self.names(broker, in: claims["aud"]) else {
            throw .claim("aud", expected: "must be the broker's URI \(broker.uri)")
        }
        issuedAt = try Self.instant(claims, "iat")
        expiresAt = try Self.instant(claims, "exp")
        // Nobody need send it, and who does means it (RFC 7519 section 4.1.5).
        notBefore = claims["nbf"] == nil ? nil : try Self.instant(claims, "nbf")
        person = try Self.person(claims["act"])
    }

    private static func claims(_ payload: [UInt8]) throws(CallerRefusal) -> JSONNode {
        let claims: JSONNode
        do throws(JSONError) {
            claims = try JSONDocument(parsing: payload, limits: CallerToken.claimLimits).root
        } catch { throw .notJSON(error) }
        guard claims.kind == .object else { throw .notAnObject }
        return claims
    }

    private static func agency(_ claims: JSONNode) throws(CallerRefusal) -> AgencyID {
        guard let text = claims["iss"]?.string, let agency = try? AgencyID(text) else {
            throw .claim("iss", expected: "must be the calling agency's URI")
        }
        guard claims["sub"]?.string == text else {
            throw .claim("sub", expected: "must equal `iss`")
        }
        return agency
    }

    /// Whether `aud` is the broker, as a string or as the only member of an array.
    private static func names(_ broker: AgencyID, in node: JSONNode?) -> Bool {
        guard let node else { return false }
        guard node.kind == .array else { return node.isString(broker.uri) }
        return node.count == 1 && node[0]?.isString(broker.uri) == true
    }

    private static func instant(
        _ claims: JSONNode, _ name: String
    ) throws(CallerRefusal) -> Instant {
        guard let claim = claims[name] else {
            throw .claim(name, expected: "is missing: whole seconds since 1970, as an integer")
        }
        guard let seconds = claim.integer, (0...253_402_300_799).contains(seconds) else {
            throw .claim(name, expected: "must be whole seconds since 1970, as an integer")
        }
        return Instant(seconds: seconds)
    }

    private static func person(_ act: JSONNode?) throws(CallerRefusal) -> String? {
        guard let act else { return nil }
        guard let person = act["sub"]?.string, Self.isName(person) else {
            throw .claim(
                "act",
                expected: "must be an object whose `sub` is an opaque staff id: 1 to 128 bytes, "
                    + "no control characters, no space at either end")
        }
        return person
    }

    /// A staff id stands in the log for ever, so that it must be seen and written the same by all.
    private static func isName(_ person: String) -> Bool {
        let scalars = person.unicodeScalars
        guard let first = scalars.first, let last = scalars.last, person.utf8.count <= 128,
            !first.properties.isWhitespace, !last.properties.isWhitespace
        else { return false }
        return scalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned:
                false
            default: true
            }
        }
    }

    /// The instant at which the token ends, or why it is not valid now.
    func end(now: Instant, _ clock: ClockStanding) throws(CallerRefusal) -> Instant {
        let life = expiresAt.seconds - issuedAt.seconds
        guard life > 0 else { throw .claim("exp", expected: "must be after `iat`") }
        guard life <= CallerToken.longestLifeSeconds else { throw .livesTooLong(seconds: life) }
        let begins = issuedAt.seconds - CallerToken.skewSeconds
        guard clock == .inDoubt || begins <= now.seconds else {
            throw .issuedInFuture(at: issuedAt, now: now)
        }
        if clock == .believed, let notBefore,
            now.seconds < notBefore.seconds - CallerToken.skewSeconds
        {
            throw .notYet(from: notBefore, now: now)
        }
        let end = Instant(seconds: expiresAt.seconds + CallerToken.skewSeconds)
        guard now < end else { throw .expired(at: expiresAt, now: now) }
        return end
    }
}
