// SPDX-License-Identifier: Apache-2.0

import Audit
import Fixtures
import Foundation
import GRDB
import Intake
import Ledger
import SQLiteStore
import Safeguarding
import SampleTown
import Signing
import Testing
import TransparencyLog
import Wire

@testable import Relay

/// What is left once facts and parts of a thread went too: the leaves, and a name that nobody may use.
@Suite struct `Facts whose time has run out` {
    let town: SampleTown
    let keeper: ActingPerson
    let second: ActingPerson

    init() throws {
        town = try SampleTown()
        (keeper, second) = (town.keeper, town.second)
    }

    /// Content for a year, facts for three; of notices and retractions as `rest` says.
    func setting(
        chunk: Int = 50, facts: String? = "P3Y", rest: String? = "P3Y"
    ) throws -> Setting {
        let year = try #require(RetentionPeriod("P1Y"))
        let (facts, rest) = (
            facts.flatMap(RetentionPeriod.init), rest.flatMap(RetentionPeriod.init)
        )
        var limits = RelayLimits()
        limits.purgeChunk = chunk
        let four = [town.police, town.health, town.council, town.school].map(\.id)
        let more = town.agreement("isa-3", from: four, to: four, types: ["record.retracted"])
        return try town.setting(
            directory: town.directory(agreements: town.usualAgreements + [more]),
            retention: RetentionSchedule([
                RetentionClass(name: "a", types: ["referral.made"], payload: year, facts: facts),
                RetentionClass(name: "b", types: nil, payload: year, facts: rest),
                RetentionClass(
                    name: "c", types: nil, isOfRefused: true, payload: year, facts: facts),
            ]), limits: limits)
    }

    /// A matter that is over and read.
    func matter(_ stage: Stage) async throws -> Letter {
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await stage.accept(letter)
        try await end(letter, stage)
        return letter
    }

    func end(_ letter: Letter, _ stage: Stage) async throws {
        var retraction = try town.answer(to: letter, from: town.police, "record.retracted")
        retraction.set(
            "target", ["iss": letter.claims["iss"] ?? .null, "jti": .string(letter.jti.text)])
        try await stage.accept(retraction)
        for resident in town.residents {
            let tokens = try await stage.poll(resident).sets.map(\.token)
            if !tokens.isEmpty { _ = try await stage.poll(resident, acknowledging: tokens) }
        }
    }

    func later(_ stage: Stage, years: Int) {
        let day = London.date(at: stage.clock.now).adding(months: 12 * years).adding(days: 2)
        stage.clock.set(London.startOfDay(day))
    }

    func plan(_ stage: Stage) async throws -> PurgeProposal {
        try await stage.broker.planPurge(of: 1, by: keeper)
    }

