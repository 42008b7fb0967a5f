// SPDX-License-Identifier: Apache-2.0

import Wire

/// `$dynamicRef`: the schema holds here that the outermost resource on the way here offers under
/// the same dynamic anchor.
///
/// Core section 8.2.3.2: “If the initially resolved starting point URI includes a fragment that was
/// created by the "$dynamicAnchor" keyword, the initial URI MUST be replaced by the URI (including
/// fragment) for the outermost schema resource in the dynamic scope that defines an identically
/// named fragment with "$dynamicAnchor". Otherwise, its behavior is identical to "$ref"”.
struct DynamicRefKeyword: GeneralKeyword {
    static let name = "$dynamicRef"
    static let vocabulary = Vocabulary.core
    /// The schema that is referred to when nothing on the way offers another.
    private let initial: SubschemaID
    /// The number of the dynamic anchor's name; -1 when it is a reference like any other.
    private let anchor: Int32

    init(_ reader: KeywordReader) throws(SchemaError) {
        initial = try reader.referredSchema()
        let index = reader.compiler.index
        let name = SchemaURI(reader.value.string ?? "").decodedFragment ?? ""
        if index.resource(of: initial).dynamicAnchors[ExactString(name)] == initial {
            anchor = Int32(reader.compiler.number(ofDynamicAnchor: name))
        } else {
            anchor = -1
            reader.compiler.note(initial, appliedInPlaceBy: reader.schema)
        }
    }

    var instruction: Instruction { .dynamicRef(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        var target = anchor < 0 ? .none : validation.dynamicTarget(Int(anchor))
        if !target.isSome { target = initial }
        return validation.holds(target, inPlace: position, by: Self.name)
    }
}
