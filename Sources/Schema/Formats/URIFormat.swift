// SPDX-License-Identifier: Apache-2.0

/// `uri`: RFC 3986 section 3, with a scheme.
enum URIFormat: Format {
    static let name = "uri"
    static let phrase = "a URI such as https://northumbria.police.example"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        ResourceIdentifier.matches(text, isReference: false, isInternational: false)
    }
}
