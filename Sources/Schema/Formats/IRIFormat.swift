// SPDX-License-Identifier: Apache-2.0

/// `iri`: RFC 3987 section 2.2, a URI in any script, with a scheme.
enum IRIFormat: Format {
    static let name = "iri"
    static let phrase = "an IRI such as https://heddlu-gogledd-cymru.example/tŷ"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        ResourceIdentifier.matches(text, isReference: false, isInternational: true)
    }
}
