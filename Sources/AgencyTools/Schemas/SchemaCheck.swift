// SPDX-License-Identifier: Apache-2.0

import Schema
import Wire

/// Whether a file is a schema that can be loaded.
struct SchemaCheck {
    /// The file.
    let file: String
    /// Why it cannot; nil when it can.
    let reason: String?

    /// What is said of it.
    var line: String { "\(file): \(reason ?? "valid")" }

    /// Checks files, each with all the others at hand to be referred to.
    static func of(_ files: [String], library: SchemaLibrary) -> [SchemaCheck] {
        var sources: [String: SchemaSource] = [:]
        var reasons: [String: String] = [:]
        for file in files {
            do throws(ToolFailure) {
                sources[file] = try SchemaLibrary.source(file)
            } catch {
                // The reason begins with the file's name, as every failure to read one does.
                reasons[file] = "\(error)".trimmingPrefix("\(file): ").description
            }
        }
        return files.map { file in
            SchemaCheck(
                file: file,
                reason: reasons[file]
                    ?? sources[file].flatMap { source in
                        let named = files.filter { $0 != file }.compactMap { sources[$0] }
                        return reason(source, alongside: named, library)
                    })
        }
    }

    private static func reason(
        _ source: SchemaSource, alongside named: [SchemaSource], _ library: SchemaLibrary
    ) -> String? {
        let others = library.others(than: [source] + named)
        var options = SchemaOptions.standard
        // A reference to nowhere is wrong even where nothing leads to it.
        options.compilesUnreachable = true
        do throws(SchemaError) {
            _ = try SchemaRegistry(loading: [source], remotes: named + others, options: options)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// The checks for programs.
    static func json(_ checks: [SchemaCheck]) -> JSONValue {
        [
            "items": .array(
                checks.map { check in
                    .object(leavingOutNil: [
                        "file": .string(check.file), "valid": .boolean(check.reason == nil),
                        "reason": check.reason.map(JSONValue.string),
                    ])
                })
        ]
    }
}
