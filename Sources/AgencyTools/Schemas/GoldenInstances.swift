// SPDX-License-Identifier: Apache-2.0

import Schema
import Wire

/// The instances that show what a version of a schema lets through: `golden/<version>.json` beside
/// its file, in the layout of the official suite.
struct GoldenInstances {
    /// Where they were read from.
    let path: String
    /// Those that hold to the version.
    let valid: [SuiteFile.Case]

    /// Reads those of a schema file; nil when it has none.
    init?(of schema: String) throws(ToolFailure) {
        path = Self.path(of: schema)
        guard Files.exists(path) else { return nil }
        valid = try SuiteFile(path).groups.flatMap(\.cases).filter(\.isValid)
    }

    /// Where those of a schema file stand.
    static func path(of schema: String) -> String {
        let name = schema.split(separator: "/").last.map(String.init) ?? schema
        return "\(Files.folder(of: schema))/golden/\(name)"
    }

    /// Whether one of them has a value at a place, in which `*` stands for any member or element.
    func show(_ place: JSONPointer) -> Bool {
        valid.contains { Self.has($0.data, place.tokens[...]) }
    }

    private static func has(_ node: JSONNode, _ tokens: ArraySlice<String>) -> Bool {
        guard let token = tokens.first else { return true }
        let rest = tokens.dropFirst()
        if token == "*" {
            return node.elements.contains { has($0, rest) }
                || node.members.contains { has($0.value, rest) }
        }
        return node.at(JSONPointer(tokens: [token])).map { has($0, rest) } ?? false
    }

    /// Those that do not hold to another version, each with what is wrong.
    func refused(by schema: CompiledSchema) -> [(instance: SuiteFile.Case, why: Violation)] {
        valid.compactMap { instance in
            schema.violations(in: instance.data).first.map { (instance, $0) }
        }
    }
}
