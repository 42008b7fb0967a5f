// SPDX-License-Identifier: Apache-2.0

import Wire

/// What a run writes down, when it does: the way it went, what is wrong, what schemas tell.
struct ValidationReport {
    /// How many violations are collected.
    static let findingLimit = 256
    /// How many units of a whole output are collected.
    static let unitLimit = 20_000

    /// The schemas that are being applied, the outermost first, each with how it was come to.
    private(set) var trail: [TrailStep] = []
    private(set) var findings: [Finding] = []
    private(set) var annotations: [Annotation] = []
    /// The values of the document that some schema calls sensitive.
    private(set) var sensitiveParts = PositionSet()
    /// How many of the schemas on the trail call what they describe sensitive.
    private(set) var sensitiveDepth = 0
    /// How many alternatives the run is inside of, none of which need hold by itself.
    var alternativeDepth = 0
    /// Whether the reasons why alternatives do not hold are kept one by one.
    var keepsAlternatives = false

    /// The schema that is being applied.
    var schema: SubschemaID { trail.last?.schema ?? .none }

    mutating func enter(_ step: TrailStep, isSensitive: Bool) {
        trail.append(step)
        sensitiveDepth += isSensitive ? 1 : 0
    }

    mutating func leave(isSensitive: Bool) {
        trail.removeLast()
        sensitiveDepth -= isSensitive ? 1 : 0
    }

    mutating func add(_ finding: Finding) {
        if hasRoom { findings.append(finding) }
    }

    /// Whether one more finding is kept; of alternatives some more, since those are summed up.
    var hasRoom: Bool {
        if keepsAlternatives { return findings.count < Self.unitLimit }
        return findings.count <= (alternativeDepth > 0 ? 2 : 1) * Self.findingLimit
    }

    /// Forgets why alternatives do not hold, once that was summed up.
    mutating func forgetAlternatives(after count: Int) {
        if !keepsAlternatives { findings.removeSubrange(count...) }
    }

    mutating func add(_ annotation: Annotation) {
        if annotations.count < Self.unitLimit { annotations.append(annotation) }
    }

    /// Notes that a schema calls a part of the document sensitive.
    mutating func noteSensitive(_ part: Range<UInt32>) { sensitiveParts.insert(part) }

    /// Takes over what a former run found to be sensitive, and nothing else of it.
    mutating func takeOverSensitive(from former: ValidationReport) {
        sensitiveParts = former.sensitiveParts
    }

    /// Whether a value lies in a part that some schema calls sensitive.
    func isSensitive(_ position: JSONPosition) -> Bool {
        sensitiveDepth > 0 || sensitiveParts.contains(position.index)
    }

    /// Forgets the annotations after a number of them, since what told them does not hold.
    mutating func forgetAnnotations(after count: Int) {
        annotations.removeSubrange(min(count, annotations.count)...)
    }
}

/// How a schema came to be applied.
struct TrailStep: Sendable {
    let schema: SubschemaID
    /// The keyword that refers to it; nil when it stands inside the schema before.
    let reference: String?
}

/// Something wrong, noted while a run goes on.
struct Finding {
    let position: JSONPosition
    /// The member that should be there.
    let missing: String?
    let keyword: String
    let trail: [TrailStep]
    let sentence: String
    /// Inside of how many alternatives it was found, none of which need hold by itself.
    let alternativeDepth: Int
    /// The schema in which the keyword stands.
    var schema: SubschemaID { trail.last?.schema ?? .none }
}

/// Something that a schema tells of a value.
struct Annotation {
    let position: JSONPosition
    let keyword: String
    let trail: [TrailStep]
    let value: JSONNode
}
