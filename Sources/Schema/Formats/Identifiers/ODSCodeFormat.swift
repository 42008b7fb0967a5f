// SPDX-License-Identifier: Apache-2.0

/// `ods-code`: the code of an organisation or a site of the NHS, three to twelve capital letters and
/// digits.
///
/// NHS Data Dictionary, ORGANISATION CODE.
enum ODSCodeFormat: Format {
    static let name = "ods-code"
    static let phrase = "an ODS code such as R0B or R0B01"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        3...12 ~= text.count
            && text.allSatisfy { $0.isDigit || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 }
    }
}
