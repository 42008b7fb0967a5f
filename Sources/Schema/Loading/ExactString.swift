// SPDX-License-Identifier: Apache-2.0

/// A string as a key: the same as another exactly when all code points are.
///
/// Swift's own equality takes “é” in one character and in two for the same; JSON and URIs do not.
struct ExactString: Sendable, Hashable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (one: ExactString, other: ExactString) -> Bool {
        one.text.utf8.elementsEqual(other.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
