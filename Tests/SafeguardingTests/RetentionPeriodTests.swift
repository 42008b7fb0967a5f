// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Testing

@Suite struct `A period of retention` {
    @Test(arguments: [
        ("P35Y", "P35Y"), ("P18M", "P1Y6M"), ("P6W", "P42D"), ("P1Y6M2W10D", "P1Y6M24D"),
        ("P200Y", "P200Y"), ("P1D", "P1D"),
    ])
    func `is read as an ISO 8601 duration`(_ text: String, _ shown: String) {
        #expect(RetentionPeriod(text).map { "\($0)" } == shown)
    }

    @Test(arguments: [
        "", "P", "6Y", "P6", "PY", "P0D", "P-6Y", "P6.5Y", "PT6H", "P1YT1H", "P1M1Y", "P1Y1Y",
        "P 6Y", "P6Y ", "P201Y", "P100000D", "P99999D", "p6y", "P٦Y",
    ])
    func `is nothing else`(_ text: String) {
        #expect(RetentionPeriod(text) == nil)
    }

    @Test(arguments: [
        ("P1Y", "2024-02-29T12:00:00Z", "2025-03-01T00:00:00Z"),
        ("P6Y", "2026-11-25T09:00:00Z", "2032-11-26T00:00:00Z"),
        ("P1M", "2026-01-31T09:00:00Z", "2026-03-01T00:00:00Z"),
        ("P1D", "2026-06-30T22:59:59Z", "2026-07-01T23:00:00Z"),
        ("P1D", "2026-06-30T23:00:00Z", "2026-07-02T23:00:00Z"),
    ])
    func `keeps through its last day, by London's clocks`(
        _ text: String, _ start: String, _ end: String
    ) throws {
        let period = try #require(RetentionPeriod(text))
        #expect(try period.end(after: Instant(rfc3339: start)) == Instant(rfc3339: end))
    }

    @Test(arguments: [
        ("P6Y", "P6Y", true), ("P72M", "P6Y", true), ("P35Y", "P6Y", true), ("P366D", "P1Y", true),
        ("P365D", "P1Y", false), ("P30D", "P1M", false), ("P31D", "P1M", true),
        ("P1M", "P28D", true), ("P1M", "P29D", false), ("P71M", "P6Y", false),
        ("P1Y", "P1Y1D", false), ("P200Y", "P199Y11M", true),
    ])
    func `is never shorter than another only if that holds whenever both begin`(
        _ text: String, _ other: String, _ isSo: Bool
    ) throws {
        let period = try #require(RetentionPeriod(text))
        #expect(try period.isNeverShorter(than: #require(RetentionPeriod(other))) == isSo)
    }

    @Test func `of facts is looked for where a class has one`() throws {
        let (year, ten) = (RetentionPeriod("P1Y"), RetentionPeriod("P10Y"))
        let now = try Instant(rfc3339: "2032-11-26T00:00:00Z")
        let kept = RetentionClass(name: "a", types: nil, payload: try #require(year))
        #expect(RetentionSchedule([kept]).factsHorizon(at: now) == nil)
        let both = RetentionClass(
            name: "b", types: ["referral.made"], payload: try #require(year), facts: ten)
        let horizon = try #require(RetentionSchedule([kept, both]).factsHorizon(at: now))
        #expect(horizon < (try Instant(rfc3339: "2023-11-26T00:00:00Z")))
    }

    @Test func `is looked for no later than anything can be due`() throws {
        let schedule = RetentionSchedule([
            RetentionClass(name: "a", types: nil, payload: try #require(RetentionPeriod("P1Y")))
        ])
        let now = try Instant(rfc3339: "2032-11-26T00:00:00Z")
        let horizon = try #require(schedule.horizon(at: now))
        #expect(horizon > (try Instant(rfc3339: "2031-11-25T23:59:59Z")))
        #expect(RetentionSchedule().horizon(at: now) == nil)
    }
}
