// SPDX-License-Identifier: Apache-2.0

import Relay
import Safeguarding
import Testing

@testable import Daemon

@Suite struct `The alarm of quarantine` {
    private let lines = Lines()
    private let police: AgencyID
    private let trust: AgencyID

    init() throws {
        police = try AgencyID("https://northumbria.police.example")
        trust = try AgencyID("https://trust.nhs.example")
    }

    @Test func `opens once for an agency, however many are refused, and ends once`() {
        var alarms = QuarantineAlarms()
        let logger = lines.logger(.journal)
        for count in [1, 1_000] {
            alarms.hear(
                [
                    QuarantineLevel(police, "schema", count),
                    QuarantineLevel(police, "audience", count),
                ], logger)
        }
        alarms.hear([QuarantineLevel(trust, "claim", 1)], logger)
        alarms.hear([], logger)
        alarms.hear([], logger)
        #expect(
            lines.all == [
                "<4>msg=\"refused messages wait for their sender\" "
                    + "agency=https://northumbria.police.example codes=\"audience schema\"",
                "<5>msg=\"no refused message waits any more\" "
                    + "agency=https://northumbria.police.example",
                "<4>msg=\"refused messages wait for their sender\" "
                    + "agency=https://trust.nhs.example codes=claim",
                "<5>msg=\"no refused message waits any more\" agency=https://trust.nhs.example",
            ])
    }

    @Test func `has an identifier for each of its two lines`() {
        #expect(JournalKind(rawValue: "refused messages wait for their sender") == .quarantined)
        #expect(JournalKind(rawValue: "no refused message waits any more") == .quarantineEmpty)
    }
}
