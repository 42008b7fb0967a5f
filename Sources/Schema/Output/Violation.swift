// SPDX-License-Identifier: Apache-2.0

package import Wire

/// Something in a value that does not hold to its schema, told to who wrote the value.
package struct Violation: Sendable, Hashable {
    /// Where in the value; for a missing member the pointer it would have.
    package let instance: JSONPointer
    /// The URI of the schema resource that asks for it.
    package let schema: String
    /// Where in that resource the keyword stands.
    package let keyword: JSONPointer
    /// The way to the keyword from the schema that was asked, through every reference on it.
    package let keywordLocation: JSONPointer
    /// What is wrong and what is expected; never a sensitive value or free text.
    package let sentence: String

    /// A violation found elsewhere than by a schema, or of a schema as a whole.
    package init(instance: JSONPointer, schema: String, keyword: JSONPointer, sentence: String) {
        self.init(
            instance: instance, schema: schema, keyword: keyword, keywordLocation: keyword,
            sentence: sentence)
    }

    private init(
        instance: JSONPointer, schema: String, keyword: JSONPointer, keywordLocation: JSONPointer,
        sentence: String
    ) {
        self.instance = instance
        self.schema = schema
        self.keyword = keyword
        self.keywordLocation = keywordLocation
        self.sentence = sentence
    }

    init(_ finding: Finding, in program: SchemaProgram, root: JSONNode) {
        let node = JSONNode(document: root.document, position: finding.position)
        let here = node.pointer(from: root) ?? JSONPointer()
        let place = KeywordPlace(finding.keyword, at: finding.trail, in: program)
        self.init(
            instance: finding.missing.map(here.appending) ?? here, schema: place.resource,
            keyword: place.inResource, keywordLocation: place.onTheWay,
            sentence: finding.sentence)
    }

    /// The URI of the keyword, whatever way led to it.
    package var absoluteKeywordLocation: String {
        "\(schema)#\(SchemaURI.fragment(keyword.description))"
    }

    /// The same, as if it had been come to directly.
    var withoutWay: Violation {
        Violation(instance: instance, schema: schema, keyword: keyword, sentence: sentence)
    }
}

extension Violation: CustomStringConvertible {
    /// The place in the value and what is wrong there.
    package var description: String { "\(instance): \(sentence)" }
}
