// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// Tells the stories of a year, one after the other, and notes what goes wrong in each.
struct Planner: Sendable {
    let town: Town
    let diary: Diary
    let profile: Profile
    let seed: UInt64
    let population: Population
    /// How large a share of the place's volumes is told.
    let share: Double
    /// The chance of the story that is told now.
    var chance: Chance
    private(set) var messages: [PlannedMessage] = []
    private(set) var misses: [KnownMiss] = []
    private var quotas: [Fault: Quota] = [:]
    /// The misses that nothing has ended, by what would end them.
    private var unended: [String: [Int]] = [:]
    /// How many referrals of the batch that nobody owns are still to come.
    var unowned: Int

    /// The day on which the story begins that is told now.
    var storyDay: CalendarDate

    /// The chances from which identifiers come, apart from those that decide.
    private var names: Chance

    init(_ town: Town, _ diary: Diary, _ profile: Profile, seed: UInt64, share: Double) {
        self.town = town
        self.diary = diary
        self.profile = profile
        self.seed = seed
        self.share = share
        population = Population(town, year: 2026)
        chance = Chance(seed: seed)
        names = Chance(seed: seed, "names")
        storyDay = London.date(at: diary.start)
        unowned = Int((Double(profile.unownedBatch) * share).rounded(.up))
        for fault in Fault.allCases { quotas[fault] = Quota(rate: profile.rate(of: fault)) }
    }

    /// Whether a fault happens on this occasion.
    ///
    /// - Parameter moment: when it would show; after the year's end it does not count.
    mutating func happens(_ fault: Fault, at moment: Instant) -> Bool {
        guard moment < diary.end else { return false }
        return quotas[fault]?.falls() ?? false
    }

    /// Begins a story with a chance of its own.
    mutating func begin(_ stream: String, _ number: Int) {
        chance = Chance(seed: seed, stream, number)
        names = Chance(seed: seed, "\(stream) names", number)
    }

    /// How many stories of a stream there are, of so many a year.
    func count(perYear: Double) -> Int {
        let days = Double(diary.days.count)
        return Int((perYear * share * days / 365).rounded(.up))
    }
}

/// Sending.
extension Planner {
    /// Opens a matter in a thread of its own, or in another matter's thread.
    mutating func open(
        _ type: String, from: Seat, to: [Seat], at moment: Instant, about family: Family,
        occurred: Instant? = nil, _ body: JSONValue
    ) -> Sent {
        let thread = names.uuid()
        return post(
            type, from: from, to: to, at: moment, thread: thread, opener: from, family: family,
            answering: nil, occurred: occurred,
            Payload.opening(type, family.children, body))
    }

    /// Answers a message in its matter, and never before it.
    ///
    /// - Parameter naming: the children that it is for; nil for all.
    mutating func answer(
        _ answered: Sent, _ type: String, from: Seat, to: [Seat] = [], at moment: Instant,
        naming children: [Child]? = nil, occurred: Instant? = nil, withSubjects: Bool = false,
        _ body: JSONValue
    ) -> Sent {
        var members = body.members ?? []
        if withSubjects {
            members = Payload.opening(type, children ?? answered.family.children, body)
        } else if let children {
            members.insert(JSONMember("subjects", .array(children.map(\.mention))), at: 0)
        }
        return post(
            type, from: from, to: to, at: max(moment, answered.at.after(minutes: 2)),
            thread: answered.thread, opener: answered.opener, family: answered.family,
            answering: answered, occurred: occurred, members)
    }

    private mutating func post(
        _ type: String, from: Seat, to: [Seat], at moment: Instant, thread: String, opener: Seat,
        family: Family, answering answered: Sent?, occurred: Instant?, _ body: [JSONMember]
    ) -> Sent {
        var sent = moment
        var members = body
        if diary.up(moment) != moment {
            sent = diary.up(moment).after(minutes: names.number(3...25))
            members.append(
                JSONMember(
                    "late_entry", ["channel": "telephone", "at": .string(moment.rfc3339)]))
        }
        sent = sent.adding(milliseconds: Int64(names.number(0...49)) * 1_000)
        let token = names.uuid()
        var number: Int?
        if sent < diary.end, answered == nil || answered?.number != nil {
            number = messages.count
            messages.append(
                PlannedMessage(
                    at: sent, from: from, to: to.filter { $0 != from }, type: type, thread: thread,
                    token: token, answers: answered?.number,
                    payload: JSONValue.object(members).canonical, occurred: occurred))
        }
        return Sent(
            number: number, at: sent, from: from, to: to, thread: thread, token: token,
            family: family, opener: opener)
    }

    /// The system sends a message twice, having missed the broker's answer.
    mutating func `repeat`(_ sent: Sent) {
        guard let number = sent.number else { return }
        messages[number].isRepeated = true
    }

    /// A recipient's system does not take a message until a moment.
    mutating func lose(_ sent: Sent, by seat: Seat, until moment: Instant) {
        guard let number = sent.number else { return }
        messages[number].notTaken.append(PlannedMessage.NotTaken(by: seat, until: moment))
    }
}

/// What goes wrong.
extension Planner {
    /// Notes a miss that a fault makes, if its time comes within the year.
    ///
    /// - Parameters:
    ///   - done: what is sent too late; nil when nothing ever is.
    ///   - whom: the one who owes it or whom it should reach, where later messages of the matter may
    ///     end it.
    mutating func miss(
        _ rule: String, _ breakPoint: BreakPoint, by seat: Seat, of anchor: Sent, due: Instant,
        done: Sent?, whom: Seat? = nil
    ) {
        guard anchor.number != nil, due < diary.end else { return }
        precondition(done.map { $0.at >= due } ?? true, "what is done late is done after it is due")
        if done?.number == nil, let whom {
            unended[key(rule, whom, anchor.thread), default: []].append(misses.count)
        }
        misses.append(
            KnownMiss(
                thread: anchor.thread, anchor: anchor.token, rule: rule, breakPoint: breakPoint,
                owedBy: town[seat].id, due: due, state: done?.number == nil ? .missed : .metLate))
    }

    /// A message was sent that ends what was missed earlier in its matter: what an agency owed for one
    /// meeting is done, late, when it does the same for the next.
    mutating func end(_ rule: String, _ whom: Seat, by sent: Sent) {
        guard sent.number != nil else { return }
        for index in unended.removeValue(forKey: key(rule, whom, sent.thread)) ?? [] {
            misses[index] = misses[index].doneLate
        }
    }

    private func key(_ rule: String, _ whom: Seat, _ thread: String) -> String {
        "\(thread) \(rule) \(whom.number)"
    }

    /// When something is due that must be done within so many working days of a moment.
    func due(workingDays count: Int, after moment: Instant) -> Instant {
        London.endOfDay(diary.workingDay(count, after: London.date(at: moment)))
    }

    /// A time in office hours on the Nth working day after a moment, the day itself being 0.
    mutating func office(_ count: Int, after moment: Instant) -> Instant {
        let day = London.date(at: moment)
        let chosen = count == 0 ? diary.workingDay(from: day) : diary.workingDay(count, after: day)
        return diary.at(chosen, chance.number(9...15), chance.number(0...59))
    }

    /// A few minutes to some hours later, in office hours.
    mutating func soon(_ moment: Instant, minutes: ClosedRange<Int>) -> Instant {
        diary.office(moment.after(minutes: chance.number(minutes)))
            .after(minutes: chance.number(0...25))
    }
}
