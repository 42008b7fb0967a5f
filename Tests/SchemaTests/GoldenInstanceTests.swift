// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Schema
import Testing
import Wire

/// An instance of `schemas/<name>/golden/<version>.json`, in the layout of the official suite.
private struct GoldenInstance {
    let schema: String
    let about: String
    let data: JSONNode
    let isValid: Bool
    /// The places at which it is wrong; empty where none are told.
    let places: Set<String>

    /// Reads every golden file that ships.
    static func all() throws -> [GoldenInstance] {
        let folder = Checkout.file("schemas")
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            .filter { $0.contains("/golden/") }.sorted()
        return try names.flatMap { name in
            let bytes = [UInt8](try Data(contentsOf: folder.appending(path: name)))
            let document = try JSONDocument(parsing: bytes, limits: .schema)
            return try document.root.elements.flatMap { try instances(of: $0) }
        }
    }

    private static func instances(of group: JSONNode) throws -> [GoldenInstance] {
        let schema = try #require(group["schema"]?["$ref"]?.string)
        return try #require(group["tests"]).elements.map { test in
            GoldenInstance(
                schema: schema, about: try #require(test["description"]?.string),
                data: try #require(test["data"]), isValid: test["valid"]?.boolean == true,
                places: Set(test["errors"]?.elements.compactMap(\.string) ?? []))
        }
    }

    /// The instance as a message carries it.
    func payload() throws -> JSONNode { try JSONDocument(parsing: data.value.canonical).root }
}

@Suite struct `The golden instances` {
    @Test func `are wrong exactly where they say, or nowhere`() throws {
        let registry = try SchemaRegistry(loading: Shipped.sources())
        for instance in try GoldenInstance.all() {
            let schema = try #require(registry.schema(instance.schema), "\(instance.schema)")
            let found = schema.violations(in: try instance.payload()).map { "\($0.instance)" }
            let about: Comment = "\(instance.schema): \(instance.about): \(found)"
            #expect(found.isEmpty == instance.isValid, about)
            #expect(instance.places.isEmpty || Set(found) == instance.places, about)
        }
    }

    @Test func `show three that are valid and six that are not, of every type`() throws {
        let instances = try GoldenInstance.all()
        for schema in try Shipped.types() {
            let own = instances.filter { $0.schema == schema.id }
            #expect(own.count(where: \.isValid) >= 3, "\(schema.id)")
            #expect(own.count { !$0.isValid } >= 6, "\(schema.id)")
        }
    }

    @Test func `hold by every version of their major`() throws {
        let registry = try SchemaRegistry(loading: Shipped.sources())
        for instance in try GoldenInstance.all() where instance.isValid {
            let stem = instance.schema.split(separator: ".").dropLast(2).joined(separator: ".")
            for schema in registry.schemas where schema.id.hasPrefix(stem + ".") {
                let found = schema.violations(in: try instance.payload())
                #expect(found == [], "\(instance.about) of \(instance.schema) by \(schema.id)")
            }
        }
    }
}
