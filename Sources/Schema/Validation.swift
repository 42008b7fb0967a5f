// SPDX-License-Identifier: Apache-2.0

import Wire

/// One run of a schema over a value.
///
/// The first run only asks whether all is well and stops at the first thing that is not; nothing is
/// written down and no path is kept. Only when it fails is there a second that collects.
struct Validation {
    /// How many steps one run may take: a schema applied, or a member or element of what it is
    /// applied to.
    static let stepLimit = 250_000
    /// How deep schemas may be applied inside one another.
    static let depthLimit = 512
    /// How many violations are collected.
    static let violationLimit = 256

    let program: SchemaProgram
    let document: JSONDocument
    private(set) var isCollecting: Bool
    private(set) var findings: [Finding] = []
    /// Whether a limit stopped the run, so that its verdict means nothing.
    private(set) var isExhausted = false
    private var steps = 0
    private var depth = 0
    private var current = SubschemaID(index: 0)
    private var sensitiveDepth = 0

    init(of program: SchemaProgram, over document: JSONDocument, collecting: Bool) {
        self.program = program
        self.document = document
        isCollecting = collecting
    }

    /// Whether the value at a position holds to a schema.
    mutating func holds(_ id: SubschemaID, at position: JSONPosition) -> Bool {
        steps += 1 + document.count(at: position)
        guard steps <= Self.stepLimit, depth < Self.depthLimit, !isExhausted else {
            isExhausted = true
            return false
        }
        let outer = current
        let isSensitive = program.isSensitive[id.index]
        current = id
        depth += 1
        sensitiveDepth += isSensitive ? 1 : 0
        defer {
            current = outer
            depth -= 1
            sensitiveDepth -= isSensitive ? 1 : 0
        }
        return program.chains[id.index]?.holds(at: position, &self) ?? true
    }

    /// Whether the value holds to a schema, with nothing written down when it does not.
    mutating func holdsQuietly(_ id: SubschemaID, at position: JSONPosition) -> Bool {
        let wasCollecting = isCollecting
        isCollecting = false
        defer { isCollecting = wasCollecting }
        return holds(id, at: position)
    }

    /// What is wrong with the value according to a schema, kept apart from all else.
    mutating func findings(of id: SubschemaID, at position: JSONPosition) -> [Finding] {
        let kept = findings
        findings = []
        defer { findings = kept }
        _ = holds(id, at: position)
        return findings
    }

    /// Notes that a keyword does not hold, and returns false for its caller to return.
    ///
    /// `missing` names the member that should be there, so that the violation can point at it.
    mutating func fail(
        _ keyword: String, at position: JSONPosition, missing: String? = nil,
        because sentence: (borrowing Validation) -> String
    ) -> Bool {
        if isCollecting, findings.count <= Self.violationLimit {
            findings.append(
                Finding(
                    position: position, missing: missing, schema: current, keyword: keyword,
                    sentence: sentence(self)))
        }
        return false
    }

    /// The value as canonical JSON when it may be shown: short, a scalar and not sensitive.
    func shown(_ position: JSONPosition) -> String? {
        guard sensitiveDepth == 0, document.count(at: position) == 0,
            document.text(at: position).count <= Self.shownBytes
        else { return nil }
        let node = JSONNode(document: document, position: position)
        return String(decoding: node.canonical, as: UTF8.self)
    }

    /// The longest value that is shown in a sentence, in bytes.
    private static let shownBytes = 40
}

/// Something wrong, noted while a run goes on.
struct Finding {
    let position: JSONPosition
    let missing: String?
    let schema: SubschemaID
    let keyword: String
    let sentence: String
}
