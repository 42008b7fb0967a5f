// SPDX-License-Identifier: Apache-2.0

/// `iri-reference`: RFC 3987 section 2.2, an IRI or one relative to where it stands.
enum IRIReferenceFormat: Format {
    static let name = "iri-reference"
    static let phrase = "an IRI reference such as /tŷ"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        ResourceIdentifier.matches(text, isReference: true, isInternational: true)
    }
}
