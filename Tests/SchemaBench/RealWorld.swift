// SPDX-License-Identifier: Apache-2.0

import Foundation
import Schema
import Wire

/// Schemas that others use, with values for them, in the layout of the official suite.
struct RealWorld {
    /// A course for each group of each file.
    private(set) var courses: [Course] = []
    /// How many schemas were refused at load, such as those with look-ahead.
    private(set) var refused = 0

    init(folder: String) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
            let bytes = Array(try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
            let root = try JSONDocument(parsing: bytes, limits: .schema).root
            for (number, group) in root.elements.enumerated() {
                add(group, named: "\(name)#\(number)")
            }
        }
    }

    private mutating func add(_ group: JSONNode, named name: String) {
        guard let schema = group["schema"], let tests = group["tests"] else { return }
        let instances = tests.elements.compactMap { $0["data"] }
        let text = Array(schema.text)
        guard let document = try? JSONDocument(parsing: text, limits: .schema),
            let registry = try? SchemaRegistry(
                loading: [SchemaSource(name: "https://bench.example/\(name)", document: document)],
                options: .standard)
        else {
            refused += 1
            return
        }
        courses.append(
            Course(name: name, schema: registry.schemas[0], instances: instances, others: []))
    }
}

extension JSONNode {
    /// The value as JSON text; these schemas have no numbers that it would round.
    var text: [UInt8] { canonical }
}
