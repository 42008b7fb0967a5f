// SPDX-License-Identifier: Apache-2.0

package import Wire

/// A schema file as it was read, before anything is known of it.
package struct SchemaSource: Sendable {
    /// The file's name, for messages; its URI when the schema has no `$id`.
    package let name: String
    /// What it holds.
    package let document: JSONDocument

    /// A file of this name and content.
    package init(name: String, document: JSONDocument) {
        self.name = name
        self.document = document
    }
}

/// Where in which schema file something stands.
package struct SchemaPlace: Sendable, Hashable, CustomStringConvertible {
    /// The name under which the file was loaded.
    package let file: String
    /// The way to it from the file's root.
    package let pointer: JSONPointer

    /// A place in a file.
    package init(file: String, pointer: JSONPointer) {
        self.file = file
        self.pointer = pointer
    }

    /// The place of a member or element there.
    package func inside(_ token: String) -> SchemaPlace {
        SchemaPlace(file: file, pointer: pointer.appending(token))
    }

    /// The file and the way, as in a URI.
    package var description: String { "\(file)#\(pointer)" }
}
