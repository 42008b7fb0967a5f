// SPDX-License-Identifier: Apache-2.0

/// `email`: the `Mailbox` of RFC 5321 section 4.1.2.
enum EmailFormat: Format {
    static let name = "email"
    static let phrase = "an e-mail address such as duty@mash.example"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        Mailbox.matches(text, isInternational: false)
    }
}
