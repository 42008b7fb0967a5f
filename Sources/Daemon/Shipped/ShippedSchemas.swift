// SPDX-License-Identifier: Apache-2.0

import Intake
import Safeguarding
import Schema
import Synchronization
import Wire

/// The schemas that come with Baton, compiled, and their bytes to be kept.
struct ShippedSchemas: Sendable {
    /// The event types.
    let catalogue: Catalogue
    /// What the messages of agencies say, for rule packs and subscriptions.
    let vocabulary: EventVocabulary
    /// The schemas' bytes, by the role that a load names them by.
    let documents: [String: [UInt8]]

    /// Reads every schema of a data folder: `schemas/<name>/<version>.json`.
    init(_ data: DataFolder) throws(SourceFaults) {
        let files = try SchemaFiles(data)
        if let kept = Self.newest.withLock({ $0 }), kept.files == files {
            self = kept.schemas
            return
        }
        try self.init(compiling: files, in: data)
        let made = self
        Self.newest.withLock { $0 = (files, made) }
    }

    /// What was compiled last: a load of the configuration that changes no schema, as most do not,
    /// need not compile them again.
    private static let newest = Mutex<(files: SchemaFiles, schemas: ShippedSchemas)?>(nil)

    private init(compiling files: SchemaFiles, in data: DataFolder) throws(SourceFaults) {
        var sources: [SchemaSource] = []
        var documents: [String: [UInt8]] = [:]
        var faults: [SourceFault] = []
        for (path, bytes) in zip(files.paths, files.contents) {
            do throws(SourceFault) {
                let source = try Self.source(path, bytes)
                let id = source.document.root["$id"]?.string ?? path
                documents["schema:\(id)"] = bytes
                sources.append(source)
            } catch {
                faults.append(error)
            }
        }
        guard faults.isEmpty else { throw SourceFaults(faults) }
        do throws(CatalogueError) {
            catalogue = try Catalogue(sources)
        } catch {
            throw SourceFaults([SchemaFiles.fault(data, error.words, file: error.file)])
        }
        vocabulary = catalogue.vocabulary
        self.documents = documents
    }

    private static func source(
        _ path: String, _ bytes: [UInt8]
    ) throws(SourceFault) -> SchemaSource {
        if let document = try? JSONDocument(parsing: bytes, limits: .schema) {
            return SchemaSource(name: path, document: document)
        }
        // Read again: this reading says where the JSON breaks by line and column.
        _ = try SourceNode(json: bytes, file: path)
        throw SourceFault(
            file: path, line: 1, column: 1, what: "the schema is not JSON",
            instead: SchemaFiles.restore)
    }
}

/// The files of the schemas in a data folder, as they were read.
private struct SchemaFiles: Sendable, Equatable {
    private(set) var paths: [String] = []
    private(set) var contents: [[UInt8]] = []

    init(_ data: DataFolder) throws(SourceFaults) {
        var faults: [SourceFault] = []
        for path in Self.paths(in: data) {
            do throws(FileFault) {
                contents.append(try LocalFile.read(path))
                paths.append(path)
            } catch {
                faults.append(
                    SourceFault(
                        file: path, line: 1, column: 1,
                        what: "the schema cannot be read (\(error.reason))", instead: Self.restore))
            }
        }
        if paths.isEmpty, faults.isEmpty { faults.append(Self.fault(data, "there are no schemas")) }
        guard faults.isEmpty else { throw SourceFaults(faults) }
    }

    private static func paths(in data: DataFolder) -> [String] {
        let root = "\(data.path)/schemas"
        return LocalFile.names(in: root).flatMap { name in
            LocalFile.names(in: "\(root)/\(name)").filter { $0.hasSuffix(".json") }
                .map { "\(root)/\(name)/\($0)" }
        }
    }

    /// - Parameter file: the file that it is about; the folder of all where it is none alone.
    static func fault(_ data: DataFolder, _ what: String, file: String? = nil) -> SourceFault {
        SourceFault(
            file: file ?? "\(data.path)/schemas", line: 1, column: 1, what: what,
            instead: restore)
    }

    static let restore = "restore the data that came with Baton"
}

extension CatalogueError {
    fileprivate var words: String {
        switch self {
        case .schema(let error): "a schema cannot be used (\(error))"
        case .annotation(_, let schema, let why):
            "the annotations of schema \(schema) are wrong (\(why))"
        }
    }
}
