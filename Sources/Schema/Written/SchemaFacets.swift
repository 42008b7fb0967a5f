// SPDX-License-Identifier: Apache-2.0

import Wire

/// All that a schema asks of one value, with what its references and `allOf` add taken in.
///
/// Two versions can then be compared by what they ask, wherever they write it: a definition that
/// moved to another file, or into an `allOf`, changes nothing.
struct SchemaFacets {
    /// The schemas that together ask it; none when anything will do.
    private(set) var views: [SchemaView] = []
    /// Whether a reference leads to where this cannot follow.
    private(set) var isIncomplete = false

    /// What some schemas ask of a value together.
    init(_ views: [SchemaView]) {
        var seen: Set<String> = []
        var waiting = views
        var next = 0
        // What is written first is told first; what is referred to comes after it.
        while next < waiting.count {
            let view = waiting[next]
            next += 1
            guard seen.insert(view.identity).inserted else { continue }
            // What only refers asks nothing itself; so a definition is known again inside itself.
            if view.node["$ref"] == nil || view.node.count > 1 { self.views.append(view) }
            waiting += view.list("allOf")
            if view.node["$ref"] != nil {
                if let target = view.referred {
                    waiting.append(target)
                } else {
                    isIncomplete = true
                }
            }
            if view.node["$dynamicRef"] != nil { isIncomplete = true }
        }
    }

    /// What tells these from all others.
    var identity: String { views.map(\.identity).sorted().joined(separator: " ") }

    /// Whether nothing may stand here at all.
    var isFalse: Bool { views.contains { $0.node.kind == .false } }

    /// The values that a keyword has, in whatever of the schemas it stands.
    func values(_ keyword: String) -> [JSONNode] { views.compactMap { $0.node[keyword] } }

    /// The kinds of value that are allowed; nil when all are.
    var types: Set<String>? {
        let stated = values("type").map { node in
            Set(node.string.map { [$0] } ?? node.elements.compactMap(\.string))
        }
        guard let first = stated.first else { return nil }
        return stated.dropFirst().reduce(first) { $0.intersection($1) }
    }

    /// The members that must be there.
    var required: Set<String> {
        Set(values("required").flatMap { $0.elements.compactMap(\.string) })
    }

    /// What each named member is asked.
    var properties: [String: [SchemaView]] { map("properties") }

    /// What the members of a keyword that maps names to schemas are asked.
    func map(_ keyword: String) -> [String: [SchemaView]] {
        var found: [String: [SchemaView]] = [:]
        for view in views {
            guard let node = view.node[keyword] else { continue }
            for (name, value) in node.members {
                found[name.string ?? "", default: []].append(view.inside(value))
            }
        }
        return found
    }

    /// What a keyword that holds one schema asks.
    func one(_ keyword: String) -> [SchemaView] {
        views.compactMap { view in view.node[keyword].map(view.inside) }
    }

    /// The alternatives of each `anyOf` or `oneOf`.
    func choices(_ keyword: String) -> [[SchemaView]] {
        views.map { $0.list(keyword) }.filter { !$0.isEmpty }
    }

    /// What the elements of a list are asked by their positions.
    var positions: [[SchemaView]] {
        choices("prefixItems").reduce(into: []) { positions, list in
            for (place, view) in list.enumerated() {
                if place == positions.count { positions.append([]) }
                positions[place].append(view)
            }
        }
    }

    /// The schemas that ask something more in some cases: each its `if` with what follows from it.
    var conditions: [SchemaView] {
        views.filter { view in
            view.node["if"] != nil && (view.node["then"] != nil || view.node["else"] != nil)
        }
    }

    /// The members that must be there when another is.
    var dependents: [String: Set<String>] {
        var found: [String: Set<String>] = [:]
        for (name, others) in values("dependentRequired").flatMap(\.members) {
            found[name.string ?? "", default: []].formUnion(others.elements.compactMap(\.string))
        }
        return found
    }

    /// What may or may not be asked, depending on the value.
    var conditionalViews: [SchemaView] {
        choices("anyOf").flatMap { $0 } + choices("oneOf").flatMap { $0 } + one("then")
            + one("else") + map("dependentSchemas").values.flatMap { $0 }
    }

    /// The numbers that a keyword gives.
    func numbers(_ keyword: String) -> [ExactNumber] {
        values(keyword).compactMap { ExactNumber($0) }
    }

    /// The values of `enum` and `const`, as canonical text; nil when neither is there.
    var allowed: Set<String>? {
        let lists = values("enum").map { Set($0.elements.map(Self.text)) }
        let constants = values("const").map { Set([Self.text($0)]) }
        guard let first = (lists + constants).first else { return nil }
        return (lists + constants).dropFirst().reduce(first) { $0.intersection($1) }
    }

    /// The texts of a keyword's values: what they mean, told apart by their canonical form.
    func texts(_ keyword: String) -> Set<String> { Set(values(keyword).map(Self.text)) }

    /// Whether a truth value is said anywhere.
    func says(_ keyword: String) -> Bool { values(keyword).contains { $0.boolean == true } }

    static func text(_ node: JSONNode) -> String {
        String(decoding: node.canonical, as: UTF8.self)
    }
}
