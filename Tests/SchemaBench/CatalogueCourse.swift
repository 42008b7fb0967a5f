// SPDX-License-Identifier: Apache-2.0

import Foundation
import Schema
import Wire

/// Baton's own schemas: how long they take to load, and each with its examples.
struct CatalogueCourse {
    private let files: [[UInt8]]

    init(data: String) throws {
        let root = URL(filePath: data).appending(path: "schemas")
        let names = try FileManager.default.contentsOfDirectory(atPath: root.path).sorted()
        files = try names.flatMap { name in
            let folder = root.appending(path: name)
            return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
                .filter { $0.hasSuffix(".json") }
                .map { Array(try Data(contentsOf: folder.appending(path: $0))) }
        }
        guard !files.isEmpty else { throw BenchFailure.file(root.path) }
    }

    /// Parses and compiles everything.
    private func load() throws -> SchemaRegistry {
        let sources = try files.enumerated().map { number, bytes in
            SchemaSource(
                name: "\(number)", document: try JSONDocument(parsing: bytes, limits: .schema))
        }
        return try SchemaRegistry(loading: sources)
    }

    /// How long the whole catalogue takes to load, from bytes to compiled: the least of five times.
    func sayLoadTime() throws {
        let times = try (0..<5).map { _ -> Double in
            let start = threadMicroseconds()
            _ = try load()
            return threadMicroseconds() - start
        }
        Report.say("schema.load", (times.min() ?? .infinity) / 1_000, "ms", files.count)
    }

    /// Each type with the examples of its schema.
    func courses() throws -> [Course] {
        let registry = try load()
        let roots = registry.schemas.map(\.root)
        return registry.schemas.filter { !$0.examples.isEmpty }.map { schema in
            Course(
                name: schema.id, schema: schema, instances: schema.examples, others: roots)
        }
    }
}
