// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Wire

/// The registered claims of a message, read and found right (RFC 8417 section 2.2).
package struct Claims: Sendable {
    /// `iss`: the agency that made the statement.
    package let issuer: AgencyID
    /// `jti`: unique for ever under its issuer.
    package let token: TokenID
    /// `iat` in seconds, as signed.
    package let issuedAt: Int64
    /// `toe` in seconds, as signed: when it happened.
    package let occurredAt: Int64?
    /// `txn`: the thread.
    package let thread: ThreadID
    /// The name of the one member of `events`.
    package let event: String
    /// The value of the one member of `events`.
    package let payload: JSONNode
}

/// The claims that could be read, and what is wrong with the others.
///
/// A refused message is logged with as much of this as it shows.
package struct ClaimsReading: Sendable {
    /// The issuer as proven by the signature.
    package let issuer: AgencyID
    /// `jti`, when it is well formed.
    package private(set) var token: TokenID?
    /// `txn`, when it is well formed.
    package private(set) var thread: ThreadID?
    /// `iat` in seconds, when it is a number.
    package private(set) var issuedAt: Int64?
    /// `toe` in seconds, when present and a number.
    package private(set) var occurredAt: Int64?
    /// The event's name, when there is exactly one.
    package private(set) var event: String?
    /// The event's payload, when it is an object.
    package private(set) var payload: JSONNode?
    /// What is wrong, in the order of the claims.
    private(set) var faults: [ClaimFault] = []

    /// The claims, when nothing is wrong with them.
    var claims: Claims? {
        guard faults.isEmpty, let token, let thread, let issuedAt, let event, let payload else {
            return nil
        }
        return Claims(
            issuer: issuer, token: token, issuedAt: issuedAt, occurredAt: occurredAt,
            thread: thread, event: event, payload: payload)
    }

    /// Restates claims that were found right.
    init(restating claims: Claims) {
        issuer = claims.issuer
        token = claims.token
        thread = claims.thread
        issuedAt = claims.issuedAt
        occurredAt = claims.occurredAt
        event = claims.event
        payload = claims.payload
    }

    /// Reads every claim of a payload and collects what is wrong.
    ///
    /// - Parameter now: nil while the broker's clock is in doubt; then `iat` may be any time.
    init(_ claims: JSONNode, issuer: AgencyID, limits: IntakeLimits, now: Instant?) {
        self.issuer = issuer
        if claims["iss"] == nil { faults.append(.missing("iss")) }
        readIssuedAt(claims["iat"], limits, now)
        token = identifier("jti", claims["jti"]) { text throws(IdentifierError) in
            try TokenID(text)
        }
        thread = identifier("txn", claims["txn"]) { text throws(IdentifierError) in
            try ThreadID(text)
        }
        if let toe = claims["toe"] { occurredAt = seconds("toe", toe) }
        faults += SubjectIdentifier.faults(in: claims["sub_id"])
        for name in Self.forbidden where claims[name] != nil {
            faults.append(.forbidden(name))
        }
        readEvents(claims["events"])
    }

    /// Claims that a message must not have.
    private static let forbidden = ["exp", "nbf", "sub"]

    private mutating func readIssuedAt(_ node: JSONNode?, _ limits: IntakeLimits, _ now: Instant?) {
        guard let node else { return faults.append(.missing("iat")) }
        guard let value = seconds("iat", node) else { return }
        issuedAt = value
        let at = Instant(seconds: value)
        guard let now else { return }
        if at.milliseconds > now.milliseconds + Int64(limits.skewSeconds) * 1000 {
            faults.append(
                .issuedInFuture(issuedAt: at, now: now, allowedSeconds: limits.skewSeconds))
        }
    }

    /// `iat` alone, for what must be known of a message before the rest of it is read.
    static func issuedAt(_ claims: JSONNode) throws(ClaimFault) -> Int64 {
        guard let node = claims["iat"] else { throw .missing("iat") }
        return try numericDate("iat", node)
    }

    private mutating func seconds(_ name: String, _ node: JSONNode) -> Int64? {
        do throws(ClaimFault) { return try Self.numericDate(name, node) } catch {
            faults.append(error)
            return nil
        }
    }

    /// A NumericDate: an integer from 0 to 2^53, so that every JSON library reads the same.
    private static func numericDate(
        _ name: String, _ node: JSONNode
    ) throws(ClaimFault) -> Int64 {
        guard let value = node.integer, (0...9_007_199_254_740_992).contains(value) else {
            throw .wrongType(name, expected: "whole seconds since 1970, as an integer")
        }
        guard value <= latestSecond else {
            throw .malformed(name, why: "lies after the year 9999.")
        }
        return value
    }

    /// 9999-12-31T23:59:59Z: the last second that RFC 3339 can write.
    private static let latestSecond: Int64 = 253_402_300_799

    private mutating func identifier<ID>(
        _ name: String, _ node: JSONNode?, _ make: (String) throws(IdentifierError) -> ID
    ) -> ID? {
        guard let node else {
            faults.append(.missing(name))
            return nil
        }
        guard let text = node.string else {
            faults.append(.wrongType(name, expected: "a string"))
            return nil
        }
        do throws(IdentifierError) {
            return try make(text)
        } catch {
            faults.append(.malformed(name, why: "is malformed: \(error)"))
            return nil
        }
    }

    private mutating func readEvents(_ node: JSONNode?) {
        guard let node else { return faults.append(.missing("events")) }
        guard node.kind == .object else {
            return faults.append(.wrongType("events", expected: "an object with one member"))
        }
        guard node.count == 1, let member = node.members.first(where: { _ in true }) else {
            return faults.append(.malformed("events", why: "must have exactly one member."))
        }
        event = member.name.string
        guard member.value.kind == .object else {
            return faults.append(.malformed("events", why: "must hold an object as payload."))
        }
        payload = member.value
    }
}
