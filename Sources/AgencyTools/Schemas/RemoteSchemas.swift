// SPDX-License-Identifier: Apache-2.0

import Schema
import Wire

/// The schemas that stand for `http://localhost:1234/` in the official suite.
///
/// Nothing is fetched: a file at `draft2020-12/item.json` below the folder goes by
/// `http://localhost:1234/draft2020-12/item.json`.
enum RemoteSchemas {
    private static let root = "http://localhost:1234/"

    /// Reads a folder with all that is below it.
    static func sources(in folder: String) throws(ToolFailure) -> [SchemaSource] {
        guard Files.names(in: folder) != nil else {
            throw ToolFailure(
                .usage, "--remotes \(folder) is no folder; name the suite's `remotes`")
        }
        return try sources(below: "", in: folder)
    }

    private static func sources(
        below path: String, in folder: String
    ) throws(ToolFailure) -> [SchemaSource] {
        var found: [SchemaSource] = []
        for name in Files.names(in: "\(folder)/\(path)") ?? [] {
            if name.hasSuffix(".json") {
                let file = try SchemaLibrary.source("\(folder)/\(path)\(name)")
                found.append(SchemaSource(name: root + path + name, document: file.document))
            } else {
                found += try sources(below: "\(path)\(name)/", in: folder)
            }
        }
        return found
    }
}
