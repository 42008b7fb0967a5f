// SPDX-License-Identifier: Apache-2.0

import Intake
import Safeguarding
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
        let read = sources.keys.sorted().compactMap { sources[$0] }
        for (file, source) in sources {
            reasons[file] =
                twin(of: source, among: read) ?? reason(source, alongside: read, library)
        }
        let sound = read.filter { reasons[$0.name] == nil }
        reasons.merge(annotationFaults(of: sound, library)) { reason, _ in reason }
        return files.map { SchemaCheck(file: $0, reason: reasons[$0]) }
    }

    /// That another file has the same `$id`: the two do not load together.
    private static func twin(of source: SchemaSource, among named: [SchemaSource]) -> String? {
        guard let id = SchemaLibrary.id(of: source) else { return nil }
        let twin = named.first { $0.name != source.name && SchemaLibrary.id(of: $0) == id }
        return twin.map { "goes by \(id), and so does \($0.name); rename or drop one" }
    }

    /// What is wrong with the annotations of Baton's own schemas, by file, as the broker would find
    /// it; other people's annotations are theirs.
    private static func annotationFaults(
        of sources: [SchemaSource], _ library: SchemaLibrary
    ) -> [String: String] {
        let own = sources.filter(isOurs)
        guard !own.isEmpty else { return [:] }
        do throws(SchemaError) {
            let others = library.others(than: sources)
            let registry = try SchemaRegistry(
                loading: own + others, remotes: sources.filter { !isOurs($0) })
            let rules = Catalogue.Rules(registry)
            let faults = zip(own, registry.schemas).compactMap { source, schema in
                rules.fault(of: schema).map { (source.name, "its annotations are wrong: \($0)") }
            }
            return Dictionary(faults) { first, _ in first }
        } catch {
            // The reason names the file that it is about, which may be another one.
            let about = own.filter { error.place.map(\.file) == $0.name }
            return Dictionary((about.isEmpty ? own : about).map { ($0.name, "\(error)") }) {
                first, _ in first
            }
        }
    }

    private static func isOurs(_ source: SchemaSource) -> Bool {
        SchemaLibrary.id(of: source)?.hasPrefix(Namespace.schemas) == true
            || source.document.root["x-baton"] != nil
    }

    private static func reason(
        _ source: SchemaSource, alongside read: [SchemaSource], _ library: SchemaLibrary
    ) -> String? {
        var ids = Set([SchemaLibrary.id(of: source)])
        let named = read.filter { other in
            other.name != source.name
                && ids.insert(SchemaLibrary.id(of: other) ?? other.name).inserted
        }
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
