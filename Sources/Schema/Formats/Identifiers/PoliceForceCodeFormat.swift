// SPDX-License-Identifier: Apache-2.0

/// `police-force-code`: the code of a police force at the Home Office, two digits.
///
/// Home Office, “Police recorded crime open data”, force codes.
enum PoliceForceCodeFormat: Format {
    static let name = "police-force-code"
    static let phrase = "a police force's code such as 10"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.count == 2 && text.allSatisfy(\.isDigit)
    }
}
