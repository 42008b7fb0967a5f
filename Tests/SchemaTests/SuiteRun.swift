// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Schema
import Wire

/// Runs files in the layout of the official suite.
struct SuiteRun {
    /// How schemas are read.
    var options = SchemaOptions.standard
    /// The member of a test that holds the verdict.
    var verdict = "valid"

    /// What came of some files.
    struct Score {
        var right = 0
        var cases = 0
        /// What went wrong, one line each.
        var failures: [String] = []
        /// Schemas that were refused at load, with the reason.
        var refused: [String] = []
    }

    static let folder = "json-schema-test-suite/tests/draft2020-12"
    static let files = Vectors.files(under: folder)

    /// What stands for `http://localhost:1234/`.
    static let remotes: [SchemaSource] = {
        let folder = "json-schema-test-suite/remotes"
        return Vectors.files(under: folder).compactMap { file in
            guard let document = try? JSONDocument(parsing: file.bytes, limits: .schema),
                let start = file.path.ranges(of: folder + "/").last?.upperBound
            else { return nil }
            return SchemaSource(
                name: "http://localhost:1234/" + file.path[start...], document: document)
        }
    }()

    func run(_ files: [VectorFile]) throws -> Score {
        var score = Score()
        for file in files {
            let before = score
            try run(file, &score)
            Vectors.report(
                file.path, right: score.right - before.right, of: score.cases - before.cases)
        }
        return score
    }

    private func run(_ file: VectorFile, _ score: inout Score) throws {
        let root = try JSONDocument(parsing: file.bytes, limits: .schema).root
        for (number, group) in root.elements.enumerated() {
            guard let schema = group["schema"], let tests = group["tests"] else { continue }
            let title = "\(file.name): \(group["description"]?.string ?? "")"
            do throws(SchemaError) {
                let compiled = try load(
                    schema, name: "https://suite.example/\(file.name)/\(number)")
                run(tests, compiled, title, &score)
            } catch {
                score.cases += tests.count
                score.refused.append("\(title): \(error)")
                score.failures.append("\(title): refused: \(error)")
            }
        }
    }

    private func run(
        _ tests: JSONNode, _ schema: CompiledSchema?, _ title: String, _ score: inout Score
    ) {
        for test in tests.elements {
            score.cases += 1
            guard let data = test["data"], let schema else { continue }
            let isValid = schema.violations(in: data).isEmpty
            if isValid == test[verdict]?.boolean, isValid == schema.accepts(data) {
                score.right += 1
            } else {
                score.failures.append("\(title): \(test["description"]?.string ?? "")")
            }
        }
    }

    private func load(_ schema: JSONNode, name: String) throws(SchemaError) -> CompiledSchema? {
        guard let document = try? JSONDocument(parsing: schema.text, limits: .schema) else {
            return nil
        }
        let source = SchemaSource(name: name, document: document)
        return try SchemaRegistry(loading: [source], remotes: Self.remotes, options: options)
            .schemas.first
    }
}

extension JSONNode {
    /// The value as it was written.
    var text: [UInt8] {
        let bytes = document.bytes
        switch kind {
        case .string: return [0x22] + document.text(at: position) + [0x22]
        case .object, .array: return Array(bytes[offset..<end])
        default: return Array(document.text(at: position))
        }
    }

    /// The end of a container: past the bracket that closes it.
    private var end: Int {
        var (depth, index, isInString) = (0, offset, false)
        while index < document.bytes.count {
            switch document.bytes[index] {
            case UInt8(ascii: "\\") where isInString: index += 1
            case UInt8(ascii: "\""): isInString.toggle()
            case UInt8(ascii: "{") where !isInString, UInt8(ascii: "[") where !isInString:
                depth += 1
            case UInt8(ascii: "}") where !isInString, UInt8(ascii: "]") where !isInString:
                depth -= 1
                if depth == 0 { return index + 1 }
            default: break
            }
            index += 1
        }
        return index
    }
}
