// SPDX-License-Identifier: Apache-2.0

import Schema
import Wire

/// Schema files that a person named, with those that they may refer to.
struct SchemaLibrary {
    /// What references may lead to: the shipped schemas, without those that a named file replaces.
    let shipped: [SchemaSource]

    /// The shipped schemas; none when there are no data beside the program and none were named.
    init(_ options: DataOptions, in surroundings: Surroundings) throws(ToolFailure) {
        let isAsked = options.data != nil || surroundings.environment["BATON_DATA"] != nil
        guard let data = try Self.data(options, isAsked, in: surroundings) else {
            shipped = []
            return
        }
        shipped = try data.schemaSources()
    }

    private static func data(
        _ options: DataOptions, _ isAsked: Bool, in surroundings: Surroundings
    ) throws(ToolFailure) -> ShippedData? {
        do throws(ToolFailure) {
            return try ShippedData(option: options.data, in: surroundings)
        } catch {
            // Other people's schemas can be checked without ours.
            if isAsked { throw error }
            return nil
        }
    }

    /// The shipped schemas but for those that go by the name of one of these.
    func others(than sources: [SchemaSource]) -> [SchemaSource] {
        let names = Set(sources.compactMap(Self.id))
        return shipped.filter { source in Self.id(of: source).map { !names.contains($0) } ?? true }
    }

    /// The URI by which a schema says that it goes.
    static func id(of source: SchemaSource) -> String? { source.document.root["$id"]?.string }

    /// Reads a schema file.
    static func source(_ path: String) throws(ToolFailure) -> SchemaSource {
        let bytes = try Files.read(path)
        do throws(JSONError) {
            return SchemaSource(
                name: path, document: try JSONDocument(parsing: bytes, limits: .schema))
        } catch {
            throw ToolFailure(.data, "\(path): \(error.sentence)")
        }
    }
}
