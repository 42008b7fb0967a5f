// SPDX-License-Identifier: Apache-2.0

import Safeguarding
package import Wire

extension Answer {
    /// The answer as `GET /audit/questions/{Q1…Q10}` gives it: the main table at the top, the others
    /// under `further`.
    package var json: JSONValue {
        var members = [
            JSONMember("question", .string(question.rawValue)),
            JSONMember("title", .string(title)), JSONMember("asker", .string(asker)),
            JSONMember("sentence", .string(sentence)),
            JSONMember(
                "period",
                [
                    "from": .string(period.lowerBound.rfc3339),
                    "to": .string(period.upperBound.rfc3339),
                ]),
            JSONMember("partnership", .string(partnership.uri)),
            JSONMember("as_of", .string(asOf.rfc3339)),
        ]
        members += tables.first?.members ?? []
        if tables.count > 1 {
            let further = tables.dropFirst().map { JSONValue.object($0.members) }
            members.append(JSONMember("further", .array(further)))
        }
        members.append(JSONMember("notes", .array(notes.map { .string($0.sentence) })))
        return .object(members)
    }
}

extension Answer.Table {
    /// The table's name, columns, rows and total.
    var members: [JSONMember] {
        var members = [
            JSONMember("table", .string(name)),
            JSONMember("columns", .array(columns.map(\.json))),
            JSONMember("rows", .array(rows.map(json))),
        ]
        if let total { members.append(JSONMember("total", json(total))) }
        return members
    }

    private func json(_ row: [Answer.Cell]) -> JSONValue {
        .object(
            zip(columns, row).compactMap { column, cell in
                cell.json.map { JSONMember(column.name, $0) }
            })
    }
}

extension Answer.Column {
    /// The column as answers and their documentation describe it.
    package var json: JSONValue {
        .object(leavingOutNil: [
            "name": .string(name), "meaning": .string(meaning), "unit": .string(unit.rawValue),
            "shows_person": showsPerson ? .boolean(true) : nil,
            "part_of": partOf.map(JSONValue.string),
        ])
    }
}

extension Answer.Cell {
    /// The cell's value; nil when there is nothing.
    fileprivate var json: JSONValue? {
        switch self {
        case .absent: nil
        case .text(let text): .string(text)
        case .count(let count): .integer(Int64(count))
        case .share(let part, let whole): Self.number(Self.permille(part, whole))
        case .tenths(let tenths): Self.number(tenths)
        case .time(let time): .string(time.rfc3339)
        case .flag(let truth): .boolean(truth)
        case .under(let number): .string("<\(number)")
        case .concealed: "c"
        }
    }

    /// A number of tenths; a whole one is an integer.
    private static func number(_ tenths: Int64) -> JSONValue {
        tenths % 10 == 0 ? .integer(tenths / 10) : .number(Double(tenths) / 10)
    }

    /// A share in tenths of a hundredth, rounded half up.
    static func permille(_ part: Int, _ whole: Int) -> Int64 {
        Int64((part * 2_000 + whole) / (whole * 2))
    }

    /// The value as text, as CSV has it; nothing is the empty text.
    package var plain: String {
        switch self {
        case .absent: ""
        case .text(let text): text
        case .count(let count): "\(count)"
        case .share(let part, let whole): Self.decimal(Self.permille(part, whole))
        case .tenths(let tenths): Self.decimal(tenths)
        case .time(let time): time.rfc3339
        case .flag(let truth): truth ? "true" : "false"
        case .under(let number): "<\(number)"
        case .concealed: "c"
        }
    }

    private static func decimal(_ tenths: Int64) -> String {
        let sign = tenths < 0 ? "-" : ""
        return "\(sign)\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }
}
