// SPDX-License-Identifier: Apache-2.0

package import Wire

/// A schema ready to be held against values, by any number of threads at once.
package struct CompiledSchema: Sendable {
    /// The URI that the schema goes by: its `$id`.
    package let id: String
    /// The schema as it was written.
    package let root: JSONNode
    private let program: SchemaProgram
    private let entry: SubschemaID

    init(id: String, root: JSONNode, program: SchemaProgram, entry: SubschemaID) {
        self.id = id
        self.root = root
        self.program = program
        self.entry = entry
    }

    /// A member of the schema's root, such as `x-baton`, that tells something and asserts nothing.
    package func annotation(_ name: String) -> JSONNode? { root[name] }

    /// What the schema calls itself.
    package var title: String? { root["title"]?.string }

    /// Values that the author shows as good ones.
    package var examples: [JSONNode] { root["examples"].map { Array($0.elements) } ?? [] }

    /// Whether a value holds to the schema; not when a limit of the run was hit.
    package func accepts(_ value: JSONNode) -> Bool {
        var run = Validation(of: program, over: value.document, for: .verdict)
        return run.holds(entry, at: value.position) && !run.isExhausted
    }

    /// Everything in a value that does not hold to the schema; nothing when all does.
    ///
    /// Pointers are seen from the value, which may be part of a document. When a limit of the run
    /// is hit, the one violation says so.
    package func violations(in value: JSONNode) -> [Violation] {
        var run = Validation(of: program, over: value.document, for: .verdict)
        if run.holds(entry, at: value.position), !run.isExhausted { return [] }
        if run.isExhausted { return [limitHit(run)] }
        run = collect(value, keepingAlternatives: false)
        if run.isExhausted { return [limitHit(run)] }
        let limit = ValidationReport.findingLimit
        let found = run.report.findings.prefix(limit).map {
            Violation($0, in: program, root: value)
        }
        // A schema may be applied to one value along two ways; it is wrong only once.
        var seen: Set<Violation> = []
        let distinct = found.filter { seen.insert($0.withoutWay).inserted }
        if run.report.findings.count > limit { return distinct + [tooMany] }
        // What was refused stays refused, whatever is found to say of it.
        return distinct.isEmpty ? [unsaid] : distinct
    }

    /// What the specification's output formats say of a value (core section 12.4).
    package func output(for value: JSONNode, _ format: SchemaOutput.Format) -> SchemaOutput {
        let isValid = accepts(value)
        guard format == .basic else { return SchemaOutput(isValid: isValid) }
        if !isValid {
            return output(of: collect(value, keepingAlternatives: true), value, isValid: false)
        }
        var run = Validation(of: program, over: value.document, for: .annotations)
        _ = run.holds(entry, at: value.position)
        return output(of: run, value, isValid: true)
    }

    private func output(of run: Validation, _ value: JSONNode, isValid: Bool) -> SchemaOutput {
        if run.isExhausted {
            return SchemaOutput(isValid: false, units: [OutputUnit(limitHit(run))])
        }
        return SchemaOutput(run.report, isValid: isValid, program: program, root: value)
    }

    /// Collects what is wrong with a value that does not hold.
    ///
    /// A value may be shown by one schema before another has called it sensitive; so when any
    /// does, all is collected a second time, with that known.
    private func collect(_ value: JSONNode, keepingAlternatives: Bool) -> Validation {
        var former = ValidationReport()
        while true {
            var run = Validation(of: program, over: value.document, for: .findings)
            run.report.keepsAlternatives = keepingAlternatives
            run.report.takeOverSensitive(from: former)
            _ = run.holds(entry, at: value.position)
            if run.report.sensitiveParts == former.sensitiveParts { return run }
            former = run.report
        }
    }

    private func limitHit(_ run: Validation) -> Violation {
        whole(
            "Checking this takes more than \(run.stepAllowance) steps or goes deeper than "
                + "\(Validation.depthLimit) schemas; send less in one message.")
    }

    private var tooMany: Violation {
        whole(
            "More than \(ValidationReport.findingLimit) things are wrong; "
                + "mend these and send it again to see the rest.")
    }

    private var unsaid: Violation { whole("This does not hold to the schema.") }

    private func whole(_ sentence: String) -> Violation {
        Violation(
            instance: JSONPointer(), schema: id, keyword: JSONPointer(), sentence: sentence)
    }
}
