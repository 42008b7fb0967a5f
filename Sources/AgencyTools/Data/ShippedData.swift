// SPDX-License-Identifier: Apache-2.0

package import Intake
import Safeguarding
import Schema
import Wire

/// The data that ships with the product: schemas, rule packs and calendars.
///
/// A folder holds `schemas` and, in a source tree below `config`, `rules` and `calendars`.
package struct ShippedData: Sendable, Hashable {
    /// The folder.
    package let folder: String

    /// Finds the data.
    ///
    /// Through `--data`, then `BATON_DATA`, then `../share/baton` beside the program, then in the
    /// source tree that holds the program. What is named must be there.
    package init(option: String?, in surroundings: Surroundings) throws(ToolFailure) {
        let named = [
            ("--data", option), ("BATON_DATA", surroundings.environment["BATON_DATA"]),
        ]
        for (name, folder) in named {
            guard let folder, !folder.isEmpty else { continue }
            guard Self.isData(folder) else {
                throw ToolFailure(
                    .configuration,
                    "\(name) names \(folder), where there are no `schemas`: name the folder that "
                        + "came with the product")
            }
            self.folder = folder
            return
        }
        guard let found = Self.candidates(surroundings.program).first(where: Self.isData) else {
            throw ToolFailure(
                .configuration,
                "The schemas that came with the product are not beside it: name their folder with "
                    + "--data or BATON_DATA")
        }
        folder = found
    }

    /// The event types, each with its schemas.
    package func catalogue() throws(ToolFailure) -> Catalogue {
        let sources = try schemaSources()
        do throws(CatalogueError) { return try Catalogue(sources) } catch {
            throw ToolFailure(
                .configuration, "The schemas in \(schemas) cannot be used: \(error)")
        }
    }

    /// The files of the schemas: `schemas/<name>/<version>.json`.
    func schemaSources() throws(ToolFailure) -> [SchemaSource] {
        var sources: [SchemaSource] = []
        for name in Files.names(in: schemas) ?? [] {
            for file in Files.names(in: "\(schemas)/\(name)") ?? [] where file.hasSuffix(".json") {
                sources.append(try Self.source("\(schemas)/\(name)/\(file)"))
            }
        }
        return sources
    }

    private var schemas: String { "\(folder)/schemas" }

    /// The bytes of a rule pack.
    package func rulePack(_ name: String) throws(ToolFailure) -> [UInt8] {
        let places = ["\(folder)/rules/\(name).yaml", "\(folder)/config/rules/\(name).yaml"]
        guard let path = places.first(where: Files.exists) else {
            throw ToolFailure(
                .configuration,
                "There is no rule pack `\(name)` in \(folder): name the folder that came with "
                    + "the product")
        }
        return try Files.read(path, status: .configuration)
    }

    /// The bytes of a file that goes into each bundle of evidence as it is.
    func evidence(_ name: String) throws(ToolFailure) -> [UInt8] {
        let places = ["\(folder)/evidence/\(name)", "\(folder)/config/evidence/\(name)"]
        guard let path = places.first(where: Files.exists) else {
            throw ToolFailure(
                .configuration,
                "There is no evidence/\(name) in \(folder): name the folder that came with the product"
            )
        }
        return try Files.read(path, status: .configuration)
    }

    /// The bytes of a calendar of working days.
    package func calendar(_ name: String) throws(ToolFailure) -> [UInt8] {
        for folder in ["\(folder)/calendars", "\(folder)/config/calendars"] {
            guard let files = Files.names(in: folder) else { continue }
            guard files.contains("\(name).json") else {
                let known = files.filter { $0.hasSuffix(".json") }.map { $0.dropLast(5) }.sorted()
                throw ToolFailure(
                    .usage,
                    "There is no calendar `\(name)`: use one of "
                        + known.joined(separator: ", "))
            }
            return try Files.read("\(folder)/\(name).json", status: .configuration)
        }
        throw ToolFailure(
            .configuration,
            "There are no calendars in \(folder): name the folder that came with the product")
    }

    private static func source(_ path: String) throws(ToolFailure) -> SchemaSource {
        let bytes = try Files.read(path, status: .configuration)
        do throws(JSONError) {
            return SchemaSource(
                name: path, document: try JSONDocument(parsing: bytes, limits: .schema))
        } catch {
            throw ToolFailure(.configuration, "\(path): \(error.sentence)")
        }
    }

    private static func isData(_ folder: String) -> Bool {
        Files.names(in: "\(folder)/schemas") != nil
    }

    private static func candidates(_ program: String?) -> [String] {
        guard let program else { return [] }
        var candidates = ["\(Files.folder(of: Files.folder(of: program)))/share/baton"]
        var above = Files.folder(of: program)
        while above != "/", above != "." {
            if Files.exists("\(above)/Package.swift") { candidates.append(above) }
            above = Files.folder(of: above)
        }
        return candidates
    }
}

extension Catalogue {
    /// The newest version of a type that a person named, by its short name or its URI.
    package func entry(named name: String) throws(ToolFailure) -> Entry {
        let type = try EventTypeName.type(name)
        guard let entry = entry(for: type) else {
            let known = entries.map(\.type.name).joined(separator: ", ")
            throw ToolFailure(.usage, "There is no schema for `\(name)`: use one of \(known)")
        }
        return entry
    }
}
