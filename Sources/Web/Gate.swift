// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Intake
import Logging
import NIOCore
import Relay
import Safeguarding
import Signing

/// Where every request of an agency passes: who calls, how much, in which media type.
final class Gate: Sendable {
    let broker: Broker
    let limits: WebLimits
    let memory: CallerMemory
    let inFlight: InFlight
    let waitingPolls: InFlight
    private let longReadings: LongReadings
    private let blindLookups: BlindLookups

    init(_ broker: Broker, limits: WebLimits, logger: Logger) {
        self.broker = broker
        self.limits = limits
        memory = CallerMemory(limit: limits.rememberedCallers)
        inFlight = InFlight(
            .inFlight, limit: limits.inFlightPerAgency, retryAfter: limits.retryAfterSeconds,
            tally: broker.tally)
        waitingPolls = InFlight(
            .waitingPolls, limit: limits.waitingPollsPerAgency,
            retryAfter: limits.retryAfterSeconds, tally: broker.tally)
        longReadings = LongReadings(
            limit: limits.longReadings,
            perAgency: InFlight(
                .longReadings, limit: limits.longReadingsPerAgency,
                retryAfter: limits.retryAfterSeconds, tally: broker.tally))
        blindLookups = BlindLookups(
            limit: limits.blindLookups, tally: broker.tally, logger: logger)
    }

    /// Lets a caller in, unless its agency has too much in flight already.
    func admit(
        _ request: Request, _ context: CallContext, _ body: (Caller) async throws -> Response
    ) async throws -> Response {
        let caller = try caller(of: request, context)
        broker.hear(caller.agency)
        return try await inFlight.work(for: caller.agency) { try await body(caller) }
    }

    /// Lets a caller in that looks something up by its name.
    func lookUp(
        _ request: Request, _ context: CallContext, _ body: (Caller) async throws -> Response
    ) async throws -> Response {
        try await admit(request, context) { caller in
            try await lookUp(for: caller.agency) { try await body(caller) }
        }
    }

    /// Looks something up by its name: that nothing is shown takes as long whatever the reason, and
    /// may not happen too often.
    func lookUp<Found>(
        for agency: AgencyID, _ body: () async throws -> Found
    ) async throws -> Found {
        let began = broker.steady
        try blindLookups.admit(agency, at: began)
        do { return try await body() } catch let fault as Fault where fault.isBlind {
            blindLookups.count(agency, at: began)
            try await broker.conceal(since: began, step: limits.blindAnswerMilliseconds)
            throw fault
        }
    }

    /// Reads a whole period of the log in the agency's turn; it ends when the caller hangs up.
    func readLong<Found: Sendable>(
        for agency: AgencyID, _ context: CallContext,
        _ body: @escaping @Sendable (Broker) async throws -> Found
    ) async throws -> Found {
        do {
            return try await context.whileHeard { [broker, longReadings] in
                try await longReadings.read(for: agency) { try await body(broker) }
            }
        } catch let error
            where context.hasHungUp
            && (error is CancellationError || error as? StoreFailure == .stopped)
        {
            // Who has only said that nothing more comes still listens, and must not be told that the
            // broker stops.
            throw Fault.badRequest(
                "You ended your side of the connection before the answer was there, which ends what reads "
                    + "a whole period for it: keep the connection open until the answer has come.")
        }
    }

    /// The body, as it is, in the media type that is expected and no longer than the limit.
    ///
    /// - Parameter isRequired: whether the type must be said; one that is said must fit always.
    /// - Parameter limit: the most bytes, and what that limit is called.
    func body(
        of request: Request, type: String, isRequired: Bool, limit: Int, _ name: WebLimit
    ) async throws -> [UInt8] {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            broker.tally.count(name)
            throw Fault.tooLarge(limit: limit)
        }
        let coding = request.headers[.contentEncoding]
        guard coding == nil || coding?.lowercased() == "identity" else { throw Fault.codedContent }
        try check(request.headers[.contentType], type, isRequired)
        do {
            let buffer = try await request.body.collect(upTo: limit)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            broker.tally.count(name)
            throw Fault.tooLarge(limit: limit)
        }
    }

    /// Compares media types without their parameters and without case (RFC 9110 section 8.3.1).
    private func check(_ said: String?, _ type: String, _ isRequired: Bool) throws(Fault) {
        guard let said else {
            if isRequired { throw .wrongMediaType(expected: type) }
            return
        }
        let essence = said.prefix { $0 != ";" }.trimmingSpaces.lowercased()
        guard essence == type else { throw .wrongMediaType(expected: type) }
    }

    /// The person and purpose that a reader names, within their limits.
    ///
    /// Whoever names a purpose must be a person: `act` is required wherever `purpose` is.
    func purpose(
        of request: Request, by caller: Caller
    ) throws(Fault) -> (purpose: String?, reference: String?) {
        let parameters = request.uri.queryParameters
        var found: [String?] = []
        for name in ["purpose", "reference"] {
            let text = parameters[Substring(name)].map(String.init)
            if let text, text.utf8.count > limits.purposeBytes {
                broker.tally.count(.purposeBytes)
                throw .badRequest(
                    "`\(name)` is longer than \(limits.purposeBytes) bytes.", at: name)
            }
            if let text { try check(text, as: name, among: parameters) }
            found.append(text)
        }
        guard found[0] == nil || caller.person != nil else {
            throw .badRequest(
                "A purpose is a person's: name who reads as `act.sub` in the bearer token.",
                at: "purpose")
        }
        return (found[0], found[1])
    }
}

extension Substring {
    var trimmingSpaces: Substring {
        var text = self
        while text.first == " " || text.first == "\t" { text = text.dropFirst() }
        while text.last == " " || text.last == "\t" { text = text.dropLast() }
        return text
    }
}

extension StoreFailure {
    /// What a caller is told when the store could not do it: try again, nothing was lost.
    func fault(retryAfter seconds: Int) -> Fault {
        switch self {
        case .full:
            .unavailable("The broker's disk is full; nothing was accepted.", retryAfter: seconds)
        case .busy:
            .unavailable("The broker has too much to do; send it again.", retryAfter: seconds)
        case .stopped:
            .unavailable("The broker is stopping; send it again.", retryAfter: seconds)
        case .inputOutput, .inDoubt, .damaged:
            .unavailable(
                "The broker's store is in doubt; send it again, a repeat is harmless.",
                retryAfter: seconds)
        case .corrupt:
            .unavailable(
                "Something that the broker needs for this is damaged in its store. Its operator has been "
                    + "told, and must restore it; nothing else is held up, and a repeat is harmless.",
                retryAfter: seconds)
        case .refused:
            .unavailable(
                "The broker could not do this; its operator has been told.", retryAfter: seconds)
        }
    }
}
