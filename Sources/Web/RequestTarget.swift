// SPDX-License-Identifier: Apache-2.0

/// The target of a request, as it is compared with the paths that there are.
enum RequestTarget {
    /// The same target with nothing written in code that need not be (RFC 3986 section 6.2.2.2): letters,
    /// digits, hyphen, full stop, underscore and tilde; nil when it is so already.
    ///
    /// Only of the path, and nothing else: a slash in code stays a name's part, and what two programs could
    /// read as different paths stays as different as it was. Segments of dots name no path here, in code
    /// or not.
    static func normal(_ target: String) -> String? {
        let path = target.utf8.prefix { $0 != UInt8(ascii: "?") }
        guard path.contains(UInt8(ascii: "%")) else { return nil }
        var (normal, isOther) = ([UInt8](), false)
        var rest = path
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let plain = unreserved(rest.prefix(2)) {
                normal.append(plain)
                rest = rest.dropFirst(2)
                isOther = true
            } else {
                normal.append(byte)
            }
        }
        guard isOther else { return nil }
        return String(decoding: normal, as: UTF8.self) + target[path.endIndex...]
    }

    /// The unreserved character (RFC 3986 section 2.3) that two hexadecimal digits stand for.
    private static func unreserved(_ digits: Substring.UTF8View) -> UInt8? {
        guard digits.count == 2, digits.allSatisfy(\.isHexDigit),
            let byte = UInt8(Substring(digits), radix: 16)
        else { return nil }
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"):
            return byte
        default: return nil
        }
    }
}

extension UInt8 {
    /// Without a sign, which numbers in Swift may have.
    fileprivate var isHexDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
