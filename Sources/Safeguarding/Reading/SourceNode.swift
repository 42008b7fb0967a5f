// SPDX-License-Identifier: Apache-2.0

/// A value in a file that somebody wrote by hand, which knows where it stands.
///
/// It comes from YAML or JSON alike. Types are strict, by the YAML 1.2 core schema: `1` is a
/// number and `"1"` is text, `yes` is text, and nothing is converted behind the writer's back.
package struct SourceNode: Sendable, Hashable {
    /// The file, as it was named to the reader.
    package let file: String
    /// The line, from 1.
    package let line: Int
    /// The column, from 1, counted in Unicode scalars.
    package let column: Int
    /// What was written there.
    package let content: Content

    /// The kinds of value that a file can hold.
    package enum Content: Sendable, Hashable {
        /// Nothing: `null`, `~` or an empty place.
        case null
        /// `true` or `false`.
        case boolean(Bool)
        /// A number, as it was written.
        case number(String)
        /// Text.
        case text(String)
        /// A list.
        case items([SourceNode])
        /// Named values, in the order of the file, each name once.
        case entries([SourceEntry])
    }

    init(file: String, line: Int, column: Int, content: Content) {
        self.file = file
        self.line = line
        self.column = column
        self.content = content
    }

    /// Says what is wrong with this value, and what to write instead of it.
    package func fault(_ what: String, write instead: String) -> SourceFault {
        SourceFault(
            file: file, line: line, column: column, what: what, instead: "write \(instead)")
    }

    /// What kind of value stands here, in words.
    package var kind: String {
        switch content {
        case .null: "nothing"
        case .boolean(let value): "the boolean `\(value)`"
        case .number(let text): "the number `\(text)`"
        case .text(let text): "the text `\(text.prefix(40))`"
        case .items: "a list"
        case .entries: "a mapping"
        }
    }
}

/// A name and its value in a mapping.
package struct SourceEntry: Sendable, Hashable {
    /// The name, a node of text even where it looks like a number.
    package let key: SourceNode
    /// The name as text.
    package let name: String
    /// What stands under the name.
    package let value: SourceNode
}
