// SPDX-License-Identifier: Apache-2.0

import Wire

/// What keywords say when a value does not hold to them.
extension Validation {
    /// The longest value that is shown in a sentence, in bytes.
    private static let shownBytes = 40

    /// Notes that a keyword does not hold, and returns false for its caller to return.
    ///
    /// `missing` names the member that should be there, so that the violation can point at it.
    @inline(never)
    mutating func fail(
        _ keyword: String, at position: JSONPosition, missing: String? = nil,
        because sentence: (borrowing Validation) -> String
    ) -> Bool {
        guard isCollecting, report.hasRoom else { return false }
        report.add(
            Finding(
                position: position, missing: missing, keyword: keyword, trail: report.trail,
                sentence: sentence(self), alternativeDepth: report.alternativeDepth))
        return false
    }

    /// The value as canonical JSON when it may be shown: short, a scalar and not sensitive.
    func shown(_ position: JSONPosition) -> String? {
        guard !report.isSensitive(position), document.count(at: position) == 0,
            document.text(at: position).count <= Self.shownBytes
        else { return nil }
        let node = JSONNode(document: document, position: position)
        if let text = node.numberText { return text }
        return String(decoding: node.canonical, as: UTF8.self)
    }

    /// What the schema that is being applied says under a keyword, as it was written.
    func wanted(_ keyword: String) -> JSONNode? {
        report.schema.isSome ? program.node(report.schema)[keyword] : nil
    }

    /// The number that the schema gives under a keyword, as it was written.
    func wantedNumber(_ keyword: String) -> String { wanted(keyword)?.numberText ?? "" }

    /// Notes what the schema that is being applied tells of a value.
    mutating func tell(of position: JSONPosition) {
        let schema = report.schema
        guard let dialect = program.index.resource(of: schema).dialect else { return }
        take(steps: program.node(schema).count)
        let node = program.node(schema)
        let isString = document.kind(at: position) == .string
        for (name, value) in node.members where KeywordList.tells(name, of: node, in: dialect) {
            // Validation section 8.1: the content keywords are about strings.
            if !isString, KeywordList.isAboutContent(name) { continue }
            report.add(
                Annotation(
                    position: position, keyword: name.string ?? "", trail: report.trail,
                    value: value))
        }
    }

    /// Notes that none of several alternatives holds, with what is wrong with each.
    ///
    /// When each of them only misses a member, the violation points at the first one's.
    mutating func failAll(
        _ alternatives: SubschemaList, of keyword: String, at position: JSONPosition
    ) -> Bool {
        guard isCollecting else { return false }
        var reasons: [String] = []
        var missing: [String] = []
        let before = report.findings.count
        report.alternativeDepth += 1
        for number in 0..<alternatives.count {
            let start = report.findings.count
            _ = holds(program.tables[alternatives, number], inPlace: position)
            let found = report.findings[start...].filter {
                $0.alternativeDepth == report.alternativeDepth
            }
            guard let reason = found.first else { continue }
            reasons.append(reason.sentence)
            if found.count == 1, reason.position == position, let name = reason.missing {
                missing.append(name)
            }
        }
        report.alternativeDepth -= 1
        report.forgetAlternatives(after: before)
        let isAllMissing = missing.count == alternatives.count
        return fail(keyword, at: position, missing: isAllMissing ? missing.first : nil) { _ in
            isAllMissing
                ? "One of these members is missing: “\(missing.joined(separator: "”, “"))”; add one."
                : "None of the alternatives fits: " + reasons.joined(separator: " Or else: ")
        }
    }
}
