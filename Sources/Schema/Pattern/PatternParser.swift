// SPDX-License-Identifier: Apache-2.0

/// Reads a regular expression by the grammar of ECMA-262 (11th edition) section 21.2.1 with the flag
/// `u`, in which every escape means something and nothing is let pass.
///
/// The whole grammar is read, look-around and references back too: a pattern can be well written and
/// not to be run. Only groups need the stack, and they may be so deep and no deeper.
struct PatternParser {
    /// How deep groups may stand inside one another.
    static let depthLimit = 200

    private let source: [UInt32]
    /// Whether sets are filled; to know only whether a pattern is well written they need not be.
    let fillsSets: Bool
    private(set) var index = 0
    private var depth = 0
    private var groupCount = 0
    private var groupNames: Set<[UInt32]> = []
    private var references: [Reference] = []
    private var unsupported: PatternError?

    private struct Reference {
        enum Target {
            case number(Int)
            case name([UInt32])
        }
        let target: Target
        let start: Int
        let text: String
    }

    /// Reads a whole pattern that is to be run.
    static func parse(_ source: [UInt32]) throws(PatternError) -> PatternNode {
        var parser = PatternParser(source: source, fillsSets: true)
        let node = try parser.pattern()
        if let unsupported = parser.unsupported { throw unsupported }
        return node
    }

    /// Reads a whole pattern only to know whether it is well written.
    static func check(_ source: [UInt32]) throws(PatternError) {
        var parser = PatternParser(source: source, fillsSets: false)
        _ = try parser.pattern()
    }

    private init(source: [UInt32], fillsSets: Bool) {
        self.source = source
        self.fillsSets = fillsSets
    }

    private mutating func pattern() throws(PatternError) -> PatternNode {
        let node = try disjunction()
        if next != nil { throw fault(.unopenedGroup) }
        try checkReferences()
        return node
    }

    private mutating func disjunction() throws(PatternError) -> PatternNode {
        var alternatives = [try alternative()]
        while take("|") { alternatives.append(try alternative()) }
        return alternatives.count == 1 ? alternatives[0] : .alternatives(alternatives)
    }

    private mutating func alternative() throws(PatternError) -> PatternNode {
        var terms: [PatternNode] = []
        while let next, next != "|", next != ")" { terms.append(try term()) }
        return switch terms.count {
        case 0: .empty
        case 1: terms[0]
        default: .sequence(terms)
        }
    }

    private mutating func term() throws(PatternError) -> PatternNode {
        let start = index
        if let assertion = try assertion() { return assertion }
        let atom = try atom(from: start)
        guard let counts = try quantifier() else { return atom }
        return .repeated(atom, atLeast: counts.atLeast, atMost: counts.atMost)
    }

    /// What says something about its place; nil when it is something that can be repeated.
    private mutating func assertion() throws(PatternError) -> PatternNode? {
        let start = index
        if take("^") { return .assertion(.start) }
        if take("$") { return .assertion(.end) }
        if takeAll("\\b") { return .assertion(.wordBoundary) }
        if takeAll("\\B") { return .assertion(.noWordBoundary) }
        for kind in ["(?=", "(?!", "(?<=", "(?<!"] where takeAll(kind) {
            note(.lookAround(kind, at: start + 1))
            try finishGroup(from: start)
            return .empty
        }
        return nil
    }

    private mutating func atom(from start: Int) throws(PatternError) -> PatternNode {
        switch advance() {
        case ".": return .set(set { CodePointSet.lineTerminators.inverted })
        case "(":
            try readGroupKind(from: start)
            return try finishGroup(from: start)
        case "[": return .set(try characterClass(from: start))
        case "\\": return try atomEscape(from: start)
        case "*", "+", "?": throw fault(.nothingToRepeat, at: start)
        case "]": throw fault(.unopenedClass, at: start)
        case "{", "}": throw fault(.strayBrace, at: start)
        default: return .set(CodePointSet(source[start]))
        }
    }

