// SPDX-License-Identifier: Apache-2.0

package import Wire

/// Something in a value that does not hold to its schema, told to who wrote the value.
package struct Violation: Sendable, Hashable {
    /// Where in the value; for a missing member the pointer it would have.
    package let instance: JSONPointer
    /// The URI of the schema that asks for it.
    package let schema: String
    /// Where in that schema's file the keyword stands.
    package let keyword: JSONPointer
    /// What is wrong and what is expected; never a sensitive value or free text.
    package let sentence: String

    /// A violation found elsewhere than by a schema.
    package init(instance: JSONPointer, schema: String, keyword: JSONPointer, sentence: String) {
        self.instance = instance
        self.schema = schema
        self.keyword = keyword
        self.sentence = sentence
    }

    init(_ finding: Finding, in program: SchemaProgram, root: JSONNode) {
        let node = JSONNode(document: root.document, position: finding.position)
        let here = node.pointer(from: root) ?? JSONPointer()
        let place = program.places[finding.schema.index].pointer
        self.init(
            instance: finding.missing.map(here.appending) ?? here,
            schema: program.resources[finding.schema.index],
            keyword: finding.keyword.isEmpty ? place : place.appending(finding.keyword),
            sentence: finding.sentence)
    }
}

extension Violation: CustomStringConvertible {
    /// The place in the value and what is wrong there.
    package var description: String { "\(instance): \(sentence)" }
}
