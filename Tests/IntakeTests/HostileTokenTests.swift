// SPDX-License-Identifier: Apache-2.0

import Intake
import Safeguarding
import SampleTown
import Signing
import Testing

/// Row S11 of the acceptance table: tokens of people who have read what went wrong elsewhere.
@Suite struct `A hostile token` {
    /// One town for all: none of them changes anything.
    private static let scene = Result {
        let town = try SampleTown()
        return (town: town, door: try town.frontDoor())
    }

    let town: SampleTown
    let door: FrontDoor

    init() throws { (town, door) = try Self.scene.get() }

    /// Why the front door does not let it in; empty when it does.
    private func reasons(_ bytes: [UInt8]) -> [Refusal] {
        do throws(RefusedToken) {
            let verified = try door.verify(bytes)
            switch door.examine(verified, carriedBy: town.police.id, now: SampleTown.morning) {
            case .admissible: return []
            case .refused(let message): return message.refusal.reasons
            }
        } catch {
            return error.reasons
        }
    }

    @Test(arguments: Attack.all)
    func `is refused, and the first reason names the rule`(_ attack: Attack) throws {
        var forgery = try Forgery(town)
        try attack.change(&forgery, town)
        let reasons = try reasons(forgery.bytes())
        let first = try #require(reasons.first, "it was let in")
        #expect(first.code == attack.code)
        #expect(first.place == attack.place)
        // What a stranger wrote is not given back at length.
        #expect((10...600).contains(first.explanation.utf8.count), "\(first.explanation)")
    }

    @Test func `is hostile by its one change alone`() throws {
        #expect(try reasons(Forgery(town).bytes()).isEmpty)
        #expect(Attack.all.count >= 100)
        let names = Dictionary(grouping: Attack.all, by: \.name)
        #expect(names.filter { $0.value.count > 1 }.keys.sorted() == [])
    }
}
