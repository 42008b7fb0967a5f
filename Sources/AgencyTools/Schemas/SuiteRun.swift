// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Schema
import Wire

/// A run of test files: what passed, and what did not and why.
struct SuiteRun {
    /// What the schemas in the files may refer to.
    let remotes: [SchemaSource]
    /// Whether `format` asserts in every schema, not only in Baton's own.
    let assertsFormats: Bool
    /// How many instances were judged as the files say.
    private(set) var passed = 0
    /// What was judged otherwise, a line each.
    private(set) var failures: [String] = []
    /// How many instances were not.
    private(set) var failed = 0

    init(remotes: [SchemaSource], assertsFormats: Bool) {
        self.remotes = remotes
        self.assertsFormats = assertsFormats
    }

    /// Runs all groups of a file.
    mutating func run(_ file: SuiteFile) {
        for group in file.groups {
            let place = "\(file.path): \(group.description)"
            do throws(SchemaError) {
                run(group, try schema(group.schema, of: file), at: place)
            } catch {
                failed += group.cases.count
                failures.append("\(place): the schema is refused: \(error)")
            }
        }
    }

    private mutating func run(_ group: SuiteFile.Group, _ schema: CompiledSchema, at place: String)
    {
        for test in group.cases {
            if let failure = failure(of: test, by: schema) {
                failed += 1
                failures.append("\(place): \(test.description): \(failure)")
            } else {
                passed += 1
            }
        }
    }

    private func failure(of test: SuiteFile.Case, by schema: CompiledSchema) -> String? {
        let violations = schema.violations(in: test.data)
        let isValid = assertsFormats ? test.isValidWithFormats ?? test.isValid : test.isValid
        if violations.isEmpty { return isValid ? nil : "it holds, and should not" }
        let found = Set(violations.map(\.instance.description))
        if isValid { return "it should hold: \(violations[0])" }
        guard let errors = test.errors, Set(errors) != found else { return nil }
        return "wrong at \(Self.list(found)), and should be at \(Self.list(Set(errors)))"
    }

    private static func list(_ pointers: Set<String>) -> String {
        pointers.sorted().map { $0.isEmpty ? "(the whole)" : $0 }.joined(separator: ", ")
    }

    private func schema(
        _ node: JSONNode, of file: SuiteFile
    ) throws(SchemaError) -> CompiledSchema {
        var options = SchemaOptions.standard
        options.formatAssertion = assertsFormats || Self.isOurs(node)
        let source = SchemaSource(name: "file://\(file.path)", document: document(of: node))
        return try SchemaRegistry(loading: [source], remotes: remotes, options: options).schemas[0]
    }

    /// Whether a schema is Baton's, or does nothing but refer to one that is.
    private static func isOurs(_ node: JSONNode) -> Bool {
        ["$id", "$ref"].contains { node[$0]?.string?.hasPrefix(Namespace.schemas) == true }
    }

    /// The schema as a document of its own, digit for digit.
    private func document(of node: JSONNode) -> JSONDocument {
        // It was read as part of the file under the same limits, so it is read again.
        (try? JSONDocument(parsing: VerbatimJSON.text(of: node), limits: .schema)) ?? node.document
    }
}
