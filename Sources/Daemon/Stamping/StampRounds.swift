// SPDX-License-Identifier: Apache-2.0

package import Logging
package import Relay
import Safeguarding
import Signing

/// Has the newest checkpoint stamped once an hour, and tokens stamped again before they end, by the
/// first authority that answers; beside everything else, so that no message waits for it.
package struct StampRounds: Sendable {
    /// How far an authority's clock may be from ours, its own accuracy aside, in seconds.
    static let mostSecondsApart: Int64 = 300
    /// How far off its time an authority may say to be at most, in seconds: one that says more says none.
    static let mostSecondsOff: Int64 = 60
    /// The media type of a request (RFC 3161 section 3.4).
    static let requestType = "application/timestamp-query"
    /// How often it is looked whether tokens end, in milliseconds.
    static let renewalLook: Int64 = 3_600_000
    /// How near the end of a token has to be for its missing renewal to be an error, in days.
    static let urgentDays: Int64 = 7

    private let broker: Broker
    private let world: World
    private let logger: Logger
    private var rests: [String: StampRest] = [:]
    private var lateness: StampLateness
    private var looksAgainAt = Int64.min

    /// Begins.
    package init(_ broker: Broker, world: World, logger: Logger) {
        self.broker = broker
        self.world = world
        self.logger = logger
        lateness = StampLateness(logger: logger)
    }

    /// Has stamped what is due.
    package mutating func round(_ call: OutboundCall) async {
        guard !broker.setting.timestamping.authorities.isEmpty else { return }
        do throws(StoreFailure) {
            let due = try await broker.timestampDue()
            let isDone = if let due { try await stamp(due, call) } else { true }
            let waiting = isDone ? nil : due?.since
            broker.tally.show(
                timestampOverdueSeconds: waiting.map { broker.now.milliseconds(since: $0) / 1_000 }
                    ?? 0)
            lateness.note(waiting, at: broker.now)
            try await renew(call)
        } catch {
            logger.warning("time stamps cannot be kept", metadata: ["why": "\(error)"])
        }
    }

    /// Has tokens stamped again that end.
    private mutating func renew(_ call: OutboundCall) async throws(StoreFailure) {
        let time = world.steady()
        guard time >= looksAgainAt else { return }
        looksAgainAt = time + Self.renewalLook
        guard let due = try await broker.timestampRenewalDue(), let end = due.outlasting,
            try await !stamp(due, call)
        else { return }
        let left = end.milliseconds(since: broker.now)
        logger.log(
            level: left < Self.urgentDays * 86_400_000 ? .error : .warning,
            "\(JournalKind.tokensEnd.rawValue)",
            metadata: [
                "first_ends": "\(end.rfc3339)",
                "do": "name an authority whose certificate ends later, before the others",
            ])
    }

    /// Asks one authority after the other; whether one of them has stamped.
    private mutating func stamp(
        _ due: TimestampDue, _ call: OutboundCall
    ) async throws(StoreFailure) -> Bool {
        for authority in broker.setting.timestamping.authorities {
            var rest = rests[authority.url] ?? StampRest()
            guard rest.isOver(at: world.steady()) else { continue }
            let timestamp: KeptTimestamp
            do throws(StampFault) { timestamp = try await ask(authority, due, call) } catch {
                count(error.word)
                rest.fail(at: world.steady())
                rests[authority.url] = rest
                if rest.failures == 1 { warn(authority, error) }
                continue
            }
            count("stamped")
            rests[authority.url] = nil
            try await broker.keep(timestamp)
            return true
        }
        return false
    }

    private func ask(
        _ authority: TimestampSetting.Authority, _ due: TimestampDue, _ call: OutboundCall
    ) async throws(StampFault) -> KeptTimestamp {
        let askedAt = broker.now
        let request = TimestampRequest(for: due.imprint)
        let reply = await call(
            OutboundRequest(
                url: authority.url, type: Self.requestType, body: request.der,
                answerLimit: TimestampLimits.responseBytes))
        guard let reply else { throw .unreachable }
        guard reply.status == 200 else { throw .status(reply.status) }
        let (token, bytes) = try Self.verified(reply.body, to: request, authority.trust)
        let time = Instant(milliseconds: token.info.genTimeMilliseconds)
        try check(time, token, askedAt)
        let end = Instant(seconds: token.validUntil)
        if let outlasting = due.outlasting, end <= outlasting { throw .endsTooSoon(end) }
        return KeptTimestamp(
            due.subject, authority: authority.url, askedAt: askedAt, time: time, validUntil: end,
            token: bytes)
    }

    private static func verified(
        _ answer: [UInt8], to request: TimestampRequest, _ trust: TimestampTrust
    ) throws(StampFault) -> (TimestampToken, [UInt8]) {
        do throws(TimestampFault) {
            let response = try TimestampResponse(parsing: answer)
            return (try trust.verify(response, to: request), response.token ?? [])
        } catch { throw .token(error) }
    }

    /// Two clocks that differ: while ours is in doubt, theirs is believed.
    private func check(
        _ time: Instant, _ token: TimestampToken, _ askedAt: Instant
    ) throws(StampFault) {
        let accuracy = (token.info.accuracyMicroseconds ?? 0) / 1_000
        guard accuracy <= Self.mostSecondsOff * 1_000 else { throw .vague(accuracy / 1_000) }
        guard broker.clock.read().doubt == nil else { return }
        let apart = abs(time.milliseconds(since: askedAt))
        guard apart <= Self.mostSecondsApart * 1_000 + accuracy else { throw .clock(apart / 1_000) }
    }

    private func count(_ word: String) {
        broker.tally.count("timestamp_answers", ("outcome", word))
    }

    private func warn(_ authority: TimestampSetting.Authority, _ fault: StampFault) {
        logger.warning(
            "\(JournalKind.authorityFails.rawValue)",
            metadata: ["authority": "\(authority.url)", "why": "\(fault)"])
    }
}

/// How long an authority that does not stamp is left alone.
struct StampRest: Sendable, Hashable {
    /// The longest rest, in milliseconds.
    static let longest: Int64 = 900_000
    /// The first rest, which doubles with each failure, in milliseconds.
    static let first: Int64 = 60_000

    /// How often in a row it has failed.
    private(set) var failures = 0
    private var until = Int64.min

    /// Whether it may be asked.
    func isOver(at time: Int64) -> Bool { time >= until }

    /// It has failed once more.
    mutating func fail(at time: Int64) {
        until = time + min(Self.first << Int64(min(failures, 8)), Self.longest)
        failures += 1
    }
}