    /// Reads what stands in a group that began at a position, and its end.
    @discardableResult
    private mutating func finishGroup(from start: Int) throws(PatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw .tooDeep(limit: Self.depthLimit) }
        let inside = try disjunction()
        guard take(")") else { throw fault(.unclosedGroup, at: start) }
        return inside
    }

    /// Reads what says of which kind a group is, and counts those that can be referred to.
    private mutating func readGroupKind(from start: Int) throws(PatternError) {
        if take("?") {
            if take(":") { return }
            guard next == "<" else { throw fault(.unknownGroupKind, at: start) }
            let name = try groupName(from: start)
            guard groupNames.insert(name).inserted else {
                throw fault(.repeatedGroupName(Self.text(name)), at: start)
            }
        }
        groupCount += 1
    }

    /// `*`, `+`, `?` or counts in braces, lazy or not: both find the same texts.
    private mutating func quantifier() throws(PatternError) -> (
        atLeast: Int, atMost: Int?
    )? {
        let counts: (atLeast: Int, atMost: Int?)
        switch next {
        case "*": counts = (0, nil)
        case "+": counts = (1, nil)
        case "?": counts = (0, 1)
        case "{":
            counts = try bracedCounts()
            _ = take("?")
            return counts
        default: return nil
        }
        advance()
        _ = take("?")
        return counts
    }

    private mutating func bracedCounts() throws(PatternError) -> (atLeast: Int, atMost: Int?) {
        let start = index
        advance()
        guard let least = number() else { throw fault(.malformedRepeat, at: start) }
        var most: Int? = least
        if take(",") { most = number() }
        guard take("}") else { throw fault(.malformedRepeat, at: start) }
        if let most, most < least { throw fault(.repeatBackwards, at: start) }
        return (least, most)
    }

    /// Notes that a group is referred to, which may come later.
    mutating func refer(to number: Int, from start: Int) -> PatternNode {
        refer(Reference(target: .number(number), start: start, text: text(from: start)))
    }

    /// Notes that a named group is referred to, which may come later.
    mutating func refer(to name: [UInt32], from start: Int) -> PatternNode {
        refer(Reference(target: .name(name), start: start, text: text(from: start)))
    }

    private mutating func refer(_ reference: Reference) -> PatternNode {
        references.append(reference)
        note(.backReference(reference.text, at: reference.start + 1))
        return .empty
    }

    /// Notes what is well written but cannot be run, the first of it.
    private mutating func note(_ error: PatternError) {
        unsupported = unsupported ?? error
    }

    private func checkReferences() throws(PatternError) {
        for reference in references {
            let isThere =
                switch reference.target {
                case .number(let number): number <= groupCount
                case .name(let name): groupNames.contains(name)
                }
            guard isThere else { throw fault(.noSuchGroup(reference.text), at: reference.start) }
        }
    }
}

// What the parts of the parser share: the next character, and the words for what is wrong.
extension PatternParser {
    /// The next character, if there is one.
    var next: Unicode.Scalar? {
        index < source.count ? Unicode.Scalar(source[index]) : nil
    }

    /// The characters from a position up to here.
    func text(from start: Int) -> String { Self.text(source[start..<index]) }

    static func text(_ codePoints: some Sequence<UInt32>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: codePoints.lazy.compactMap(Unicode.Scalar.init))
        return String(text)
    }

    @discardableResult
    mutating func advance() -> Unicode.Scalar? {
        defer { index += index < source.count ? 1 : 0 }
        return next
    }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        index += 1
        return true
    }

    mutating func takeAll(_ text: String) -> Bool {
        guard source[index...].starts(with: text.unicodeScalars.lazy.map(\.value)) else {
            return false
        }
        index += text.unicodeScalars.count
        return true
    }

    /// Goes back to a position.
    mutating func rewind(to position: Int) { index = position }

    /// A number in decimal digits; one that is beyond all limits stays there.
    mutating func number() -> Int? {
        var value: Int?
        while let digit = next?.value, 0x30...0x39 ~= digit {
            value = min((value ?? 0) * 10 + Int(digit - 0x30), 1 << 48)
            index += 1
        }
        return value
    }

    func set(_ make: () -> CodePointSet) -> CodePointSet { fillsSets ? make() : .empty }

    func fault(_ fault: PatternError.Fault, at start: Int? = nil) -> PatternError {
        .malformed(fault, at: (start ?? index) + 1)
    }
}
