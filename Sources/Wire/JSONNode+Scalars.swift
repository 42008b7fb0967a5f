// SPDX-License-Identifier: Apache-2.0

extension JSONNode {
    /// The string, escapes resolved.
    package var string: String? {
        guard kind == .string else { return nil }
        return document.withUTF8(at: position) { String(decoding: $0, as: UTF8.self) }
    }

    /// The string's UTF-8 bytes; without escapes they share the document's storage.
    package var utf8: ArraySlice<UInt8>? {
        kind == .string ? document.utf8(at: position) : nil
    }

    /// Whether this is exactly this string, by its UTF-8 bytes.
    package func isString(_ expected: String) -> Bool {
        var expected = expected
        return expected.withUTF8 { document.isString($0, at: position) }
    }

    /// The number as it was written.
    package var numberText: String? {
        guard kind == .number else { return nil }
        return String(decoding: document.text(at: position), as: UTF8.self)
    }

    /// The number, when it was written without fraction or exponent and fits.
    package var integer: Int64? {
        guard kind == .number else { return nil }
        let text = document.text(at: position)
        let isNegative = text.first == UInt8(ascii: "-")
        var value: Int64 = 0
        for byte in isNegative ? text.dropFirst() : text {
            let digit = byte &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            let (shifted, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, tooMuch) =
                isNegative
                ? shifted.subtractingReportingOverflow(Int64(digit))
                : shifted.addingReportingOverflow(Int64(digit))
            if tooLarge || tooMuch { return nil }
            value = sum
        }
        return value
    }

    /// The number as the nearest binary64.
    ///
    /// What lies beyond, which only a document read with `numbers: .any` can hold, becomes the
    /// greatest finite one.
    package var double: Double? {
        guard let text = numberText, let value = Double(text) else { return nil }
        if value.isFinite { return value }
        return value < 0 ? -Double.greatestFiniteMagnitude : Double.greatestFiniteMagnitude
    }

    /// The truth value.
    package var boolean: Bool? {
        switch kind {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// Whether this is `null`.
    package var isNull: Bool { kind == .null }

    /// The value as a tree of its own, which no longer holds on to the document.
    ///
    /// It recurses as deep as the document's limits let it be.
    package var value: JSONValue {
        switch kind {
        case .object:
            .object(members.map { JSONMember($0.name.string ?? "", $0.value.value) })
        case .array: .array(elements.map(\.value))
        case .string: .string(string ?? "")
        case .number: integer.map(JSONValue.integer) ?? .number(double ?? 0)
        case .true: .boolean(true)
        case .false: .boolean(false)
        case .null: .null
        }
    }
}
