// SPDX-License-Identifier: Apache-2.0

// ECMA-262 section 21.2.1, UnicodePropertyValueExpression.
extension PatternParser {
    /// What follows `\p` or `\P`: a property in braces.
    mutating func property(from start: Int) throws(PatternError) -> CodePointSet {
        guard take("{") else { throw fault(.malformedEscape(text(from: start)), at: start) }
        let inside = index
        while let next, next != "}" { advance() }
        let name = text(from: inside)
        guard take("}") else { throw fault(.malformedEscape(text(from: start)), at: start) }
        guard UnicodeProperty.isKnown(name) else { throw fault(.unknownProperty(name), at: start) }
        return set { UnicodeProperty.codePoints(name) ?? .empty }
    }
}
