// SPDX-License-Identifier: Apache-2.0

/// `uprn`: a unique property reference number, up to twelve digits without a check.
///
/// GeoPlace, “UPRN”: leading zeros mean nothing and may be there.
enum UPRNFormat: Format {
    static let name = "uprn"
    static let phrase = "a property's number such as 100100001234"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        1...12 ~= text.count && text.allSatisfy(\.isDigit)
    }
}
