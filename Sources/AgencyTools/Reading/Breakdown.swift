// SPDX-License-Identifier: Apache-2.0

import Wire

/// What was missed, by the break that it is and by who owed it: the page that a business manager asks
/// for first.
struct Breakdown {
    /// One break of one agency.
    fileprivate struct Break: Hashable {
        let code: String
        let name: String
        let owedBy: String
    }

    /// What one agency let break in one way.
    fileprivate struct Count {
        var missed = 0
        var isOpen = 0
        var rules: [String: Int] = [:]
    }

    private let counts: [(of: Break, is: Count)]

    /// Counts misses as `GET /audit/missed` lists them.
    init(of missed: [JSONNode]) {
        var counts: [Break: Count] = [:]
        for expectation in missed {
            let kind = Break(
                code: expectation.text("break_point") ?? "",
                name: expectation.text("break_point_name") ?? "",
                owedBy: Words.agency(expectation.text("owed_by")))
            counts[kind, default: Count()].missed += 1
            if expectation.text("verdict") == "missed" { counts[kind]?.isOpen += 1 }
            counts[kind]?.rules[expectation.text("rule") ?? "", default: 0] += 1
        }
        self.counts = counts.sorted {
            ($0.key.order, $0.key.owedBy) < ($1.key.order, $1.key.owedBy)
        }
        .map { (of: $0.key, is: $0.value) }
    }

    /// A row a break and agency, then one of all.
    var table: TextTable {
        var table = TextTable(["break point", "owed by", "missed", "not done yet", "rules"])
        for (kind, count) in counts {
            let rules = count.rules.sorted { Self.number($0.key) < Self.number($1.key) }
                .map { $0.value == 1 ? $0.key : "\($0.key) (\($0.value))" }
            table.add([
                .init("\(kind.code) \(kind.name)", .bad), .init(kind.owedBy),
                .init("\(count.missed)"), .init("\(count.isOpen)"),
                .init(rules.joined(separator: ", ")),
            ])
        }
        let (missed, open) = (
            counts.reduce(0) { $0 + $1.is.missed }, counts.reduce(0) { $0 + $1.is.isOpen }
        )
        table.add([.init("all"), .init(""), .init("\(missed)"), .init("\(open)")])
        return table
    }

    /// The number in the name of a rule or a break, by which a person orders them.
    private static func number(_ name: String) -> Int {
        Int(name.drop { !$0.isNumber }.prefix { $0.isNumber }) ?? 0
    }
}

extension Breakdown.Break {
    fileprivate var order: Int { Int(code.dropFirst()) ?? 0 }
}
