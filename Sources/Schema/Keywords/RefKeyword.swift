// SPDX-License-Identifier: Apache-2.0

import Wire

/// `$ref`: another schema holds here as well.
///
/// Core section 8.2.3.1: “an applicator that is used to reference a statically identified schema.
/// Its results are the results of the referenced schema.”
struct RefKeyword: Keyword {
    static let name = "$ref"
    private let target: SubschemaID

    init(_ reader: KeywordReader) throws(SchemaError) {
        guard let reference = reader.value.string else { throw reader.malformed("a URI reference") }
        guard let target = reader.index.schema(referredToBy: reference, from: reader.schema) else {
            throw .unresolvedReference(reference, at: reader.place)
        }
        self.target = target
    }

    var inPlace: [SubschemaID] { [target] }

    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        validation.holds(target, at: position)
    }
}
