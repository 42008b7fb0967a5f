// SPDX-License-Identifier: Apache-2.0

import Intake
import Safeguarding
import SampleTown
import Signing
import Testing
import Wire

@Suite struct `A bearer token` {
    let town: SampleTown
    let door: FrontDoor
    let now = SampleTown.morning

    init() throws {
        town = try SampleTown()
        door = try town.frontDoor()
    }

    private func refusal(_ token: [UInt8], at time: Instant? = nil) -> CallerRefusal? {
        do throws(CallerRefusal) {
            _ = try door.caller(by: token, now: time ?? now)
            return nil
        } catch { return error }
    }

    @Test func `says which agency and node calls, and which person reads`() throws {
        let token = try door.caller(
            by: town.bearer(for: town.manager, at: now, person: "staff-7"), now: now)
        #expect(token.caller == Caller(agency: town.manager.id, person: "staff-7"))
        #expect(token.node == "main")
        #expect(token.expires == now.adding(milliseconds: 360_000))
    }

    @Test func `ends, with a minute's grace, and says both times`() throws {
        let token = try town.bearer(for: town.police, at: now)
        #expect(refusal(token, at: now.adding(milliseconds: 359_999)) == nil)
        let late = now.adding(milliseconds: 360_000)
        #expect(
            refusal(token, at: late)
                == .expired(at: now.adding(milliseconds: 300_000), now: late))
    }

    @Test func `may live five minutes and no longer`() throws {
        let token = try town.bearer(for: town.police, at: now) {
            $0["exp"] = .integer(now.seconds + 301)
        }
        #expect(refusal(token) == .livesTooLong(seconds: 301))
    }

    /// RFC 7519 section 4.1.5.
    @Test func `is not taken before it says, but for a minute's grace`() throws {
        func token(_ nbf: JSONValue) throws -> [UInt8] {
            try town.bearer(for: town.police, at: now) { $0["nbf"] = nbf }
        }
        for seconds: Int64 in [-300, 0, 60] {
            #expect(try refusal(token(.integer(now.seconds + seconds))) == nil)
        }
        let from = Instant(seconds: now.seconds + 61)
        #expect(try refusal(token(.integer(from.seconds))) == .notYet(from: from, now: now))
        #expect(CallerRefusal.notYet(from: from, now: now).explanation.contains("`nbf`"))
        for odd: JSONValue in ["1", .null, .integer(-1)] {
            guard case .claim("nbf", _) = try refusal(token(odd)) else {
                return #expect(Bool(false), "\(odd) is no time")
            }
        }
    }

    @Test func `that is a SET is not accepted`() throws {
        let set = try town.letter(from: town.police, "referral.made").bytes()
        #expect(refusal(set) == .header([.wrongType("secevent+jwt", expected: .bearer)]))
    }

    @Test func `is not accepted as a SET either`() throws {
        let token = try town.bearer(for: town.police, at: now)
        #expect(
            throws: RefusedToken([.header(.wrongType("JWT", expected: .securityEvent))])
        ) { try door.verify(token) }
    }

    @Test func `must be for this broker, from an agency for itself, under its own key`() throws {
        let elsewhere = try town.bearer(for: town.police, at: now) {
            $0["aud"] = "https://x.example"
        }
        #expect(
            refusal(elsewhere)
                == .claim("aud", expected: "must be the broker's URI https://baton.example"))
        let other = try town.bearer(for: town.police, at: now) {
            $0["sub"] = .string(town.council.id.uri)
        }
        #expect(refusal(other) == .claim("sub", expected: "must equal `iss`"))
        let stolen = try town.bearer(for: town.police, at: now) {
            $0["iss"] = .string(town.council.id.uri)
            $0["sub"] = .string(town.council.id.uri)
        }
        #expect(refusal(stolen) == .unproven)
    }

    @Test func `ends with its key, when that is to be revoked before`() throws {
        let revokedAt = now.adding(milliseconds: 100_000)
        let door = try town.frontDoor(
            keyring: Keyring([town.registered(town.police, revokedAt: revokedAt)]))
        let token = try door.caller(by: town.bearer(for: town.police, at: now), now: now)
        #expect(token.expires == revokedAt)
    }

    @Test func `may name the broker as the only member of an array, and nobody else beside`()
        throws
    {
        let one = try town.bearer(for: town.police, at: now) {
            $0["aud"] = [.string(town.broker.uri)]
        }
        #expect(refusal(one) == nil)
        let two = try town.bearer(for: town.police, at: now) {
            $0["aud"] = [.string(town.broker.uri), "https://other.example"]
        }
        #expect(
            refusal(two)
                == .claim("aud", expected: "must be the broker's URI https://baton.example"))
    }

    @Test func `may have other claims of any shape`() throws {
        let deep: JSONValue = ["a": ["b": ["c": ["d": ["e": [1, [2, [3]]]]]]]]
        let token = try town.bearer(for: town.police, at: now) { claims in
            claims["resource_access"] = deep
            for number in 0..<100 { claims["x\(number)"] = .integer(Int64(number)) }
        }
        #expect(refusal(token) == nil)
    }

    @Test func `says which of its times is missing`() throws {
        let token = try town.bearer(for: town.police, at: now) { $0["exp"] = nil }
        let told = refusal(token)?.explanation
        #expect(told?.contains("`exp` of the bearer token is missing") == true)
    }

    /// It stands in the log for ever, and in the list of who read what.
    @Test(arguments: [
        "", " ", "staff-7 ", "\u{A0}", "\u{200B}", "a\nb", "a\u{0}b", "\u{202E}a",
    ])
    func `names a person in a way that all can read`(person: String) throws {
        let token = try town.bearer(for: town.manager, at: now, person: person)
        #expect(refusal(token)?.explanation.contains("opaque staff id") == true)
    }

    @Test func `is read up to its limit`() {
        let long = [UInt8](repeating: UInt8(ascii: "a"), count: CallerToken.limitBytes + 1)
        #expect(refusal(long) == .tooLong(limit: CallerToken.limitBytes))
    }
}
