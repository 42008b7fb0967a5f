// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Safeguarding
import Testing
import Wire

@Suite struct `The packs that ship` {
    /// Rules that wait for a day by their nature, each with the reason.
    static let waiting = ["R18": "nobody is at the school before it opens"]

    /// How a message says that it cannot wait, and how many types can say so at the least.
    static let urgencies = [
        ("urgency", "immediate", 6), ("urgency", "urgent", 6), ("immediate_danger", "true", 1),
        ("immediate_risk", "true", 1),
    ]

    /// The newest schema of each event type that ships, by the type's name.
    static func schemas() throws -> [String: JSONNode] {
        let root = Checkout.file("schemas")
        var schemas: [String: JSONNode] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: root.path) {
            let folder = root.appending(path: name)
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
                .filter { $0.hasSuffix(".json") }.sorted()
            guard let newest = files.last else { continue }
            let bytes = [UInt8](try Data(contentsOf: folder.appending(path: newest)))
            let schema = try JSONDocument(parsing: bytes, limits: .schema).root
            if schema["x-baton"]?["event"] != nil { schemas[name] = schema }
        }
        return schemas
    }

    private static func particulars(_ schema: JSONNode) -> [String: String] {
        let members = schema["x-baton"]?["particulars"]?.members.map {
            ($0.name.string ?? "", $0.value.string ?? "")
        }
        return Dictionary(uniqueKeysWithValues: members ?? [])
    }

    @Test(arguments: Shipped.packs)
    func `ask only for particulars and members that the types have`(name: String) throws {
        let schemas = try Self.schemas()
        for rule in try Shipped.rules(name).timescales {
            var patterns = [rule.expects.pattern] + rule.lapses.map(\.pattern)
            if let opening = rule.opens.pattern { patterns.append(opening) }
            for pattern in patterns {
                for type in pattern.types.sorted() {
                    let schema = try #require(schemas[type], "\(rule.name) \(type)")
                    let known = Self.particulars(schema)
                    for condition in pattern.conditions.allowed.keys {
                        #expect(known[condition] != nil, "\(rule.name): \(type) \(condition)")
                    }
                }
            }
            for (mark, pattern) in [
                (rule.clock.starts, rule.opens.pattern), (rule.clock.stops, rule.expects.pattern),
            ] {
                guard case .pointer(let pointer) = mark else { continue }
                for type in try #require(pattern).types {
                    let known = Self.particulars(try #require(schemas[type])).values
                    #expect(known.contains(pointer.description), "\(rule.name): \(type) \(pointer)")
                }
            }
        }
    }

    @Test(arguments: Shipped.packs)
    func `never let an urgent message wait for a day`(name: String) throws {
        let schemas = try Self.schemas()
        for (particular, value, least) in Self.urgencies {
            let saying = schemas.filter { Self.particulars($0.value)[particular] != nil }.keys
            #expect(saying.count >= least)
            for rule in try Shipped.rules(name).timescales where Self.waiting[rule.name] == nil {
                guard let types = rule.opens.pattern?.types, !types.isDisjoint(with: saying) else {
                    continue
                }
                let limits = rule.limits(for: [particular: value])
                #expect(
                    limits.contains { $0.isElapsed },
                    "\(rule.name) has \(limits) for \(particular) \(value)")
            }
        }
    }

    @Test func `have the same duties, and differ in limits`() throws {
        let (england, demo) = (try Shipped.rules("england-2026.1"), try Shipped.rules("demo"))
        #expect(demo.timescales.map(\.name) == england.timescales.map(\.name))
        #expect(demo.roles == england.roles)
        for (one, other) in zip(england.timescales, demo.timescales) {
            #expect(one.title == other.title)
            #expect(one.opens == other.opens && one.expects == other.expects, "\(one.name)")
            #expect(one.owedBy == other.owedBy && one.owedTo == other.owedTo)
            #expect(one.per == other.per)
            #expect(one.breakPoint == other.breakPoint && one.breaks == other.breaks)
            #expect(one.lapses == other.lapses && one.shortfall == other.shortfall)
            if !["R1", "R2", "R3"].contains(one.id) {
                #expect(one.clock == other.clock && one.replacingLimits == other.replacingLimits)
            }
            #expect(other.force == .local)
        }
    }
}

@Suite struct `The table of breaks` {
    private struct Row: Hashable {
        let rule: String
        let state: String
        let breakPoint: String
    }

    private static func table() throws -> [Row] {
        let path = "Sources/Safeguarding/Safeguarding.docc/Breaks.md"
        let text = try String(contentsOf: Checkout.file(path), encoding: .utf8)
        return text.split(separator: "\n").filter { $0.hasPrefix("| R") }.map { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            return Row(
                rule: cells[1] == "–" ? cells[0] : "\(cells[0]).\(cells[1])", state: cells[2],
                breakPoint: cells[3])
        }
    }

    @Test(arguments: Shipped.packs)
    func `says what the pack says, row by row`(name: String) throws {
        let pack = try Shipped.rules(name)
        let rows = try Self.table()
        #expect(rows.count > 80)
        for row in rows {
            let rule = try #require(pack.timescale(row.rule), "\(row.rule)")
            if row.state == "any other" {
                #expect(rule.breakPoint.code == row.breakPoint, "\(row.rule)")
            } else {
                let state = try #require(Shortfall(rawValue: row.state))
                #expect(rule.breakPoint(for: state).code == row.breakPoint, "\(row)")
            }
        }
        #expect(Set(rows).count == rows.count)
    }

    @Test(arguments: Shipped.packs)
    func `has a row for every state that a rule names`(name: String) throws {
        let rows = Set(try Self.table())
        for rule in try Shipped.rules(name).timescales {
            let states = Set(rule.breaks.keys).union([rule.shortfall])
            for state in states {
                let row = Row(
                    rule: rule.name, state: state.rawValue,
                    breakPoint: rule.breakPoint(for: state).code)
                #expect(rows.contains(row), "\(row)")
            }
            let rest = Row(
                rule: rule.name, state: "any other", breakPoint: rule.breakPoint.code)
            #expect(rows.contains(rest), "\(rest)")
        }
    }

    @Test func `leaves out no break that a rule is meant to show`() throws {
        let shown = Set(try Self.table().map(\.breakPoint))
        let meant = (2...12).map { "B\($0)" } + ["B15", "B20"]
        #expect(shown == Set(meant))
    }
}
