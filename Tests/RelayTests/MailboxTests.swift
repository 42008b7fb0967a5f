// SPDX-License-Identifier: Apache-2.0

import Foundation
import Ledger
import Relay
import Safeguarding
import SampleTown
import Signing
import Synchronization
import Testing
import Wire

@Suite struct `A mailbox` {
    @Test func `hands out in log order, a page at a time, and says when there is more`()
        async throws
    {
        let town = try SampleTown()
        let stage = try await Stage(town)
        var tokens: [TokenID] = []
        for _ in 0..<3 {
            let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            try await stage.accept(letter)
            tokens.append(letter.jti)
        }
        let first = try await stage.poll(town.council, max: 2)
        #expect(first.sets.map(\.token) == Array(tokens[..<2]))
        #expect(first.moreAvailable)
        let second = try await stage.poll(town.council, max: 2)
        #expect(second.sets.map(\.token) == Array(tokens[2...]))
        #expect(!second.moreAvailable)
    }

    /// The wait is over and the message is there again, when nobody hears the answer any more.
    @Test func `keeps what comes when a wait was cancelled for whoever asks next`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        try await stage.accept(
            town.letter(from: town.police, "referral.made", to: [town.council]))
        #expect(try await stage.poll(town.council).sets.count == 1)
        let caller = Mutex<Task<PollAnswer, any Error>?>(nil)
        stage.clock.whenSomebodySleeps {
            caller.withLock { $0?.cancel() }
            stage.clock.advance(milliseconds: 60_000)
        }
        let waiting = caller.withLock { caller in
            let waiting = Task { try await stage.broker.poll(Poll(), mailbox: town.council.id) }
            caller = waiting
            return waiting
        }
        #expect(try await waiting.value.sets.isEmpty)
        #expect(try await stage.poll(town.council).sets.count == 1)
    }

    @Test func `hands out again what was not acknowledged within the visibility timeout`()
        async throws
    {
        let town = try SampleTown()
        let stage = try await Stage(town)
        try await stage.accept(
            town.letter(from: town.police, "referral.made", to: [town.council]))
        #expect(try await stage.poll(town.council).sets.count == 1)
        stage.clock.advance(milliseconds: 59_999)
        #expect(try await stage.poll(town.council).sets.isEmpty)
        stage.clock.advance(milliseconds: 1)
        #expect(try await stage.poll(town.council).sets.count == 1)
    }

    @Test(arguments: PollingWay.allCases)
    func `counts an acknowledgement only of what it handed out, and once`(_ way: PollingWay)
        async throws
    {
        let town = try SampleTown()
        let stage = try await Stage(town, polling: way)
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await stage.accept(letter)
        let size = try await stage.size()
        _ = try await stage.poll(
            town.council, max: 0,
            acknowledging: [letter.jti, TokenID(UUID().uuidString.lowercased())])
        #expect(try await stage.size() == size, "nothing was handed out yet")

        _ = try await stage.poll(town.council)
        _ = try await stage.poll(town.council, acknowledging: [letter.jti, letter.jti])
        _ = try await stage.poll(town.council, acknowledging: [letter.jti])
        #expect(try await stage.size() == size + 1)
        let parts = try await stage.entry(size)?.parts
        #expect(parts?.count == 1, "a jti counts once, however often a poll names it")
    }

    @Test(arguments: PollingWay.allCases)
    func `takes acknowledgements after a restart of what was in it before`(_ way: PollingWay)
        async throws
    {
        let town = try SampleTown()
        let first = try await Stage(town, polling: way)
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await first.accept(letter)
        _ = try await first.poll(town.council)
        try first.close()
        let second = try await Stage(town, folder: first.place, polling: way)
        _ = try await second.poll(town.council, max: 0, acknowledging: [letter.jti])
        #expect(try await second.poll(town.council).sets.isEmpty)
    }

    /// Two referrals to the council under one `jti`, from the police and from health, in that order.
    private func twins(_ town: SampleTown) throws -> (one: Letter, two: Letter) {
        var one = try town.letter(from: town.police, "referral.made", to: [town.council])
        var two = try town.letter(from: town.health, "referral.made", to: [town.council])
        let shared = JSONValue.string(UUID().uuidString.lowercased())
        (one.claims["jti"], two.claims["jti"]) = (shared, shared)
        return (one, two)
    }

    @Test(arguments: PollingWay.allCases)
    func `hands out the second under a jti as soon as the first is acknowledged, and not before`(
        _ way: PollingWay
    ) async throws {
        let town = try SampleTown()
        let stage = try await Stage(town, polling: way)
        let (one, two) = try twins(town)
        try await stage.accept(one)
        try await stage.accept(two)
        let first = try await stage.poll(town.council)
        #expect(try issuers(first) == [town.police.id.uri])
        #expect(!first.moreAvailable)
        #expect(try await stage.poll(town.council).sets.isEmpty)
        let size = try await stage.size()
        // Who does not hear the answer to its acknowledgement sends it again: that is not the second's.
        for _ in 0..<3 {
            let answer = try await stage.poll(town.council, acknowledging: [one.jti])
            #expect(answer.sets.isEmpty && answer.moreAvailable)
            #expect(try await stage.size() == size + 1)
        }
        let next = try await stage.poll(town.council)
        #expect(try issuers(next) == [town.health.id.uri])
        let last = try await stage.poll(town.council, acknowledging: [two.jti])
        #expect(last.sets.isEmpty && !last.moreAvailable)
        #expect(try await stage.size() == size + 2)
        stage.clock.advance(milliseconds: 60_000)
        #expect(try await stage.poll(town.council).sets.isEmpty)
    }

    @Test(arguments: PollingWay.allCases)
    func `keeps nobody waiting who acknowledges again and again, and takes none for the second's`(
        _ way: PollingWay
    ) async throws {
        let town = try SampleTown()
        let stage = try await Stage(town, polling: way)
        let (one, two) = try twins(town)
        try await stage.accept(one)
        try await stage.accept(two)
        _ = try await stage.poll(town.council)
        let size = try await stage.size() + 1
        var handedOut = 0
        for _ in 0..<10 {
            let answer = try await stage.poll(town.council, acknowledging: [one.jti])
            handedOut += answer.sets.count
            #expect(try await stage.size() == size)
            stage.clock.advance(milliseconds: 25_000)
        }
        #expect(handedOut == 2)
        stage.clock.advance(milliseconds: 60_000)
        #expect(try issuers(try await stage.poll(town.council)) == [town.health.id.uri])
        _ = try await stage.poll(town.council, acknowledging: [one.jti])
        #expect(try await stage.size() == size + 1)
    }

    @Test func `wakes a poll that waits when the first under a jti is acknowledged`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let (one, two) = try twins(town)
        try await stage.accept(one)
        try await stage.accept(two)
        _ = try await stage.poll(town.council)
        async let waiting = stage.broker.poll(Poll(), mailbox: town.council.id)
        while stage.clock.sleepers == 0 { await Task.yield() }
        _ = try await stage.poll(town.council, acknowledging: [one.jti])
        #expect(try issuers(try await waiting) == [town.health.id.uri])
    }

    @Test(.timeLimit(.minutes(5)))
    func `lets no poll wait that need only come again without what it acknowledges`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let (one, two) = try twins(town)
        try await stage.accept(one)
        try await stage.accept(two)
        _ = try await stage.poll(town.council)
        let answer = try await stage.broker.poll(
            Poll(acknowledged: [one.jti]), mailbox: town.council.id)
        #expect(answer.sets.isEmpty && answer.moreAvailable)
    }

    @Test(arguments: PollingWay.allCases)
    func `hides nothing behind what waits for another under its jti`(_ way: PollingWay)
        async throws
    {
        let town = try SampleTown()
        let stage = try await Stage(town, polling: way)
        var firsts: [TokenID] = []
        for _ in 0..<3 {
            let (one, two) = try twins(town)
            try await stage.accept(one)
            try await stage.accept(two)
            firsts.append(one.jti)
        }
        #expect(try await stage.poll(town.council).sets.map(\.token) == firsts)
        let waiting = try await stage.poll(town.council, max: 0)
        #expect(!waiting.moreAvailable)
        var others: [TokenID] = []
        for _ in 0..<2 {
            let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            try await stage.accept(letter)
            others.append(letter.jti)
        }
        #expect(try await stage.poll(town.council, max: 0).moreAvailable)
        let first = try await stage.poll(town.council, max: 1)
        #expect(first.sets.map(\.token) == [others[0]] && first.moreAvailable)
        let second = try await stage.poll(town.council, max: 1, acknowledging: [others[0]])
        #expect(second.sets.map(\.token) == [others[1]] && !second.moreAvailable)
        // What one poll must come again for does not hide what it can have at once either.
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await stage.accept(letter)
        let third = try await stage.poll(town.council, max: 1, acknowledging: firsts)
        #expect(third.sets.map(\.token) == [letter.jti] && third.moreAvailable)
        #expect(try await stage.poll(town.council).sets.map(\.token) == firsts)
    }

    @Test(arguments: PollingWay.allCases)
    func `counts no acknowledgement after a restart that may be of another message`(
        _ way: PollingWay
    ) async throws {
        let town = try SampleTown()
        let first = try await Stage(town, polling: way)
        let (one, two) = try twins(town)
        try await first.accept(one)
        try await first.accept(two)
        _ = try await first.poll(town.council)
        _ = try await first.poll(town.council, acknowledging: [one.jti])
        try first.close()
        let second = try await Stage(town, folder: first.place, polling: way)
        let size = try await second.size()
        let answer = try await second.poll(town.council, acknowledging: [one.jti])
        #expect(answer.sets.isEmpty && answer.moreAvailable)
        #expect(try await second.size() == size)
        #expect(try issuers(try await second.poll(town.council)) == [town.health.id.uri])
        _ = try await second.poll(town.council, acknowledging: [two.jti])
        #expect(try await second.size() == size + 1)
    }

    @Test(arguments: PollingWay.allCases)
    func `counts an acknowledgement after a restart for the first under a jti, once`(
        _ way: PollingWay
    ) async throws {
        let town = try SampleTown()
        let first = try await Stage(town, polling: way)
        let (one, two) = try twins(town)
        try await first.accept(one)
        try await first.accept(two)
        _ = try await first.poll(town.council)
        try first.close()
        let second = try await Stage(town, folder: first.place, polling: way)
        let size = try await second.size()
        for _ in 0..<2 {
            let answer = try await second.poll(town.council, acknowledging: [one.jti])
            #expect(answer.sets.isEmpty && answer.moreAvailable)
            #expect(try await second.size() == size + 1)
        }
        #expect(try issuers(try await second.poll(town.council)) == [town.health.id.uri])
    }

    private func issuers(_ answer: PollAnswer) throws -> [String?] {
        try answer.sets.map { try issuer(of: $0.jws) }
    }

    private func issuer(of token: [UInt8]) throws -> String? {
        try JSONDocument(parsing: CompactJWS(parsing: token).payloadBytes).root["iss"]?.string
    }

    @Test(arguments: PollingWay.allCases)
    func `tells the sender at once what the recipient's system refused`(_ way: PollingWay)
        async throws
    {
        let town = try SampleTown()
        let stage = try await Stage(town, polling: way)
        let letters = try (0..<2).map { _ in
            try town.letter(from: town.police, "referral.made", to: [town.council])
        }
        for letter in letters { try await stage.accept(letter) }
        _ = try await stage.poll(town.council)
        let size = try await stage.size()
        // What is acknowledged as well was refused.
        _ = try await stage.poll(
            town.council, acknowledging: letters.map(\.jti),
            errors: letters.map {
                Poll.SetError(token: $0.jti, code: "invalid_set", description: "No thanks.")
            })
        let notices = try await stage.notices(town.police).map(\.payload)
        #expect(notices.count == 2)
        #expect(notices.allSatisfy { $0["kind"]?.string == "refused-by-recipient" })
        #expect(notices.allSatisfy { $0["err"]?.string == "invalid_set" })
        let entry = try #require(try await stage.entry(size))
        let proofs = (0..<2).map { entry.disclosure(ofPart: $0) }
        #expect(notices.map { $0["proof"] } == proofs, "each proves its own part")
        stage.clock.advance(milliseconds: 60_000)
        #expect(try await stage.poll(town.council).sets.count == 2, "both are handed out again")
    }

    @Test func `hands out at once, with a report, what came meanwhile`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town, polling: .atOnce)
        var tokens: [TokenID] = []
        for _ in 0..<4 {
            let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            try await stage.accept(letter)
            tokens.append(letter.jti)
        }
        let first = try await stage.poll(town.council, max: 1)
        let second = try await stage.poll(
            town.council, max: 2, acknowledging: first.sets.map(\.token))
        #expect(second.sets.map(\.token) == Array(tokens[1..<3]))
        #expect(second.moreAvailable)
        let third = try await stage.poll(
            town.council, max: 2, acknowledging: second.sets.map(\.token))
        #expect(third.sets.map(\.token) == Array(tokens[3...]))
        #expect(!third.moreAvailable)
        let last = try await stage.poll(town.council, acknowledging: third.sets.map(\.token))
        #expect(last.sets.isEmpty)
    }

    @Test func `has nothing at once for a poll that may wait`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await stage.accept(letter)
        _ = try await stage.poll(town.council)
        let poll = Poll(acknowledged: [letter.jti])
        let outcome: Outcome<MailboxLook> = await withCheckedContinuation { continuation in
            stage.broker.report(poll, mailbox: town.council.id) {
                continuation.resume(returning: $0)
            }
        }
        let look = try outcome.get()
        #expect(stage.broker.handOut(look, to: poll) == nil)
        #expect(stage.broker.handOut(look, to: Poll(returnImmediately: true))?.sets.isEmpty == true)
    }

    @Test func `wakes a poll that waits when a message arrives`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        async let waiting = stage.broker.poll(Poll(), mailbox: town.council.id)
        while stage.clock.sleepers == 0 { await Task.yield() }
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await stage.accept(letter)
        #expect(try await waiting.sets.map(\.token) == [letter.jti])
    }

    @Test func `lets a poll that waits go when its time is over, or the daemon stops`()
        async throws
    {
        let town = try SampleTown()
        let stage = try await Stage(town)
        async let waiting = stage.broker.poll(Poll(), mailbox: town.council.id)
        while stage.clock.sleepers == 0 { await Task.yield() }
        stage.clock.advance(milliseconds: 30_000)
        #expect(try await waiting.sets.isEmpty)

        async let stopped = stage.broker.poll(Poll(), mailbox: town.council.id)
        while stage.clock.sleepers == 0 { await Task.yield() }
        stage.broker.letWaitersGo()
        #expect(try await stopped.sets.isEmpty)
    }
}
