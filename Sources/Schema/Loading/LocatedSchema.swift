// SPDX-License-Identifier: Apache-2.0

import Wire

/// A schema that was found in a loaded file.
struct LocatedSchema: Sendable {
    let node: JSONNode
    /// Which of the read files it stands in.
    let file: Int
    /// The schema that it stands in; nil for a file's root.
    let parent: SubschemaID?
    /// The way to it from its parent.
    let tokens: [String]
    /// Which of the schema resources it belongs to.
    var resource: Int

    /// A schema that stands in this one, which is known by an ID.
    func inside(_ id: SubschemaID, _ tokens: [String], _ node: JSONNode) -> LocatedSchema {
        LocatedSchema(node: node, file: file, parent: id, tokens: tokens, resource: resource)
    }
}

/// A schema that goes by a URI of its own, with all in it that does not (core section 4.3.5).
struct SchemaResource: Sendable {
    /// Its URI, against which its references are resolved.
    let base: SchemaURI
    /// The schema that carries the URI.
    let root: SubschemaID
    /// The dialect it is written in; nil when Baton does not have that.
    let dialect: Dialect?
    /// What `$schema` says when the dialect is not to be had.
    let foreignDialect: String
    /// The schemas in it that carry `$dynamicAnchor`, by its value.
    var dynamicAnchors: [ExactString: SubschemaID] = [:]
}

/// Which of the loaded schemas.
struct SubschemaID: Sendable, Hashable, BitwiseCopyable {
    private let number: Int32

    /// Its index among them.
    var index: Int { Int(number) }

    init(index: Int) { number = Int32(index) }

    /// What stands where there is no schema.
    static let none = SubschemaID(index: -1)

    /// Whether there is a schema.
    var isSome: Bool { number >= 0 }
}
