// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Safeguarding

/// What the product ships under `config`, and values that many tests need.
enum Shipped {
    static let divisions = ["england-and-wales", "northern-ireland", "scotland"]
    static let packs = ["demo", "england-2026.1"]

    static func calendar(_ name: String) throws -> WorkingCalendar {
        let path = "config/calendars/\(name).json"
        let bytes = [UInt8](try Data(contentsOf: Checkout.file(path)))
        return try WorkingCalendar(reading: bytes, file: path)
    }

    static func exampleSchool() throws -> SchoolCalendar {
        let path = "config/calendars/schools/example.json"
        let bytes = [UInt8](try Data(contentsOf: Checkout.file(path)))
        return try SchoolCalendar(reading: bytes, file: path)
    }

    static func rules(_ name: String) throws -> RulePack {
        try RulePack(reading: rulesText(name), file: "config/rules/\(name).yaml")
    }

    static func rulesText(_ name: String) throws -> String {
        try String(contentsOf: Checkout.file("config/rules/\(name).yaml"), encoding: .utf8)
    }
}

/// A day by its text.
func day(_ text: String) throws -> CalendarDate { try CalendarDate(text) }

/// A moment by its text.
func moment(_ text: String) throws -> Instant { try Instant(rfc3339: text) }
