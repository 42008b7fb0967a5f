// SPDX-License-Identifier: Apache-2.0

extension SourceNode.Content {
    /// What an unquoted scalar means by the core schema of YAML 1.2, section 10.3.2.
    ///
    /// `yes`, `no`, `on`, `off`, dates and times are text; octal and hexadecimal numbers, which no
    /// file of ours needs, are text too and so refused where a number is expected.
    init(plain text: String) {
        switch text {
        case "", "~", "null", "Null", "NULL": self = .null
        case "true", "True", "TRUE": self = .boolean(true)
        case "false", "False", "FALSE": self = .boolean(false)
        default: self = Self.isNumber(text.utf8) ? .number(text) : .text(text)
        }
    }

    /// Whether a scalar is a number of the core schema.
    ///
    /// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
    private static func isNumber(_ bytes: String.UTF8View) -> Bool {
        var rest = bytes[...]
        skipSign(&rest)
        let whole = skipDigits(&rest)
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fraction = skipDigits(&rest)
        }
        guard whole + fraction > 0 else { return false }
        guard rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") else {
            return rest.isEmpty
        }
        rest = rest.dropFirst()
        skipSign(&rest)
        return skipDigits(&rest) > 0 && rest.isEmpty
    }

    private static func skipSign(_ rest: inout Substring.UTF8View) {
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") {
            rest = rest.dropFirst()
        }
    }

    private static func skipDigits(_ rest: inout Substring.UTF8View) -> Int {
        let digits = rest.prefix { $0.decimalDigit != nil }.count
        rest = rest.dropFirst(digits)
        return digits
    }
}