    func carryOut(_ stage: Stage, _ plan: Int64) async throws {
        #expect(
            try await stage.broker.approvePurge(plan, by: second, overseeing: [1]) == .approved)
        while let progress = try await stage.broker.purgeSome(), !progress.isDone {
            #expect(try stage.store.verifyProjections() == [], "in the middle")
        }
    }

    /// Lets the content go, and then waits until facts are due.
    func purgeContent(_ stage: Stage) async throws {
        later(stage, years: 1)
        let proposal = try await plan(stage)
        #expect(proposal.factsDue == 0)
        try await carryOut(stage, try #require(proposal.plan))
        later(stage, years: 2)
    }

    func entries(_ stage: Stage) async throws -> [LedgerEntry] {
        try await stage.store.read { store throws(StoreFailure) in
            try store.entries(.range(0..<(try store.head()?.head.size ?? 0)))
        }
    }

    func kinds(_ stage: Stage) async throws -> [String] {
        try await entries(stage).filter { !$0.isForgotten }.map { entry in
            guard case .object(let members) = entry.factsJSON else { return "" }
            return members.first { $0.name == "kind" }?.value.string ?? ""
        }
    }

    /// Looks at the whole log, as `batond fsck` does.
    func faults(_ stage: Stage) async throws -> [String] {
        var inspection = LogInspection(stage.store, stage.broker.setting)
        var faults: [String] = []
        while let lines = try await inspection.step() { faults += lines }
        return faults + (try stage.store.verifyProjections())
    }

    // MARK: What goes

    /// What the file says of every entry, and the names of a matter, byte for byte.
    func markers(_ stage: Stage, _ letter: Letter) async throws -> [String: [UInt8]] {
        var markers = [
            "thread": try bytes(of: letter.thread), "thread's text": Array(letter.thread.text.utf8),
            "jti": Array(letter.jti.text.utf8),
        ]
        let queue = try DatabaseQueue(path: stage.place.appending(path: "baton.db").path)
        let told = try await kinds(stage)
        for entry in try await entries(stage)
        where ["accepted", "issued", "polled", "read"].contains(told[Int(entry.index)]) {
            let row = try #require(
                try queue.read { database in
                    try Row.fetchOne(
                        database, sql: "SELECT secret, content FROM entries WHERE ix = ?",
                        arguments: [entry.index])
                })
            let (secret, content): (Data, Data) = (row["secret"], row["content"])
            markers["secret of \(entry.index)"] = Array(secret)
            markers["content of \(entry.index)"] = Array(content)
        }
        return markers
    }

    /// As the store has it: the sixteen bytes of the UUID.
    func bytes(of thread: ThreadID) throws -> [UInt8] {
        let uuid = try #require(UUID(uuidString: thread.text))
        return withUnsafeBytes(of: uuid.uuid) { [UInt8]($0) }
    }

    func places(of markers: [String: [UInt8]], in folder: URL) throws -> [String: [String]] {
        var places: [String: [String]] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let bytes = try Data(contentsOf: folder.appending(path: file))
            for (name, marker) in markers where bytes.range(of: Data(marker)) != nil {
                places[name, default: []].append(file)
            }
        }
        return places
    }

    @Test func `go whole with what tells of them, and no file holds a byte of them`() async throws {
        let stage = try await Stage(town, setting: setting())
        var letters: [Letter] = []
        for _ in 0..<20 { letters.append(try await matter(stage)) }
        let letter = letters[7]
        try await stage.broker.note(
            ReadFacts(
                agency: town.manager.id, person: "staff-9", question: "audit/thread",
                thread: letter.thread), partnership: 1)
        try await stage.broker.note(
            ReadFacts(
                agency: town.manager.id, person: "staff-9", question: "Q4",
                given: ["txn": letter.thread.text]), partnership: 1)
        let markers = try await markers(stage, letter)
        #expect(try await stage.store.wipe())
        let before = try places(of: markers, in: stage.place.url)
        for name in markers.keys where name != "thread's text" && name != "jti" {
            #expect(before[name] != nil, "\(name) is not there to be purged")
        }
        try await purgeContent(stage)
        let leaves = try await entries(stage).map(\.leaf)
        let proposal = try await plan(stage)
        #expect(proposal.due.isEmpty && proposal.factsDue > LogInspection.page)
        var inspection = LogInspection(stage.store, stage.broker.setting)
        var lines = try await inspection.step()
        try await carryOut(stage, try #require(proposal.plan))
        while lines != nil {
            #expect(lines == [], "what looks at the log meanwhile is not misled")
            lines = try await inspection.step()
        }
        #expect(try await stage.store.wipe())
        #expect(try places(of: markers, in: stage.place.url) == [:])
        let all = try await entries(stage)
        #expect(all.prefix(leaves.count).map(\.leaf) == leaves, "the leaves stay")
        #expect(all.count(where: \.isForgotten) == proposal.factsDue)
        let left = Set(try await kinds(stage))
        #expect(left == ["started", "loaded", "purge-planned", "purge-approved", "purged"])
        #expect(try await faults(stage) == [])
        #expect(try stage.store.integrity() == [])
        #expect(try await plan(stage).plan == nil, "nothing is left to go")
    }

    @Test func `are not known any more, and their jti is refused as purged`() async throws {
        let stage = try await Stage(town, setting: setting())
        let letter = try await matter(stage)
        let days = try shared(stage)
        #expect(try await sums(stage, days).isEmpty == false)
        try await purgeContent(stage)
        let number = try #require(try await plan(stage).plan)
        try await carryOut(stage, number)
        let finding = try await stage.broker.find(
            letter.jti, of: town.police.id, for: town.police.id)
        guard case .nothing = finding else {
            Issue.record("its receipt can be asked for")
            return
        }
        for viewer in [Viewer.party(town.police.id), .party(town.council.id)] {
            #expect(try await stage.thread(letter.thread, for: viewer) == nil)
        }
        #expect(try await sums(stage, days).isEmpty, "sums hold only what facts hold")
        let plans = try await stage.broker.purgePlans(of: [1])
        #expect(plans.last?["state"] == "done")
        #expect(plans.last?["forgotten"] == plans.last?["facts_due"])
        try await expectRefusal(of: letter, stage)
        try await expectRefusal(of: letter, try await reopened(stage))
    }

    func expectRefusal(of letter: Letter, _ stage: Stage) async throws {
        guard case .refused(let refusal) = try await stage.post(letter) else {
            Issue.record("it was taken")
            return
        }
        #expect(refusal.reasons.first?.code == "purged")
        #expect(try stage.store.verifyProjections() == [])
    }

    func shared(_ stage: Stage) throws -> ClosedRange<Int> {
        let day = London.date(at: stage.clock.now).dayNumber
        return day - 1...day + 1
    }

    func sums(
        _ stage: Stage, _ days: ClosedRange<Int>
    ) async throws -> [SharingRecord] {
        try await stage.store.read { store throws(StoreFailure) in
            try store.sharing(SharingQuery(partnership: 1, days: days))
        }
    }

    func reopened(_ stage: Stage) async throws -> Stage {
        try stage.close()
        return try await Stage(town, setting: setting(), at: stage.clock.now, folder: stage.place)
    }

    @Test func `are withheld as purged, and so is what names them`() async throws {
        let stage = try await Stage(town, setting: setting())
        _ = try await matter(stage)
        // A poll that tells of a matter that goes and of one that stays.
        let gone = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await stage.accept(gone)
        try await end(gone, stage)
        try await purgeContent(stage)
        let kept = try await matter(stage)
        try await carryOut(stage, try #require(try await plan(stage).plan))
        let size = try await stage.size()
        let json = try await stage.broker.facts(0..<size, partnerships: [1])
        let items = try #require(json["items"]?.array)
        let all = try await entries(stage)
        for (item, entry) in zip(items, all) where entry.partnership == 1 {
            #expect((item["withheld"] == "purged") == entry.isForgotten, "\(item)")
        }
        #expect(items.contains { $0["facts"]?["jti"]?.string == kept.jti.text })
        #expect(!json.text.contains(gone.thread.text))
        let parts = items.flatMap { $0["parts"]?.array ?? [] }
        #expect(
            parts.contains { $0["withheld"] == "purged" && $0["leaf"] != nil },
            "the part that says that the content was purged names what is not known any more")
        #expect(parts.contains { $0["part"]?["part"] == "forgotten" })
    }

    // MARK: What stays

    @Test func `stay while a message of their thread has a class that keeps facts for ever`()
        async throws
    {
        let stage = try await Stage(town, setting: setting(rest: nil))
        _ = try await matter(stage)
        try await purgeContent(stage)
        let proposal = try await plan(stage)
        #expect(proposal.plan == nil && proposal.factsDue == 0, "\(proposal.items)")
    }

    @Test func `are held while their thread is, approved plans included`() async throws {
        let stage = try await Stage(town, setting: setting())
        let letter = try await matter(stage)
        try await purgeContent(stage)
        let number = try #require(try await plan(stage).plan)
        #expect(
            try await stage.broker.hold(letter.thread, by: keeper, overseeing: [1], isHeld: true)
                != nil)
        try await carryOut(stage, number)
        let plans = try await stage.broker.purgePlans(of: [1])
        #expect(plans.last?["forgotten"] == nil && plans.last?["kept"] != .integer(0))
        let proposal = try await plan(stage)
        #expect(proposal.factsDue == 0 && proposal.heldBack["legal-hold"] == 1)
        #expect(
            try await stage.broker.hold(letter.thread, by: keeper, overseeing: [1], isHeld: false)
                != nil)
        #expect(try await plan(stage).factsDue > 0)
        #expect(try stage.store.verifyProjections() == [])
    }

    @Test func `of a thread stay when a message came after the plan`() async throws {
        let stage = try await Stage(town, setting: setting())
        let letter = try await matter(stage)
        try await purgeContent(stage)
        let number = try #require(try await plan(stage).plan)
        try await stage.accept(
            try town.letter(
                from: town.police, "referral.made", to: [town.council], thread: letter.thread.text))
        try await carryOut(stage, number)
        #expect(try await stage.thread(letter.thread, for: .party(town.police.id)) != nil)
        #expect(try await stage.broker.purgePlans(of: [1]).last?["forgotten"] == nil)
    }

    /// What stays of a plan is asked of once for each entry; its thread may be long.
    @Test(arguments: [true, false])
    func `of a thread that stays are not read again for each of its entries`(
        _ isHeld: Bool
    ) async throws {
        let stage = try await Stage(town, setting: setting())
        let letter = try await matter(stage)
        try await purgeContent(stage)
        let number = try #require(try await plan(stage).plan)
        if isHeld {
            _ = try await stage.broker.hold(
                letter.thread, by: keeper, overseeing: [1], isHeld: true)
        } else {
            try await stage.accept(
                try town.letter(
                    from: town.police, "referral.made", to: [town.council],
                    thread: letter.thread.text))
        }
        let (schedule, now) = (stage.broker.setting.retention, stage.clock.now)
        let (asked, kept, threads) = try await stage.store.read { store throws(StoreFailure) in
            guard let planned = try store.plannedPurge(number) else { return (0, 0, 0) }
            let counting = CountingReading(store)
            let chunk = try ForgettingChunk(
                planned.forgettable, of: planned,
                FactsLook(counting, schedule, partnership: 1, at: now), .chunk, in: counting)
            let messages = try store.messages(.thread(letter.thread)).count
            return (counting.threads, chunk.kept, messages)
        }
        #expect(threads > 1 && kept >= threads - 1)
        #expect(asked == 0)
    }

    @Test func `of a refused message go with the thread in which it was sent again`() async throws {
        let stage = try await Stage(town, setting: setting())
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        var bad = letter
        bad.set("concern_summary", nil)
        guard case .refused = try await stage.post(bad) else { return }
        try await stage.accept(letter)
        try await end(letter, stage)
        try await purgeContent(stage)
        let told = Set(try await kinds(stage))
        #expect(told.contains("refused"))
        try await carryOut(stage, try #require(try await plan(stage).plan))
        let left = Set(try await kinds(stage))
        #expect(left == ["started", "loaded", "purge-planned", "purge-approved", "purged"])
        #expect(try await faults(stage) == [])
    }

    @Test func `of a refused message stay with the thread in which it was sent again`() async throws
    {
        let stage = try await Stage(town, setting: setting(rest: nil))
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        var bad = letter
        bad.set("concern_summary", nil)
        guard case .refused = try await stage.post(bad) else { return }
        try await stage.accept(letter)
        try await end(letter, stage)
        try await purgeContent(stage)
        #expect(try await plan(stage).factsDue == 0)
        #expect(try await kinds(stage).contains("refused"))
    }
}
