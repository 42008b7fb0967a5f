// SPDX-License-Identifier: Apache-2.0

import Wire

/// `$ref`: another schema holds here as well.
///
/// Core section 8.2.3.1: “an applicator that is used to reference a statically identified schema.
/// Its results are the results of the referenced schema.”
struct RefKeyword: GeneralKeyword {
    static let name = "$ref"
    static let vocabulary = Vocabulary.core
    /// The schema that is referred to.
    let target: SubschemaID

    /// A reference that was not written as one.
    init(target: SubschemaID) { self.target = target }

    init(_ reader: KeywordReader) throws(SchemaError) {
        target = try reader.referredSchema()
        reader.compiler.note(target, appliedInPlaceBy: reader.schema)
    }

    var instruction: Instruction { .ref(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        validation.holds(target, inPlace: position, by: Self.name)
    }
}

extension KeywordReader {
    /// The schema to which the keyword's value refers.
    func referredSchema() throws(SchemaError) -> SubschemaID {
        guard let reference = value.string else { throw malformed("a URI reference") }
        guard let target = try compiler.index.schema(referredToBy: reference, from: schema) else {
            throw .unresolvedReference(reference, at: place)
        }
        compiler.reach(target)
        return target
    }
}
