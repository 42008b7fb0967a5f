// SPDX-License-Identifier: Apache-2.0

/// `idn-email`: the extended `Mailbox` of RFC 6531 section 3.3.
enum IDNEmailFormat: Format {
    static let name = "idn-email"
    static let phrase = "an e-mail address such as dyletswydd@tŷ.example"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        Mailbox.matches(text, isInternational: true)
    }
}
