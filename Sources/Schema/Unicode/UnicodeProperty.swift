// SPDX-License-Identifier: Apache-2.0

/// The properties of code points by their names in a pattern, which are compared exactly: ECMA-262
/// section 21.2.1.1.
///
/// General categories and scripts are those of the version that the tables name, the other properties
/// those of the standard library; they differ only in code points that came later.
enum UnicodeProperty {
    /// The code points of a general category or of a property that is true or false, or, with
    /// `name=value`, of a general category or a script; nil when there is none of that name.
    static func codePoints(_ text: String) -> CodePointSet? { found(text)?() }

    /// Whether there is one of that name: its code points, of which there may be thousands, are not gathered.
    static func isKnown(_ text: String) -> Bool { found(text) != nil }

    private static func found(_ text: String) -> (() -> CodePointSet)? {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            if let category = GeneralCategory(text) { return { category.codePoints } }
            return BinaryProperty.codePoints(text).map { set in { set } }
        }
        let value = String(parts[1])
        switch parts[0] {
        case "General_Category", "gc":
            return GeneralCategory(value).map { category in { category.codePoints } }
        case "Script", "sc": return Script(value).map { script in { script.codePoints } }
        case "Script_Extensions", "scx": return Script(value).map { script in { script.extended } }
        default: return nil
        }
    }
}
