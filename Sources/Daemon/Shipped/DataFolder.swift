// SPDX-License-Identifier: Apache-2.0

import Intake
import Safeguarding
import Schema
import Wire

/// The data that comes with Baton: schemas, rule packs and calendars.
///
/// It has the shape of the source tree (`schemas`, `config/rules`, `config/calendars`) or, once
/// installed, the same without `config`.
package struct DataFolder: Sendable, Hashable {
    /// Where it stands.
    package let path: String

    /// Takes a folder; what is wrong with it shows when it is read.
    package init(_ path: String) { self.path = path }

    /// Whether the folder looks like ours: it holds schemas.
    var isPlausible: Bool { LocalFile.isFolder("\(path)/schemas") }

    /// The names of the calendars that are there.
    var calendarNames: [String] { names(in: calendars, ending: ".json") }

    /// The names of the rule packs that are there.
    var packNames: [String] { names(in: packs, ending: ".yaml") }

    /// The file of a calendar.
    func calendar(_ name: String) -> String { "\(calendars)/\(name).json" }

    /// The file of a rule pack.
    func pack(_ name: String) -> String { "\(packs)/\(name).yaml" }

    private var calendars: String { folder("calendars") }
    private var packs: String { folder("rules") }

    private func folder(_ name: String) -> String {
        let installed = "\(path)/\(name)"
        return LocalFile.isFolder(installed) ? installed : "\(path)/config/\(name)"
    }

    private func names(in folder: String, ending: String) -> [String] {
        LocalFile.names(in: folder).filter { $0.hasSuffix(ending) }
            .map { String($0.dropLast(ending.count)) }
    }
}

/// The schemas that come with Baton, compiled, and their bytes to be kept.
struct ShippedSchemas: Sendable {
    /// The event types.
    let catalogue: Catalogue
    /// The schemas' bytes, by the role that a load names them by.
    let documents: [String: [UInt8]]

    /// Reads every schema of a data folder: `schemas/<name>/<version>.json`.
    init(_ data: DataFolder) throws(SourceFaults) {
        var sources: [SchemaSource] = []
        var documents: [String: [UInt8]] = [:]
        var faults: [SourceFault] = []
        for path in Self.paths(in: data) {
            do throws(SourceFault) {
                let source = try Self.source(path)
                let id = source.document.root["$id"]?.string ?? path
                documents["schema:\(id)"] = source.document.bytes
                sources.append(source)
            } catch {
                faults.append(error)
            }
        }
        if sources.isEmpty { faults.append(Self.fault(data, "there are no schemas")) }
        guard faults.isEmpty else { throw SourceFaults(faults) }
        do throws(CatalogueError) {
            catalogue = try Catalogue(sources)
        } catch {
            throw SourceFaults([Self.fault(data, error.words)])
        }
        self.documents = documents
    }

    private static func paths(in data: DataFolder) -> [String] {
        let root = "\(data.path)/schemas"
        return LocalFile.names(in: root).flatMap { name in
            LocalFile.names(in: "\(root)/\(name)").filter { $0.hasSuffix(".json") }
                .map { "\(root)/\(name)/\($0)" }
        }
    }

    private static func source(_ path: String) throws(SourceFault) -> SchemaSource {
        let bytes: [UInt8]
        do throws(FileFault) { bytes = try LocalFile.read(path) } catch {
            throw SourceFault(
                file: path, line: 1, column: 1, what: "the schema cannot be read (\(error.reason))",
                instead: restore)
        }
        // Read twice: the first reading says where the JSON breaks by line and column.
        _ = try SourceNode(json: bytes, file: path)
        do {
            return SchemaSource(
                name: path, document: try JSONDocument(parsing: bytes, limits: .schema))
        } catch {
            throw SourceFault(
                file: path, line: 1, column: 1, what: "the schema is not JSON", instead: restore)
        }
    }

    private static func fault(_ data: DataFolder, _ what: String) -> SourceFault {
        SourceFault(
            file: "\(data.path)/schemas", line: 1, column: 1, what: what, instead: restore)
    }

    private static let restore = "restore the data that came with Baton"
}

extension CatalogueError {
    fileprivate var words: String {
        switch self {
        case .schema(let error): "a schema cannot be used (\(error))"
        case .annotation(let schema, let why):
            "the annotation of schema \(schema) is wrong (\(why))"
        }
    }
}
