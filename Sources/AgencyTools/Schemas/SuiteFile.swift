// SPDX-License-Identifier: Apache-2.0

import Schema
import Wire

/// A file in the layout of the JSON Schema Test Suite: groups of instances, each with its verdict.
///
/// The golden instances of Baton's own schemas are such files; an invalid one of them also says, as
/// `errors`, at which pointers something must be found.
struct SuiteFile {
    /// A schema and the instances that are held against it.
    struct Group {
        /// What the group is about.
        let description: String
        /// The schema.
        let schema: JSONNode
        /// The instances.
        let cases: [Case]
    }

    /// An instance and its verdict.
    struct Case {
        /// What it is about.
        let description: String
        /// The instance.
        let data: JSONNode
        /// Whether it holds to the schema.
        let isValid: Bool
        /// Whether it holds where formats assert, when the file gives that its own verdict.
        let isValidWithFormats: Bool?
        /// Where something is wrong, when the file says so.
        let errors: [String]?
    }

    /// Where the file was read from.
    let path: String
    /// Its groups.
    let groups: [Group]

    /// Reads a file.
    init(_ path: String) throws(ToolFailure) {
        let bytes = try Files.read(path)
        let root: JSONNode
        do throws(JSONError) {
            root = try JSONDocument(parsing: bytes, limits: .schema).root
        } catch {
            throw ToolFailure(.data, "\(path): \(error.sentence)")
        }
        guard root.kind == .array else { throw Self.otherLayout(path) }
        var groups: [Group] = []
        for node in root.elements {
            guard let group = Group(node) else { throw Self.otherLayout(path) }
            groups.append(group)
        }
        self.path = path
        self.groups = groups
    }

    private static func otherLayout(_ path: String) -> ToolFailure {
        ToolFailure(
            .data,
            "\(path) is no test file: write [{\"description\", \"schema\", "
                + "\"tests\": [{\"description\", \"data\", \"valid\"}]}]")
    }
}

extension SuiteFile.Group {
    fileprivate init?(_ node: JSONNode) {
        guard let schema = node["schema"], let tests = node["tests"], tests.kind == .array else {
            return nil
        }
        let cases = tests.elements.compactMap(SuiteFile.Case.init)
        guard cases.count == tests.count else { return nil }
        self.init(description: node["description"]?.string ?? "", schema: schema, cases: cases)
    }
}

extension SuiteFile.Case {
    fileprivate init?(_ node: JSONNode) {
        guard let data = node["data"], let isValid = node["valid"]?.boolean else { return nil }
        self.init(
            description: node["description"]?.string ?? "", data: data, isValid: isValid,
            isValidWithFormats: node["validFormatAssertion"]?.boolean,
            errors: node["errors"].map { $0.elements.compactMap(\.string) })
    }
}
