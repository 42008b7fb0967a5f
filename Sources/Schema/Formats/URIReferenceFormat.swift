// SPDX-License-Identifier: Apache-2.0

/// `uri-reference`: RFC 3986 section 4.1, a URI or one relative to where it stands.
enum URIReferenceFormat: Format {
    static let name = "uri-reference"
    static let phrase = "a URI reference such as /schemas/referral"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        ResourceIdentifier.matches(text, isReference: true, isInternational: false)
    }
}
