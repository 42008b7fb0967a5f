// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Hummingbird
import Safeguarding

extension MissedFilter {
    /// Reads the filters of `GET /audit/missed`.
    ///
    /// `from` and `to` take a time, between which it was missed, or an agency: who sent the message
    /// and who should have acted on it.
    init(_ parameters: Parameters) throws(Fault) {
        self.init()
        for (name, value) in parameters { try read(String(name), String(value)) }
        order = try Self.order(
            parameters["order"].map(String.init), parameters["cursor"].map(String.init))
        guard let from, let to, from >= to else { return }
        throw .badRequest("`from` must be before `to`.", at: "from")
    }

    /// The most serious first, where nothing else is asked for.
    private static func order(_ order: String?, _ cursor: String?) throws(Fault) -> Order {
        switch order ?? "seriousness" {
        case "seriousness": .seriousness(after: try place(cursor) { MissPlace(cursor: $0) })
        case "log": .log(after: try place(cursor) { PartName("x/" + $0, origin: "x") })
        default:
            throw .badRequest("`order` must be seriousness or log.", at: "order")
        }
    }

    private static func place<Place>(
        _ cursor: String?, _ read: (String) -> Place?
    ) throws(Fault) -> Place? {
        guard let cursor else { return nil }
        guard let place = read(cursor) else {
            throw .badRequest(
                "`cursor` must be one that a page of that order gave as `next`.", at: "cursor")
        }
        return place
    }

    private mutating func read(_ name: String, _ value: String) throws(Fault) {
        switch name {
        case "from" where value.hasPrefix("https://"): sender = try Self.agency(name, value)
        case "to" where value.hasPrefix("https://"): recipient = try Self.agency(name, value)
        case "from": from = try Instant(parameter: value, named: name)
        case "to": to = try Instant(parameter: value, named: name)
        case "agency": agency = try Self.agency(name, value)
        case "owed_by": owedBy = try Self.agency(name, value)
        case "type": type = value
        case "rule": rule = value
        case "break_point": breakPoint = try Self.breakPoint(value)
        case "open": isOpen = try Self.flag(value)
        case "limit": limit = try Self.limit(value)
        case "order", "cursor", "purpose", "reference": break
        default:
            throw .badRequest(
                "`\(name)` is no filter; there are from, to, agency, owed_by, type, rule, "
                    + "break_point, open, order, limit and cursor.", at: name)
        }
    }

    private static func agency(_ name: String, _ value: String) throws(Fault) -> AgencyID {
        do throws(IdentifierError) { return try AgencyID(value) } catch {
            throw .badRequest("`\(name)` must be an agency's URI: \(error.description)", at: name)
        }
    }

    private static func breakPoint(_ value: String) throws(Fault) -> BreakPoint {
        guard let point = BreakPoint(rawValue: value) else {
            throw .badRequest("`break_point` must be one of B1 to B20.", at: "break_point")
        }
        return point
    }

    private static func flag(_ value: String) throws(Fault) -> Bool {
        switch value {
        case "true": true
        case "false": false
        default: throw .badRequest("`open` must be true or false.", at: "open")
        }
    }

    private static func limit(_ value: String) throws(Fault) -> Int {
        guard let limit = Int(value), (1...pageLimit).contains(limit) else {
            throw .badRequest("`limit` must be from 1 to \(pageLimit).", at: "limit")
        }
        return limit
    }
}
