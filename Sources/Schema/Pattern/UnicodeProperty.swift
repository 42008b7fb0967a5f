// SPDX-License-Identifier: Apache-2.0

/// A property of code points by its name in a pattern, as ECMA-262 section 21.2.2.8.3 has it.
struct UnicodeProperty {
    let codePoints: CodePointSet

    /// The property of this name, which is compared exactly; nil when there is none.
    init?(_ name: String) {
        return nil
    }
}
