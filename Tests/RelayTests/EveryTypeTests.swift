// SPDX-License-Identifier: Apache-2.0

import Intake
import Relay
import Safeguarding
import SampleTown
import Testing
import Wire

/// The catalogue and the broker must fit: whatever ships can be sent, reaches those addressed, and
/// is answered by what its schema says.
@Suite struct `Every type that agencies send` {
    private let town: SampleTown
    private let stage: Stage

    init() async throws {
        town = try SampleTown()
        let all = [town.police, town.council].map(\.id)
        let types = town.catalogue.entries.map(\.type.name)
        let open = town.agreement("open", from: all, to: all, types: types)
        stage = try await Stage(
            town, setting: town.setting(directory: town.directory(agreements: [open])))
    }

    @Test func `is taken in and reaches those it is addressed to`() async throws {
        let entries = town.catalogue.entries.filter { !$0.isIssuedByBroker }
        #expect(entries.count >= 38)
        for entry in entries {
            let sent = try await send(entry)
            let page = try await stage.poll(sent.recipient)
            #expect(page.sets.contains { $0.token == sent.letter.jti }, "\(entry.type)")
            _ = try await stage.poll(sent.recipient, acknowledging: page.sets.map(\.token))
        }
    }

    @Test func `is refused with the place of what is missing`() async throws {
        for entry in town.catalogue.entries where !entry.isIssuedByBroker && entry.opens {
            var letter = try town.letter(from: town.police, entry.type.name, to: [town.council])
            letter.set("in_reply_to", nil)
            letter.set("sender_role", nil)
            let places = try await stage.reasons(letter).map(\.place)
            #expect(places == ["/sender_role"], "\(entry.type)")
        }
    }

    private struct Sent {
        let letter: Letter
        let sender: Resident
        let recipient: Resident
    }

    /// Sends an example of a type; what it answers is sent first, by the other side.
    private func send(_ entry: Catalogue.Entry) async throws -> Sent {
        if entry.opens {
            var letter = try town.letter(from: town.police, entry.type.name, to: [town.council])
            letter.set("in_reply_to", nil)
            try await stage.accept(letter)
            return Sent(letter: letter, sender: town.police, recipient: town.council)
        }
        let known = town.catalogue.entries.filter {
            entry.mayAnswer($0.type) && $0.type != entry.type && !$0.isIssuedByBroker
        }
        let answered = try #require(known.first { $0.opens } ?? known.first)
        let before = try await send(answered)
        let letter = try town.answer(
            to: before.letter, from: before.recipient, entry.type.name, to: [before.sender])
        try await stage.accept(letter)
        return Sent(letter: letter, sender: before.recipient, recipient: before.sender)
    }
}
