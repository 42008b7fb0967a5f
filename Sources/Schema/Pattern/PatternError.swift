// SPDX-License-Identifier: Apache-2.0

/// Why a regular expression cannot be used.
package enum PatternError: Error, Hashable, Sendable {
    /// It breaks the grammar of ECMA-262; the position counts characters from 1.
    case malformed(Fault, at: Int)
    /// It looks ahead or behind, which cannot be done in linear time.
    case lookAround(String, at: Int)
    /// It refers back to a group, which cannot be done in linear time.
    case backReference(String, at: Int)
    /// It is longer than the limit, in characters.
    case tooLong(limit: Int)
    /// Its groups stand inside one another deeper than the limit.
    case tooDeep(limit: Int)
    /// Written out without counts, it has more steps than the limit.
    case tooLarge(limit: Int)
    /// It uses more different characters and classes than the limit.
    case tooManySets(limit: Int)
    /// Its automaton is too large for a table, and it takes more code points than the limit.
    case tooComplex(limit: Int)

    /// What is wrong with the grammar.
    package enum Fault: Hashable, Sendable {
        case nothingToRepeat
        case unclosedGroup
        case unopenedGroup
        case unknownGroupKind
        case malformedGroupName
        case repeatedGroupName(String)
        case unclosedClass
        case unopenedClass
        case rangeOfClass
        case rangeBackwards
        case strayBrace
        case malformedRepeat
        case repeatBackwards
        case endsInBackslash
        case unknownEscape(String)
        case malformedEscape(String)
        case unknownProperty(String)
        case noSuchGroup(String)
    }
}

extension PatternError: CustomStringConvertible {
    /// What is wrong, where, and what to do.
    package var description: String {
        switch self {
        case .malformed(let fault, let position): "At character \(position), \(fault)."
        case .lookAround(let text, let position):
            "At character \(position), “\(text)” looks ahead or behind, which Baton does not do; "
                + "say it with “not” and a second pattern."
        case .backReference(let text, let position):
            "At character \(position), “\(text)” refers back to a group, which Baton does not do; "
                + "write out what may stand there."
        case .tooLong(let limit):
            "The pattern is longer than \(limit) characters; shorten it."
        case .tooDeep(let limit):
            "The pattern has groups more than \(limit) deep; flatten it."
        case .tooLarge(let limit):
            "The pattern comes to more than \(limit) steps when its repeats are written out; use "
                + "smaller counts, or maxLength."
        case .tooManySets(let limit):
            "The pattern has more than \(limit) different characters and classes; use fewer."
        case .tooComplex(let limit):
            "The pattern needs too large a table and has more than \(limit) places that take a "
                + "character; use smaller counts, or begin it with ^."
        }
    }
}

extension PatternError.Fault: CustomStringConvertible {
    /// What is wrong and what to do, to stand after the position.
    package var description: String {
        switch self {
        case .nothingToRepeat: "there is nothing that could be repeated; escape it with \\"
        case .unclosedGroup: "a group is not closed; add )"
        case .unopenedGroup: "a ) closes no group; escape it as \\)"
        case .unknownGroupKind: "(? begins no kind of group; write (?: or (?<name>"
        case .malformedGroupName: "a group's name is not an identifier in < >; mend it"
        case .repeatedGroupName(let name): "the group name “\(name)” is used again; rename it"
        case .unclosedClass: "a class is not closed; add ]"
        case .unopenedClass: "a ] closes no class; escape it as \\]"
        case .rangeOfClass: "a range begins or ends in a class; escape the hyphen as \\-"
        case .rangeBackwards: "a range runs backwards; turn it round"
        case .strayBrace: "a brace stands alone; escape it with \\"
        case .malformedRepeat: "the braces hold no count; write {2}, {2,} or {2,5}, or escape {"
        case .repeatBackwards: "the counts run backwards; turn them round"
        case .endsInBackslash: "the pattern ends in a backslash; write \\\\"
        case .unknownEscape(let text): "“\(text)” means nothing; leave the backslash out"
        case .malformedEscape(let text): "“\(text)” is not followed by what it needs; mend it"
        case .unknownProperty(let text): "Unicode has no property “\(text)” here; mend the name"
        case .noSuchGroup(let text): "“\(text)” refers to a group that is not there; mend it"
        }
    }
}
