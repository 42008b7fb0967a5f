// SPDX-License-Identifier: Apache-2.0

import Wire

/// One run of a schema over a value.
///
/// The first run only asks whether all is well and stops at the first thing that is not; nothing is
/// written down and no path is kept. Only when it fails is there a second that collects.
struct Validation {
    /// What a run is for.
    enum Purpose {
        /// To know whether the value holds.
        case verdict
        /// To know all that is wrong.
        case findings
        /// To know what the schemas tell of a value that holds.
        case annotations
    }

    /// How many steps any run may take: a schema applied, a member or element looked at, or 64
    /// bytes of text read.
    static let stepLimit = 250_000
    /// How many more it may take for each value and name of the document.
    static let stepsForEachValue = 64
    /// How deep schemas may be applied inside one another.
    ///
    /// The stack of the smallest thread on which Baton checks must hold as many.
    static let depthLimit = 512

    let program: SchemaProgram
    let document: JSONDocument
    /// What the run is for just now: while alternatives are tried, only the verdict.
    private(set) var purpose: Purpose
    var report = ValidationReport()
    /// What of the value at hand has been evaluated.
    var marks = EvaluatedMarks()
    /// Whether a limit stopped the run, so that its verdict means nothing.
    private(set) var isExhausted = false
    /// How many steps the run may take at most.
    let stepAllowance: Int
    private var stepsLeft: Int
    private var depth = 0
    private let subschemas: [Subschema]
    private let code: [Instruction]
    /// The resources with dynamic anchors that are being applied, the outermost first.
    private var scopes: [UInt16] = []

    init(of program: SchemaProgram, over document: JSONDocument, for purpose: Purpose) {
        self.program = program
        self.document = document
        self.purpose = purpose
        stepAllowance = Self.stepLimit + Self.stepsForEachValue * document.valueCount
        stepsLeft = stepAllowance
        subschemas = purpose == .verdict ? program.shortcuts : program.subschemas
        code = program.code
    }

    /// Whether what is wrong is collected.
    var isCollecting: Bool { purpose == .findings }

    /// Whether even a keyword that needs no more must look at everything, since somebody asks what
    /// was evaluated or told.
    var isExhaustive: Bool { marks.isAsked || purpose == .annotations }

    /// Whether a part of the value, or another value, holds to a schema.
    @inline(__always)
    mutating func holds(_ id: SubschemaID, at position: JSONPosition) -> Bool {
        let schema = subschemas[id.index]
        if purpose == .verdict, !marks.isAsked, schema.isPlain {
            return run(schema[document.kind(at: position)], at: position)
        }
        return holds(id, at: position, isSameValue: false, by: nil)
    }

    /// Whether the value itself, to which a keyword is being applied, holds to another schema.
    ///
    /// `reference` is the name of the keyword that leads to the schema from elsewhere.
    @inline(__always)
    mutating func holds(
        _ id: SubschemaID, inPlace position: JSONPosition, by reference: String? = nil
    ) -> Bool {
        let schema = subschemas[id.index]
        if purpose == .verdict, !marks.isAsked, schema.isPlain {
            return run(schema[document.kind(at: position)], at: position)
        }
        return holds(id, at: position, isSameValue: true, by: reference)
    }

    /// Whether a part of the value holds to a schema, with nothing said when it does not.
    mutating func holdsQuietly(_ id: SubschemaID, at position: JSONPosition) -> Bool {
        let former = purpose
        if former == .findings { purpose = .verdict }
        defer { purpose = former }
        return holds(id, at: position)
    }

    /// Whether the value itself holds to another schema, with nothing said when it does not.
    mutating func holdsQuietly(_ id: SubschemaID, inPlace position: JSONPosition) -> Bool {
        let former = purpose
        if former == .findings { purpose = .verdict }
        defer { purpose = former }
        return holds(id, inPlace: position)
    }

    /// Takes the steps that looking at something costs.
    mutating func take(steps: Int) { stepsLeft -= steps }

    /// The outermost schema with a dynamic anchor of that number, or none.
    func dynamicTarget(_ anchor: Int) -> SubschemaID {
        let targets = program.dynamicTargets[anchor]
        for scope in scopes where targets[Int(scope)].isSome { return targets[Int(scope)] }
        return .none
    }

    /// Runs a schema with all that is kept on the side.
    @inline(never)
    private mutating func holds(
        _ id: SubschemaID, at position: JSONPosition, isSameValue: Bool, by reference: String?
    ) -> Bool {
        let schema = subschemas[id.index]
        let isTracked = schema.asksForEvaluated || isSameValue && marks.isAsked
        let former =
            isTracked ? marks.open(count: document.count(at: position)) : marks.suspend()
        if schema.scope != 0 { scopes.append(schema.scope) }
        let isGood = runReporting(id, schema[document.kind(at: position)], position, reference)
        if schema.scope != 0 { scopes.removeLast() }
        marks.close(former, laying: isGood && isSameValue && former.isAsked)
        return isGood
    }

    private mutating func runReporting(
        _ id: SubschemaID, _ start: Int, _ position: JSONPosition, _ reference: String?
    ) -> Bool {
        guard purpose != .verdict else { return run(start, at: position) }
        let isSensitive = program.isSensitive[id.index]
        if isSensitive {
            report.noteSensitive(position.index..<document.position(after: position).index)
        }
        let told = report.annotations.count
        report.enter(TrailStep(schema: id, reference: reference), isSensitive: isSensitive)
        let isGood = run(start, at: position)
        if purpose == .annotations {
            if isGood { tell(of: position) } else { report.forgetAnnotations(after: told) }
        }
        report.leave(isSensitive: isSensitive)
        return isGood
    }

    /// Runs instructions one after the other; stops at the first that does not hold, unless all
    /// that is wrong is collected.
    private mutating func run(_ start: Int, at position: JSONPosition) -> Bool {
        if start == 0 { return true }
        stepsLeft -= 1
        guard stepsLeft > 0, depth < Self.depthLimit else {
            isExhausted = true
            // Every schema that is still being applied ends at its next step.
            stepsLeft = 0
            return false
        }
        depth += 1
        let isGood = runAll(start, at: position)
        depth -= 1
        return isGood
    }

    private mutating func runAll(_ start: Int, at position: JSONPosition) -> Bool {
        var isGood = true
        var next = start
        while true {
            let instruction = code[next]
            if case .end = instruction { return isGood }
            if !instruction.holds(at: position, &self) {
                guard isCollecting else { return false }
                isGood = false
            }
            next += 1
        }
    }
}
