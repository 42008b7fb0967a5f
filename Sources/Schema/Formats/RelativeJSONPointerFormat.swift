// SPDX-License-Identifier: Apache-2.0

/// `relative-json-pointer`: Relative JSON Pointers (draft-bhutton-relative-json-pointer-00) section 3.
enum RelativeJSONPointerFormat: Format {
    static let name = "relative-json-pointer"
    static let phrase = "a relative JSON Pointer such as 1/name"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var reader = TextReader(text)
        guard takeNumber(&reader) else { return false }
        // The index may be moved from where it is.
        if reader.take("+") || reader.take("-"), !takeNumber(&reader) { return false }
        if reader.take("#") { return reader.isAtEnd }
        return JSONPointerFormat.takePointer(&reader) && reader.isAtEnd
    }

    /// Takes a whole number without leading zeros.
    private static func takeNumber(_ reader: inout TextReader) -> Bool {
        reader.take("0") || reader.skip(while: \.isDigit) > 0
    }
}
