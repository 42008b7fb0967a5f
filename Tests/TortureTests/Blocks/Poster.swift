// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Intake
import Programs
import Safeguarding
import Signing
import Synchronization

/// Sends signed referrals, each another, so many at once, and writes down what it is promised.
///
/// It repeats nothing. Each referral goes to the council and, as no agreement allows, to the school:
/// so each makes two handoffs (the trust subscribes), two expectations and one notice.
struct Poster: Sendable {
    private let caller: Caller
    private let audience: [String]
    private let payload: [UInt8]
    private let type: String
    /// Whether each message is about another child.
    private let isVaried: Bool
    let journal: AckJournal

    /// - Parameter sender: whose node sends: the police, or another that is no recipient then.
    init(
        _ town: Town, from sender: Town.Role = .police, over exchange: Exchange,
        journal: AckJournal = AckJournal()
    ) throws {
        let node = try town.node(sender)
        guard let partnership = node.partnership else { throw Trouble("no partnership") }
        caller = Caller(node, over: exchange)
        let others = try [Town.Role.council, .school].filter { $0 != sender }
            .map { try town.node($0).agency.uri }
        audience = [partnership.uri] + others
        payload = try Self.example(of: "referral.made", town)
        (type, isVaried) = ("referral.made", false)
        self.journal = journal
    }

    /// A poster of what opens no expectation: the police tell the council alone, each time of another
    /// child.
    init(
        telling type: String, _ town: Town, over exchange: Exchange,
        journal: AckJournal = AckJournal()
    ) throws {
        let node = try town.node(.police)
        guard let partnership = node.partnership else { throw Trouble("no partnership") }
        caller = Caller(node, over: exchange)
        audience = [partnership.uri, try town.node(.council).agency.uri]
        payload = try Self.example(of: type, town)
        (self.type, isVaried) = (type, true)
        self.journal = journal
    }

    private static func example(of type: String, _ town: Town) throws -> [UInt8] {
        let example = try town.baton(["schema", "new", type])
        return try Payload(parsing: Array(example.output.utf8), from: "the example").text
    }

    /// The same sender with another journal.
    init(_ other: Poster, journal: AckJournal) {
        (caller, audience, payload) = (other.caller, other.audience, other.payload)
        (type, isVaried) = (other.type, other.isVaried)
        self.journal = journal
    }

    /// What came of what was sent.
    struct Tally: Sendable, Equatable {
        /// 202, in the journal.
        var accepted = 0
        /// 503 with a time after which to try again.
        var later = 0
        /// Nothing came back.
        var unanswered = 0
        /// Anything else, by status: it must not happen.
        var others: [Int] = []
    }

    /// Sends so many referrals.
    ///
    /// - Parameter inFlight: how many are on their way at once.
    /// - Parameter endsAtSilence: whether a call that stays without an answer is the last.
    func post(
        _ count: Int, inFlight: Int = 8, endsAtSilence: Bool = true,
        patience: Duration = .seconds(20)
    ) async throws -> Tally {
        let progress = Progress(count)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<inFlight {
                group.addTask {
                    while progress.takesAnother() {
                        let outcome = try await postOne(patience: patience)
                        progress.note(outcome, isLast: outcome == .unanswered && endsAtSilence)
                    }
                }
            }
            try await group.waitForAll()
        }
        return progress.tally
    }

    /// Sends referrals, two at once, until it is told to end; two at least.
    func post(while posting: Posting) async throws -> Tally {
        try await withThrowingTaskGroup(of: Tally.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    var tally = Tally()
                    repeat { tally.count(try await postOne()) } while posting.goesOn
                    return tally
                }
            }
            return try await group.reduce(into: Tally()) { $0.add($1) }
        }
    }

    /// How one call ended.
    enum Outcome: Sendable, Equatable {
        case accepted, later, unanswered
        case other(Int)
    }

    func postOne(patience: Duration = .seconds(20)) async throws -> Outcome {
        let sent = try draft()
        journal.note(sent)
        let answer: BrokerAnswer
        do throws(ToolFailure) {
            answer = try await caller.post(sent.message.jws.token, patience: patience)
        } catch { return .unanswered }
        switch answer.status {
        case 202:
            journal.note(
                Acknowledgement(
                    sent: sent, location: answer.headers["location"] ?? "",
                    receipt: answer.body, at: Monotonic.now))
            return .accepted
        case 503 where answer.headers["retry-after"] != nil: return .later
        default: return .other(answer.status)
        }
    }

    /// A referral as the whole plain request that carries it, which is not written down.
    func plainRequest() throws -> [UInt8] {
        let token = try draft().message.jws.token
        let bearer = try BearerToken(for: caller.node, now: Caller.now).text
        let head = """
            POST /events HTTP/1.1\r
            Host: localhost\r
            Authorization: Bearer \(bearer)\r
            Content-Type: application/secevent+jwt\r
            Content-Length: \(token.count)\r
            \r

            """
        return Array(head.utf8) + token
    }

    private func draft() throws -> Sent {
        let now = Caller.now
        let draft = Draft(
            type: EventType(name: type, major: 1), payload: isVaried ? varied() : payload,
            token: try TokenID(FreshIdentifier.ofTime(now, random: SecureRandom.bytes)),
            thread: try ThreadID(FreshIdentifier.ofChance(random: SecureRandom.bytes)),
            audience: audience, issuedAt: now)
        let jws = try draft.signed(by: caller.node)
        return Sent(message: try SignedEvent(parsing: jws.token, from: "the poster"))
    }
}

extension Poster {
    /// The payload with other names for whoever it names, and other NHS numbers.
    private func varied() -> [UInt8] {
        let uuid = #/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/#
        let text = String(decoding: payload, as: UTF8.self)
            .replacing(uuid) { _ in UUID().uuidString.lowercased() }
            .replacing(#/"999\d{7}"/#) { _ in "\"\(Self.freshNumber())\"" }
        return Array(text.utf8)
    }

    /// An NHS number from the range that is never given to anybody, its check digit right.
    private static func freshNumber() -> String {
        while true {
            let digits = [9, 9, 9] + (0..<6).map { _ in Int.random(in: 0...9) }
            let sum = zip(digits, (2...10).reversed()).reduce(0) { $0 + $1.0 * $1.1 }
            let check = (11 - sum % 11) % 11
            if check < 10 { return (digits + [check]).map(String.init).joined() }
        }
    }
}

/// Whether senders go on.
final class Posting: Sendable {
    private let isOver = Mutex(false)

    var goesOn: Bool { isOver.withLock { !$0 } }

    func end() { isOver.withLock { $0 = true } }
}

/// How far several senders are together.
private final class Progress: Sendable {
    private let state: Mutex<(left: Int, tally: Poster.Tally)>

    init(_ count: Int) { state = Mutex((count, Poster.Tally())) }

    var tally: Poster.Tally { state.withLock { $0.tally } }

    func takesAnother() -> Bool {
        state.withLock { state in
            state.left -= 1
            return state.left >= 0
        }
    }

    func note(_ outcome: Poster.Outcome, isLast: Bool) {
        state.withLock { state in
            state.tally.count(outcome)
            if isLast { state.left = 0 }
        }
    }
}

extension Poster.Tally {
    fileprivate mutating func add(_ other: Self) {
        accepted += other.accepted
        later += other.later
        unanswered += other.unanswered
        others += other.others
    }

    fileprivate mutating func count(_ outcome: Poster.Outcome) {
        switch outcome {
        case .accepted: accepted += 1
        case .later: later += 1
        case .unanswered: unanswered += 1
        case .other(let status): others.append(status)
        }
    }
}
