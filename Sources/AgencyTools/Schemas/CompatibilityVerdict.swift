// SPDX-License-Identifier: Apache-2.0

import Schema
import Wire

/// Whether two versions of a schema may be in use together: by their structure, and by holding the
/// golden instances of each against the other.
struct CompatibilityVerdict {
    /// A golden instance of one version that the other refuses.
    struct Refusal {
        /// The file that the instance stands in.
        let file: String
        /// What the instance shows.
        let instance: String
        /// The schema that refuses it.
        let schema: String
        /// What it finds wrong.
        let violation: Violation
    }

    /// The schemas' URIs.
    let ids: (old: String, new: String)
    /// What differs.
    let changes: [SchemaChange]
    /// What the structure does not tell and no golden instance of the older version shows.
    let unshown: Set<SchemaChange>
    /// Golden instances that do not hold both ways.
    let refusals: [Refusal]
    /// How many golden instances were held against the other version.
    let goldenCount: Int

    /// Whether both may be in use together: nothing breaks, and nothing was left undecided.
    var isCompatible: Bool { breakingCount == 0 && unshown.isEmpty }

    /// How much breaks, by the structure or by golden instances.
    var breakingCount: Int { changes.count { $0.effect == .breaks } + refusals.count }

    /// Compares two schema files.
    init(old: String, new: String, library: SchemaLibrary) throws(ToolFailure) {
        let sources = [try SchemaLibrary.source(old), try SchemaLibrary.source(new)]
        let registry: SchemaRegistry
        do throws(SchemaError) {
            registry = try SchemaRegistry(loading: sources + library.others(than: sources))
        } catch {
            throw ToolFailure(.data, "\(error)")
        }
        let (before, after) = (registry.schemas[0], registry.schemas[1])
        guard Self.name(before.id) == Self.name(after.id) else {
            throw ToolFailure(
                .usage, "\(before.id) and \(after.id) are not versions of one schema")
        }
        ids = (before.id, after.id)
        changes = SchemaCompatibility(from: before, to: after, in: registry).changes
        let shown = try GoldenInstances(of: old)
        unshown = Set(
            changes.filter { $0.effect == .undecided && shown?.show($0.member) != true })
        let golden = [(shown, after), (try GoldenInstances(of: new), before)]
        goldenCount = golden.reduce(0) { $0 + ($1.0?.valid.count ?? 0) }
        refusals = golden.flatMap { instances, schema in
            instances.map { Self.refusals($0, by: schema) } ?? []
        }
    }

    /// What stands before the version in an `$id`.
    private static func name(_ id: String) -> Substring {
        id.utf8.lastIndex(of: UInt8(ascii: "/")).map { id[..<$0] } ?? id[...]
    }

    private static func refusals(
        _ golden: GoldenInstances, by schema: CompiledSchema
    ) -> [Refusal] {
        golden.refused(by: schema).map { instance, violation in
            Refusal(
                file: golden.path, instance: instance.description, schema: schema.id,
                violation: violation)
        }
    }

    /// What it says to a person, a line each, the verdict last.
    var lines: [String] {
        let told = changes.map { change in
            let lack = unshown.contains(change) ? ", and no golden instance shows what it does" : ""
            return "\(Self.word(change.effect)) \(change)\(lack)"
        }
        let shown = refusals.map {
            "breaks   \($0.file): “\($0.instance)” is refused by \($0.schema): \($0.violation)"
        }
        return told + shown + [sentence]
    }

    private var sentence: String {
        let golden = "\(goldenCount) golden instances held against the other version"
        let pair = "\(ids.old) and \(ids.new)"
        guard breakingCount == 0 else {
            return "not compatible: \(pair) (\(breakingCount) breaking; \(golden))"
        }
        guard unshown.isEmpty else {
            return "undecided: \(pair) (\(unshown.count) undecided that none shows; \(golden))"
        }
        let isOpen = changes.contains { $0.effect == .undecided }
        return "compatible: \(pair) (\(golden)"
            + (isOpen ? ", which decide what the structure does not tell)" : ")")
    }

    private static func word(_ effect: SchemaChange.Effect) -> String {
        switch effect {
        case .breaks: "breaks   "
        case .cautions: "caution  "
        case .undecided: "undecided"
        }
    }

    /// The same for programs.
    var json: JSONValue {
        [
            "old": .string(ids.old), "new": .string(ids.new),
            "compatible": .boolean(isCompatible),
            "changes": .array(
                changes.map {
                    .object(leavingOutNil: [
                        "effect": .string($0.effect.rawValue),
                        "at": .string($0.member.description), "detail": .string($0.sentence),
                        "shown": $0.effect == .undecided ? .boolean(!unshown.contains($0)) : nil,
                    ])
                }),
            "golden": [
                "held": .integer(Int64(goldenCount)), "refused": .array(refusals.map(\.json)),
            ],
        ]
    }
}

extension CompatibilityVerdict.Refusal {
    fileprivate var json: JSONValue {
        [
            "file": .string(file), "instance": .string(instance), "schema": .string(schema),
            "at": .string(violation.instance.description), "detail": .string(violation.sentence),
        ]
    }
}
